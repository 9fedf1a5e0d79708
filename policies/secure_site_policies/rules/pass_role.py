"""Rule pass-role: a permission to pass a role names the role and the service.

An identity that may pass a role to a service that runs code can use all the role's permissions. IAM does not compare
the role's permissions with those of the identity; the statement must limit them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pulumi_policy import ResourceValidationArgs, Severity

from secure_site_policies.frame.places import Place
from secure_site_policies.frame.rule import About, Objection, resource_rule, well_architected
from secure_site_policies.iam.allowances import Allowance, allowances
from secure_site_policies.iam.documents import attached, identities
from secure_site_policies.iam.principals import pins

_ACTION = frozenset({"iam:PassRole"})
_ROLE = re.compile(r"arn:[\w-]+:iam::[0-9]{12}:role/[\w+=,.@/-]+", re.ASCII)
_SERVICE = re.compile(r"[a-z0-9.-]+\.amazonaws\.com(\.cn)?")
_EXACT_ROLES = '"Resource": "arn:aws:iam::<account>:role/<name>", one for each passed role'
_EXACT_SERVICE = '"Condition": {"StringEquals": {"iam:PassedToService": "<service>.amazonaws.com"}}'


@dataclass(frozen=True, slots=True)
class _AwsManaged:
    """An AWS-managed policy, whose conditions are not in the table."""

    document: object


def _places(args: ResourceValidationArgs) -> Iterator[Place]:
    yield from identities(args)
    for place in attached(args):
        yield Place(place.path, lambda place=place: _AwsManaged(place.read()))


def _judge(document: object, args: ResourceValidationArgs) -> Iterator[Objection]:
    if isinstance(document, _AwsManaged):
        for found in allowances(document.document, _ACTION):
            yield from _roles(found)
        return
    for found in allowances(document, _ACTION):
        yield from _roles(found)
        if not pins(found.statement, {"iam:passedtoservice"}, lambda value: bool(_SERVICE.fullmatch(value))):
            yield Objection(
                found.pattern,
                f"{_named(found)} passes a role to any service.\nWrite instead: {_EXACT_SERVICE}.",
            )


def _roles(found: Allowance) -> Iterator[Objection]:
    if found.statement.has("NotResource"):
        yield Objection(
            "NotResource",
            f"{_named(found)} passes every role except those in 'NotResource'.\nWrite instead: {_EXACT_ROLES}.",
        )
    for resource in found.statement.texts("Resource"):
        if not _ROLE.fullmatch(resource):
            yield Objection(
                resource,
                f"{_named(found)} passes {resource!r}, which is not the ARN of one role.\n"
                f"Write instead: {_EXACT_ROLES}.",
            )


def _named(found: Allowance) -> str:
    return f"{found.pattern!r} in {found.statement.label}"


policy = resource_rule(
    About(
        name="pass-role",
        risk="An identity that may pass any role to a service has the permissions of the strongest role.",
        severity=Severity.CRITICAL,
        controls=(well_architected("SEC03-BP02", "Grant least privilege access"),),
        fix="Name each passed role, and the service in iam:PassedToService.",
        url="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
    ),
    _places,
    _judge,
)
