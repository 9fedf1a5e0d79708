"""Rule attached-boundary: a permissions boundary is never attached as permissions.

A boundary lists the most that several roles may do together, and grants nothing by itself. Attached to one of them as a
policy, it grants all of it: the cap becomes the permissions.
"""

from collections.abc import Iterator, Mapping

from pulumi_policy import PolicyResource, Severity

from secure_site_policies.frame.rule import About, Objection, stack_rule, well_architected
from secure_site_policies.frame.stack import Stack, known
from secure_site_policies.frame.wildcards import wildcard
from secure_site_policies.iam.holders import ATTACHING, POLICY, ROLE, is_called, named_in, names

_BOUNDARY = "permissionsBoundary"
_BOUNDED = (ROLE, "aws:iam/user:User")
_BOUNDARIES = "boundaries"


def _judge(subject: PolicyResource, stack: Stack) -> Iterator[Objection]:
    key = ATTACHING[subject.resource_type]
    policies = [policy for policy in stack.all(POLICY) if names(subject, key, policy)]
    for policy in policies:
        if bounded := _bounded_by(policy, stack):
            yield _objection(policy.name, bounded)
    arns = _boundary_arns(stack)
    for text in sorted(set(named_in(subject, key))):
        if text in arns and not any(is_called(policy, text) for policy in policies):
            yield _objection(text, f"the boundary of {arns[text]}")


def _bounded_by(policy: PolicyResource, stack: Stack) -> str | None:
    """What makes a policy of this stack a boundary: an identity that names it as such, or the rule's config."""
    bounded = next((one.name for one in stack.all(*_BOUNDED) if names(one, _BOUNDARY, policy)), None)
    if bounded:
        return f"the boundary of {bounded}"
    listed = stack.config.get(_BOUNDARIES, ())
    return "listed as a boundary" if any(wildcard(urn).fullmatch(policy.urn) for urn in listed) else None


def _boundary_arns(stack: Stack) -> Mapping[str, str]:
    """ARN of a boundary -> the first identity under it. AWS's own policies are left out: role-boundary judges them."""
    found: dict[str, str] = {}
    for one in stack.all(*_BOUNDED):
        for arn in sorted(known(one, _BOUNDARY)):
            if ":iam::aws:policy/" not in arn:
                found.setdefault(arn, one.name)
    return found


def _objection(name: str, why: str) -> Objection:
    return Objection(
        name,
        f"{name!r} is {why}: attached, it grants all that it was to cap.\n"
        "Write instead: a policy of its own with the actions and resources that the identity uses.",
    )


policy = stack_rule(
    About(
        name="attached-boundary",
        risk="A boundary that is attached grants the most that any role under it may do.",
        severity=Severity.CRITICAL,
        controls=(
            well_architected("SEC03-BP05", "Define permission guardrails for your organization"),
            well_architected("SEC03-BP02", "Grant least privilege access"),
        ),
        fix="Attach a policy with the used actions, and set the boundary as permissions_boundary only.",
        url="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
        config={
            _BOUNDARIES: {
                "type": "array",
                "items": {"type": "string"},
                "default": [],
                "description": "URNs of permissions boundaries that no identity of the same stack has; `*` and `?` are "
                "wildcards. The same as `boundaries` of iam-resource-wildcards.",
            }
        },
    ),
    tuple(ATTACHING),
    _judge,
)
"""A boundary that identities of the stack have is known by them; `boundaries` adds those for other stacks."""
