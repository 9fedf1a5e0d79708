"""Rule privilege-escalation: nobody can get more than they were given.

All the policies of a role, user, group or permission set are judged as one, against `iam.escalations`.
A Deny, and a boundary that the holder itself is under, excuse nothing: either may be gone tomorrow.

What passes is bounded by a condition or a name that AWS enforces:

- Roles and users may be created, trusted and given policies under an exact iam:PermissionsBoundary: whatever comes of
  it can do no more than the boundary. It has to be a policy of one's own: AWS's AdministratorAccess bounds nothing.
- Roles may be passed where iam:PassedToService leaves out the services that could be made to run them. To those that
  they trust they may be, too, where each is named in full, and either is part of this stack and carries a boundary, or
  is created by the same holder, who cannot create it without one; of other roles nobody here can tell.
- What exists may be used, such as a build or another role, where each is named in full: that is a grant like any other.

What never passes is what would lift these bounds: rewriting a policy, for the boundary is one; taking a boundary off;
and keys, passwords and groups, for which AWS has no such condition. A role that deploys a stack with such roles
therefore passes, as long as somebody else looks after the boundary.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from pulumi_policy import PolicyResource, ResourceValidationArgs, Severity
from pulumi_policy.proxy import UnknownValueError

from secure_site_policies.frame.errors import MalformedPolicyError
from secure_site_policies.frame.places import Place
from secure_site_policies.frame.rule import About, Objection, stack_rule, well_architected
from secure_site_policies.frame.stack import Stack
from secure_site_policies.iam.allowances import Allowance, allowances
from secure_site_policies.iam.bounds import is_bound
from secure_site_policies.iam.documents import attached, identities
from secure_site_policies.iam.escalations import ACTIONS, ESCALATIONS, Escalation
from secure_site_policies.iam.holders import HOLDING, POLICY, shared


@dataclass(frozen=True, slots=True)
class _HeldAllowance:
    allowance: Allowance
    by: PolicyResource

    def place(self, subject: PolicyResource) -> str:
        label = self.allowance.statement.label
        return label if self.by is subject else f"{label} of {self.by.name}"


_CREATE = "iam:CreateRole"
_LOOKED_FOR = ACTIONS | {_CREATE}
_Held = Mapping[str, Sequence[_HeldAllowance]]
"""Action -> what grants it."""


def _judge(subject: PolicyResource, stack: Stack) -> Iterator[Objection]:
    own = list(_held_by(subject))
    found: dict[str, list[tuple[Escalation, Sequence[_HeldAllowance]]]] = {}
    for resources in shared(subject, stack):
        granted = _sum(subject, own, resources)
        for way in ESCALATIONS:
            steps = _steps(way, granted, stack)
            # Of several documents that open a way together, the one with its first step is the one to mend.
            if steps and steps[0].by is subject:
                pattern = " + ".join(dict.fromkeys(step.allowance.pattern for step in steps))
                found.setdefault(pattern, []).append((way, steps))
    for pattern, ways in found.items():
        yield Objection(pattern, _message(pattern, subject, ways))


def _held_by(resource: PolicyResource) -> Iterator[_HeldAllowance]:
    """What a resource grants of _LOOKED_FOR. Raises UnknownValueError and MalformedPolicyError."""
    args = cast("ResourceValidationArgs", resource)  # of which places read the type and the properties alone
    for place in (*identities(args), *attached(args)):
        try:
            document = place.read()
        except UnknownValueError:
            # The ARN of a policy of this stack: judged where it is written.
            if not _is_of_this_stack(resource, place):
                raise
            continue
        yield from (_HeldAllowance(allowance, resource) for allowance in allowances(document, _LOOKED_FOR))


def _is_of_this_stack(resource: PolicyResource, place: Place) -> bool:
    key = re.split(r"[.\[]", place.path)[0]
    return any(other.resource_type == POLICY for other in resource.property_dependencies.get(key, ()))


def _sum(subject: PolicyResource, own: Sequence[_HeldAllowance], resources: Sequence[PolicyResource]) -> _Held:
    """The sum of what is known. A document that is not known yet, or is none, is reported as a subject itself."""
    granted: dict[str, list[_HeldAllowance]] = {}
    for resource in resources:
        try:
            grants = own if resource is subject else list(_held_by(resource))
        except (UnknownValueError, MalformedPolicyError):
            continue
        for grant in grants:
            granted.setdefault(grant.allowance.action, []).append(grant)
    return granted


def _steps(way: Escalation, granted: _Held, stack: Stack) -> Sequence[_HeldAllowance]:
    """A grant for each action of a way; none where one is missing, or where the first is never without its bound."""
    first, *others = way.actions
    if any(action not in granted for action in way.actions):
        return ()
    creating = [grant.allowance.statement for grant in granted.get(_CREATE, ())]
    unbounded = next(
        (grant for grant in granted[first] if not is_bound(way, grant.allowance.statement, stack, creating)), None
    )
    return [unbounded, *(granted[action][0] for action in others)] if unbounded else ()


def _message(pattern: str, subject: PolicyResource, ways: Sequence[tuple[Escalation, Sequence[_HeldAllowance]]]) -> str:
    way, steps = ways[0]
    places = " and ".join(dict.fromkeys(step.place(subject) for step in steps))
    more = f", and has {len(ways) - 1} more ways to get more than it was given" if len(ways) > 1 else ""
    by_name = all(step.allowance.pattern.lower() == step.allowance.action.lower() for step in steps)
    instead = way.bound.value if by_name else "each action that is used, by its name"
    return (
        f"{pattern!r} in {places}: whoever holds it can {way.how} ({way.reference}){more}.\nWrite instead: {instead}."
    )


policy = stack_rule(
    About(
        name="privilege-escalation",
        risk="A permission to change permissions is every permission, to whoever takes over its holder.",
        severity=Severity.CRITICAL,
        controls=(
            well_architected("SEC03-BP02", "Grant least privilege access"),
            well_architected("SEC03-BP05", "Define permission guardrails for your organization"),
        ),
        fix="Leave the action out, or bound it by a condition or an exact resource as the message says.",
        url="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
    ),
    HOLDING,
    _judge,
)
"""Mandatory. Documents that only the update can tell are judged after it; the others do not wait for them."""
