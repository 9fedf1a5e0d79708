"""Rule pass-role: a role is passed by its name, and to a named service.

Whoever may pass a role to a service that runs code may do what the role may. IAM does not look whether a role is more
than the one who passes it; the statement has to.
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
_EXACT_ROLES = '"Resource": "arn:aws:iam::<account>:role/<name>", one for each role that is passed'
_EXACT_SERVICE = '"Condition": {"StringEquals": {"iam:PassedToService": "<service>.amazonaws.com"}}'


@dataclass(frozen=True, slots=True)
class _AwsManaged:
    """A policy of AWS's, of which the table has no conditions."""

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
            f"{_named(found)} passes every role but those in 'NotResource'.\nWrite instead: {_EXACT_ROLES}.",
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
        risk="Who may pass any role to a service may do whatever the strongest role may.",
        severity=Severity.CRITICAL,
        controls=(well_architected("SEC03-BP02", "Grant least privilege access"),),
        fix="Name each role that is passed, and the service in iam:PassedToService.",
        url="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
    ),
    _places,
    _judge,
)
"""Mandatory."""
