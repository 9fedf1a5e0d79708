"""Rule attached-boundary: a permissions boundary is never attached as permissions.

A boundary lists the most that several roles may do together, and grants nothing by itself. Attached to one of them as a
policy, it grants all of it: the cap becomes the permissions.
"""

from collections.abc import Iterator

from pulumi_policy import PolicyResource, Severity

from secure_site_policies.frame.rule import About, Objection, stack_rule, well_architected
from secure_site_policies.frame.stack import Stack, known
from secure_site_policies.frame.wildcards import wildcard
from secure_site_policies.iam.boundaries import BOUNDARIES, urns
from secure_site_policies.iam.holders import ATTACHING, POLICY, ROLE, Named, named_in

_BOUNDARY = "permissionsBoundary"
_BOUNDED = (ROLE, "aws:iam/user:User")


class _Boundaries:
    """The boundaries of a whole stack: policies and ARNs, each with the first identity that has it as its boundary."""

    def __init__(self, stack: Stack) -> None:
        policies = stack.all(POLICY)
        self.named = Named(policies)
        self.policies = {policy.urn: policy for policy in policies}
        self.why: dict[str, str] = {}
        """URN or ARN of a boundary -> what makes it one."""
        for identity in stack.all(*_BOUNDED):
            of_aws = {arn for arn in known(identity, _BOUNDARY) if ":iam::aws:policy/" in arn}
            # AWS's own policies are left out: role-boundary judges them.
            for found in self.named.in_property(identity, _BOUNDARY) | (known(identity, _BOUNDARY) - of_aws):
                self.why.setdefault(found, f"the boundary of {identity.name}")
        listed = stack.config.get(BOUNDARIES, ())
        for urn in self.policies:
            if any(wildcard(pattern).fullmatch(urn) for pattern in listed):
                self.why.setdefault(urn, "listed as a boundary")


def _judge(subject: PolicyResource, stack: Stack) -> Iterator[Objection]:
    boundaries = stack.derived(_Boundaries)
    key = ATTACHING[subject.resource_type]
    own = boundaries.named.in_property(subject, key)
    for urn in sorted(own):
        if urn in boundaries.why:
            yield _objection(boundaries.policies[urn].name, boundaries.why[urn])
    for text in sorted(set(named_in(subject, key))):
        if text in boundaries.why and not boundaries.named.in_text(text):
            yield _objection(text, boundaries.why[text])


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
            BOUNDARIES: urns(
                "URNs of permissions boundaries that no identity of the same stack has; `*` and `?` are "
                "wildcards. The same as `boundaries` of iam-resource-wildcards."
            ),
        },
    ),
    tuple(ATTACHING),
    _judge,
)
"""A boundary that identities of the stack have is known by them; `boundaries` adds those for other stacks."""
