"""Rule pipeline-plain-secrets: no variable, parameter or command of a pipeline holds a credential.

Everyone who may view a pipeline or an execution of it can read them, even if they are secrets in Pulumi's state. Rule
codebuild-plain-secrets judges the variables that a pipeline passes to CodeBuild.
https://docs.aws.amazon.com/codepipeline/latest/userguide/actions-variables.html
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

from pulumi_policy import ResourceValidationArgs, Severity

from secure_site_policies.frame.objects import the_object
from secure_site_policies.frame.places import Place, places_of
from secure_site_policies.frame.rule import About, Objection, resource_rule, well_architected
from secure_site_policies.subjects.build_variables import is_plain_credential, plain_variables
from secure_site_policies.subjects.command_lines import assigned_credentials, commands_with_a_credential

_PIPELINE = "aws:codepipeline/pipeline:Pipeline"
_ACTION = "stages.*.actions.*."


def _default(variable: Any) -> Iterator[str]:
    held = the_object(variable)
    if is_plain_credential(held, "defaultValue"):
        yield str(held["name"])


def _json(text: Any) -> Iterator[str]:
    """The parameters of a CloudFormation action or of a function: an object in JSON."""
    try:
        parameters = json.loads(text)
    except (TypeError, ValueError, RecursionError):
        return
    yield from plain_variables(parameters)


def _command(text: Any) -> Iterator[str]:
    if isinstance(text, str):
        yield from assigned_credentials(text)
        if commands_with_a_credential(text):
            yield "commands"


_CHECKS: tuple[tuple[str, Callable[[Any], Iterator[str]]], ...] = (
    ("variables.*", _default),
    (f"{_ACTION}configuration.ParameterOverrides", _json),
    (f"{_ACTION}configuration.UserParameters", _json),
    (f"{_ACTION}commands.*", _command),
    (f"{_ACTION}configuration.Commands", _command),
)
"""The paths that the rule reads, each with the names of the credentials in its value."""


def _places(args: ResourceValidationArgs) -> Iterator[Place]:
    for path, check in _CHECKS:
        for place in places_of({_PIPELINE: path})(args):
            yield Place(place.path, lambda place=place, check=check: check(place.read()))


def _judge(names: Iterator[str], _args: ResourceValidationArgs) -> Iterator[Objection]:
    for name in dict.fromkeys(names):
        yield Objection(
            name,
            f"{name!r} is given a credential, and everyone who may view the pipeline can read it.\n"
            "Write instead: {{resolve:secretsmanager:<name>}} in a template, or a CodeBuild variable of type "
            "SECRETS_MANAGER.",
        )


policy = resource_rule(
    About(
        name="pipeline-plain-secrets",
        risk="Everyone who may view a pipeline can read the credentials in it, and every execution records them.",
        severity=Severity.CRITICAL,
        controls=(well_architected("SEC02-BP03", "Store and use secrets securely"),),
        fix="Keep the credential in Secrets Manager or Parameter Store, and let the action read it by its name.",
        url="https://docs.aws.amazon.com/codepipeline/latest/userguide/security-best-practices.html",
    ),
    _places,
    _judge,
)
"""Judges default values of variables, parameters of CloudFormation and Lambda actions, and commands."""
