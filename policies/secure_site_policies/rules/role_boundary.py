"""Rule role-boundary: every role has a permissions boundary.

The boundary caps the role even if it gets more policies later, by the program or by hand. The rule accepts any policy
of the customer's own, even one that is unknown at preview. Of AWS's policies it rejects those within which a role could
give itself more permissions: AdministratorAccess, PowerUserAccess, IAMFullAccess, and many more.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pulumi_policy import ResourceValidationArgs, Severity
from pulumi_policy.proxy import UnknownValueError

from secure_site_policies.frame.errors import MalformedPolicyError
from secure_site_policies.frame.places import is_set, the_resource
from secure_site_policies.frame.rule import About, Objection, resource_rule, well_architected
from secure_site_policies.iam.allowances import allowances
from secure_site_policies.iam.aws_managed import attached_document
from secure_site_policies.iam.escalations import ACTIONS
from secure_site_policies.iam.statements import NOT_ACTION

_BOUNDARY = "permissionsBoundary"
_WRITING = frozenset(action for action in ACTIONS if ":Get" not in action)
"""The ways of `iam.escalations` without those that fetch credentials, which AWS's policies for reading include."""
_OF_AWS = re.compile(r":iam::aws:policy/")
_OWN_POLICY = re.compile(r"arn:[\w-]+:iam::[0-9]{12}:policy/[\w+=,.@/-]+", re.ASCII)


def _judge(props: Mapping[str, Any], args: ResourceValidationArgs) -> Iterator[Objection]:
    if not is_set(props, _BOUNDARY):
        yield _objection(_BOUNDARY, "is not set, so there is no cap on")
        return
    try:
        boundary = props[_BOUNDARY]
    except UnknownValueError:
        return
    if not (isinstance(boundary, str) and _OWN_POLICY.fullmatch(boundary)):
        name = str(boundary).rpartition("/")[2]
        if way := _way_out(boundary):
            yield _objection(name, f"as {_BOUNDARY} allows {way}, so there is no cap on")


def _way_out(boundary: object) -> str | None:
    """The action by which a role within this AWS-managed policy gets more permissions; None if there is none.

    Raises MalformedPolicyError for text that is no policy's ARN, and for an AWS-managed policy without an entry.
    """
    document = attached_document(boundary)
    if not _OF_AWS.search(str(boundary)):
        raise MalformedPolicyError(f"{_BOUNDARY} is {boundary!r}, which is not the ARN of a policy")
    found = next(allowances(document, _WRITING), None)
    return found and (f"everything by {found.pattern!r}" if found.pattern in ("*", NOT_ACTION) else found.action)


def _objection(pattern: str, fault: str) -> Objection:
    return Objection(
        pattern,
        f"{pattern!r} {fault} the role's permissions.\n"
        "Write instead: permissions_boundary=boundary.arn, the ARN of a policy with the most that the role may do.",
    )


policy = resource_rule(
    About(
        name="role-boundary",
        risk="Without a boundary, one wrong policy makes a role an administrator.",
        severity=Severity.HIGH,
        controls=(well_architected("SEC03-BP05", "Define permission guardrails for your organization"),),
        fix="Set permissions_boundary on the role to a policy with the most that the role may do.",
        url="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
    ),
    # A service-linked role is a type of its own, and has no boundary.
    the_resource("aws:iam/role:Role"),
    _judge,
)
