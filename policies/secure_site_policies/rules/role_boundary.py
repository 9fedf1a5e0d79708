"""Rule role-boundary: every role has a permissions boundary.

The boundary caps the role even if it gets more policies later, by the program or by hand. The rule accepts any policy
as the boundary, even one that is unknown at preview, except AWS's AdministratorAccess.
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
        yield _objection(_BOUNDARY, "is not set, so there is no cap on")
    elif _allows_everything(props):
        yield _objection("AdministratorAccess", f"as {_BOUNDARY} allows everything, so there is no cap on")


def _allows_everything(props: Mapping[str, Any]) -> bool:
    try:
        return str(props[_BOUNDARY]).endswith(_NONE)
    except UnknownValueError:
        return False


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
