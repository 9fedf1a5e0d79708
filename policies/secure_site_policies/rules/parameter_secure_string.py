"""Rule parameter-secure-string: a parameter whose name says that it is a credential is encrypted.

A role that may read a parameter of type String reads its value, without any permission on a key, even if the value is a
secret in Pulumi's state. A SecureString needs both.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pulumi_policy import ResourceValidationArgs, Severity
from pulumi_policy.proxy import UnknownValueError

from secure_site_policies.frame.places import Place
from secure_site_policies.frame.rule import About, Objection, resource_rule, well_architected
from secure_site_policies.subjects.placeholders import says_no_secret
from secure_site_policies.subjects.secret_names import names_a_credential

_PARAMETER, _TYPE = "aws:ssm/parameter:Parameter", "SecureString"
_VALUES = ("value", "insecureValue")


def _places(args: ResourceValidationArgs) -> Iterator[Place]:
    if args.resource_type == _PARAMETER:
        yield Place("type", lambda: args.props)


def _judge(parameter: Mapping[str, Any], args: ResourceValidationArgs) -> Iterator[Objection]:
    kind = str(parameter.get("type"))
    if kind != _TYPE and names_a_credential(_name(parameter, args)) and not _says_no_secret(parameter):
        yield Objection(kind, f'a credential, by its name, is of type {kind!r}.\nWrite instead: type="{_TYPE}".')


def _name(parameter: Mapping[str, Any], args: ResourceValidationArgs) -> str:
    """The name of the parameter; the resource's own where AWS makes it up from that."""
    try:
        return str(parameter.get("name") or args.name)
    except UnknownValueError:
        return args.name


def _says_no_secret(parameter: Mapping[str, Any]) -> bool:
    try:
        return any(says_no_secret(str(parameter.get(key))) for key in _VALUES if parameter.get(key) is not None)
    except UnknownValueError:
        return False


policy = resource_rule(
    About(
        name="parameter-secure-string",
        risk="A role that may read parameters reads the credential.",
        severity=Severity.HIGH,
        controls=(well_architected("SEC02-BP03", "Store and use secrets securely"),),
        fix="Store the credential as a SecureString, or in Secrets Manager.",
        url="https://docs.aws.amazon.com/systems-manager/latest/userguide/secure-string-parameter-kms-encryption.html",
    ),
    _places,
    _judge,
)
"""Judges parameters of Systems Manager."""
