"""Rule plain-secrets: no property of any resource holds a credential that is not a Pulumi secret.

A value that is not a secret is readable in the state, in every preview and in the log of the command. Anyone who reads
a credential once can use it. A credential shows by its form, by the name of its variable, or by the command that takes
it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pulumi_policy import ResourceValidationArgs, Severity

from secure_site_policies.frame.places import Place
from secure_site_policies.frame.rule import About, Objection, resource_rule, well_architected
from secure_site_policies.frame.translate import Presented
from secure_site_policies.subjects.plain_credentials import Credential, credentials_in
from secure_site_policies.subjects.secretness import LEVEL, Path, noting, unless_secret

_NAMED_ELSEWHERE = ("aws:codebuild/project:Project", "aws:codepipeline/pipeline:Pipeline")
"""Types whose variables and commands rules of their own judge, where a Pulumi secret is as readable as plain text."""
_PROVIDERS = "pulumi:providers:"


def _places(args: ResourceValidationArgs) -> Iterator[Place]:
    if not isinstance(args, Presented):  # its values are those of the resource that it stands for
        yield Place(args.resource_type, lambda: args.props)


def _judge(properties: Mapping[str, Any], args: ResourceValidationArgs) -> Iterator[Objection]:
    by_name = args.resource_type not in _NAMED_ELSEWHERE
    found = credentials_in(properties, by_name=by_name, named=args.resource_type.startswith(_PROVIDERS))
    yield from unless_secret(args, _objections(found))


def _objections(found: Iterator[Credential]) -> Iterator[tuple[Path, Objection]]:
    for credential in found:
        pattern = credential.pattern
        yield (
            credential.path,
            Objection(
                pattern,
                f"'{pattern}' is {credential.title} in plain text, readable in the state and in every preview.\n"
                "Write instead: pulumi.Config().require_secret(key), set by `pulumi config set --secret key`, "
                "and replace the credential, which may have been read.",
            ),
        )


policy = resource_rule(
    About(
        name="plain-secrets",
        risk="A credential that is not a secret is readable in the state and in every preview.",
        severity=Severity.CRITICAL,
        controls=(well_architected("SEC02-BP03", "Store and use secrets securely"),),
        fix="Take it from the stack's encrypted config as a secret, and replace it where it was issued.",
        url="https://www.pulumi.com/docs/iac/concepts/secrets/",
        level=LEVEL,
    ),
    _places,
    _judge,
    noting(),
)
"""Judges every resource of every provider, without the contents of files and archives, which never reach the state."""
