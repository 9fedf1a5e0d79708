"""Rule codebuild-plain-secrets: a build reads its credentials from a secret store.

The console, the API and the log show a plain variable to everyone who may view the project, even if the variable is a
secret in Pulumi's state. The same holds for a buildspec's variables and commands, and for credentials in the URL of a
source.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, cast

from pulumi_policy import ResourceValidationArgs, Severity

from secure_site_policies.frame.objects import the_object
from secure_site_policies.frame.places import Place, places_of
from secure_site_policies.frame.rule import About, Objection, fsbp, resource_rule
from secure_site_policies.subjects.build_variables import (
    buildspec_variables,
    is_plain_credential,
    phases_with_a_credential,
    plain_variables,
    read_buildspec,
)

_USER_INFO = re.compile(r"https?://[^/@\s]+@(?P<host>[^/\s]*)")


def _variable(variable: Any) -> Iterator[Objection]:
    """Checks an environment variable. Raises UnknownValueError only where its name or type is unknown."""
    held = the_object(variable)
    if is_plain_credential(held):
        yield _plain(str(held["name"]))


def _buildspec(text: Any) -> Iterator[Objection]:
    """Checks an inline buildspec: its variables and its commands."""
    spec = read_buildspec(text)
    yield from map(_plain, dict.fromkeys(buildspec_variables(spec)))
    for phase in phases_with_a_credential(spec):
        yield Objection(
            phase,
            f"a command of phase {phase!r} is given a credential, and everyone who may view the build can read it.\n"
            "Write instead: a variable of env/secrets-manager or env/parameter-store, which the command reads.",
        )


def _overrides(text: Any) -> Iterator[Objection]:
    """Checks the variables that a pipeline passes to a build: a list in JSON."""
    try:
        variables = json.loads(text)
    except (TypeError, ValueError, RecursionError):
        return
    yield from map(_plain, plain_variables(cast(list[Any], variables) if isinstance(variables, list) else None))


def _location(url: Any) -> Iterator[Objection]:
    if isinstance(url, str) and (found := _USER_INFO.match(url)):
        yield Objection(
            found["host"],
            f"the URL on {found['host']!r} holds a credential before the `@`.\n"
            "Write instead: the URL without it, with a connection or an aws.codebuild.SourceCredential for access.",
        )


def _plain(name: str) -> Objection:
    return Objection(
        name,
        f"{name!r} is a credential by its name, and everyone who may view the build can read its value.\n"
        f'Write instead: {{"name": "{name}", "type": "SECRETS_MANAGER", "value": the secret\'s name}}, or type '
        "PARAMETER_STORE; in a buildspec env/secrets-manager or env/parameter-store.",
    )


_CHECKS: Mapping[str, Sequence[tuple[str, Callable[[Any], Iterator[Objection]]]]] = {
    "aws:codebuild/project:Project": (
        ("environment.environmentVariables.*", _variable),
        ("source.buildspec", _buildspec),
        ("secondarySources.*.buildspec", _buildspec),
        ("source.location", _location),
        ("secondarySources.*.location", _location),
    ),
    "aws:codepipeline/pipeline:Pipeline": (("stages.*.actions.*.configuration.EnvironmentVariables", _overrides),),
}
"""Resource type -> the paths that the rule reads, each with its check."""


def _places(args: ResourceValidationArgs) -> Iterator[Place]:
    for path, check in _CHECKS.get(args.resource_type, ()):
        for place in places_of({args.resource_type: path})(args):
            yield Place(place.path, lambda place=place, check=check: check(place.read()))


def _judge(found: Iterator[Objection], args: ResourceValidationArgs) -> Iterator[Objection]:
    return found


policy = resource_rule(
    About(
        name="codebuild-plain-secrets",
        risk="Everyone who may view a build project can read the credentials in it.",
        severity=Severity.CRITICAL,
        controls=(
            fsbp("CodeBuild.2", "CodeBuild project environment variables should not contain clear text credentials"),
            fsbp("CodeBuild.1", "CodeBuild Bitbucket source repository URLs should not contain sensitive credentials"),
        ),
        fix="Store the credential in Secrets Manager or Parameter Store, and give the build its name.",
        url="https://docs.aws.amazon.com/securityhub/latest/userguide/codebuild-controls.html#codebuild-2",
    ),
    _places,
    _judge,
)
"""Judges CodeBuild projects, and the variables that pipelines pass to them."""
