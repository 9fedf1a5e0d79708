"""Rule role-boundary: every role is under a permissions boundary.

The boundary holds whatever policy the role is given later, by this program or by somebody who went around it. Which
policy the boundary is, the rule leaves open, and it may be unknown at preview; only AWS's AdministratorAccess is none.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pulumi_policy import ResourceValidationArgs, Severity
from pulumi_policy.proxy import UnknownValueError

from secure_site_policies.frame.places import is_set, the_resource
from secure_site_policies.frame.rule import About, Objection, resource_rule, well_architected

_BOUNDARY = "permissionsBoundary"
_NONE = ":iam::aws:policy/AdministratorAccess"


def _judge(props: Mapping[str, Any], args: ResourceValidationArgs) -> Iterator[Objection]:
    if not is_set(props, _BOUNDARY):
        yield _objection(_BOUNDARY, "is not set, so nothing")
    elif _allows_everything(props):
        yield _objection("AdministratorAccess", f"as {_BOUNDARY} allows everything, so nothing")


def _allows_everything(props: Mapping[str, Any]) -> bool:
    try:
        return str(props[_BOUNDARY]).endswith(_NONE)
    except UnknownValueError:
        return False


def _objection(pattern: str, fault: str) -> Objection:
    return Objection(
        pattern,
        f"{pattern!r} {fault} caps what the role can be given.\n"
        "Write instead: permissions_boundary=boundary.arn, the ARN of the stack's PermissionsBoundary.",
    )


policy = resource_rule(
    About(
        name="role-boundary",
        risk="Without a boundary, one policy too many makes a role an administrator.",
        severity=Severity.HIGH,
        controls=(well_architected("SEC03-BP05", "Define permission guardrails for your organization"),),
        fix="Set permissions_boundary on the role to the policy that says the most it may ever do.",
        url="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
    ),
    # A service-linked role is a type of its own, and takes no boundary.
    the_resource("aws:iam/role:Role"),
    _judge,
)
"""Mandatory."""
