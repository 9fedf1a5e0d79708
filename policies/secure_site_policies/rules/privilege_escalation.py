"""Rule privilege-escalation: no identity can obtain more permissions than its policies grant.

The rule judges all policies of a role, user, group or permission set together, against `iam.escalations`. A Deny, or a
boundary of the holder itself, excuses nothing: either may be removed later.

A permission passes if a condition or a name that AWS enforces bounds it:

- Creating, trusting and giving policies to roles and users passes with an exact iam:PermissionsBoundary, which caps the
  result. The boundary must be a policy of the account: AWS's AdministratorAccess bounds nothing.
- Passing a role passes if iam:PassedToService excludes the services that could run code as the role. Passing it to
  services that the role trusts passes as well, if each role is named in full, and either belongs to this stack and has
  a boundary, or is created by the same holder, who cannot create it without a boundary. Other roles are unknown here.
- Using or changing an existing resource, such as a build or another role, passes if each is named: in full, or by a
  condition on its tags where AWS assigns the id.
- Writing credentials passes for the user itself only, by ${aws:username}.

Actions that would remove these bounds never pass: rewriting a policy, since the boundary is one; removing a boundary;
changing an identity provider that roles trust; and groups, for which AWS has no such condition. A role that deploys a
stack with such roles therefore passes as long as another identity manages the boundary.
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
from secure_site_policies.frame.wording import counted
from secure_site_policies.iam.allowances import Allowance, allowances
from secure_site_policies.iam.bounds import is_bound
from secure_site_policies.iam.documents import attached, identities
from secure_site_policies.iam.escalations import ACTIONS, Escalation, ways_with
from secure_site_policies.iam.holders import HOLDING, POLICY, shared


@dataclass(frozen=True, slots=True)
class _HeldAllowance:
    """An allowance, and the resource that holds it."""

    allowance: Allowance
    by: PolicyResource

    def place(self, subject: PolicyResource) -> str:
        label = self.allowance.statement.label
        return label if self.by is subject else f"{label} of {self.by.name}"


_CREATE = "iam:CreateRole"
_LOOKED_FOR = ACTIONS | {_CREATE}
_Held = Mapping[str, Sequence[_HeldAllowance]]
"""Action -> the allowances for it."""


def _judge(subject: PolicyResource, stack: Stack) -> Iterator[Objection]:
    own = list(_held_by(subject))
    found: dict[str, list[tuple[Escalation, Sequence[_HeldAllowance]]]] = {}
    for resources in shared(subject, stack):
        granted = _sum(subject, own, resources)
        for way in ways_with(granted):
            steps = _steps(way, granted, stack)
            # If several documents open a way together, the rule reports the one with the first step.
            if steps and steps[0].by is subject:
                pattern = " + ".join(dict.fromkeys(step.allowance.pattern for step in steps))
                found.setdefault(pattern, []).append((way, steps))
    for pattern, ways in found.items():
        yield Objection(pattern, _message(pattern, subject, ways))


def _held_by(resource: PolicyResource) -> Iterator[_HeldAllowance]:
    """The allowances of a resource for _LOOKED_FOR. Raises UnknownValueError and MalformedPolicyError."""
    args = cast("ResourceValidationArgs", resource)  # places read only its type and properties
    for place in (*identities(args), *attached(args)):
        try:
            document = place.read()
        except UnknownValueError:
            # The ARN of a policy in this stack, which the rule judges as a resource of its own.
            if not _is_of_this_stack(resource, place):
                raise
            continue
        yield from (_HeldAllowance(allowance, resource) for allowance in allowances(document, _LOOKED_FOR))


def _is_of_this_stack(resource: PolicyResource, place: Place) -> bool:
    key = re.split(r"[.\[]", place.path)[0]
    return any(other.resource_type == POLICY for other in resource.property_dependencies.get(key, ()))


def _sum(subject: PolicyResource, own: Sequence[_HeldAllowance], resources: Sequence[PolicyResource]) -> _Held:
    """The allowances of all known documents. Unknown and malformed documents are reported when they are the subject."""
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
    """An allowance for each action of a way; none if the first always has its bound."""
    first, *others = way.actions
    creating = [grant.allowance.statement for grant in granted.get(_CREATE, ())]
    unbounded = next(
        (grant for grant in granted[first] if not is_bound(way, grant.allowance.statement, stack, creating)), None
    )
    return [unbounded, *(granted[action][0] for action in others)] if unbounded else ()


def _message(pattern: str, subject: PolicyResource, ways: Sequence[tuple[Escalation, Sequence[_HeldAllowance]]]) -> str:
    way, steps = ways[0]
    places = " and ".join(dict.fromkeys(step.place(subject) for step in steps))
    more = f", and has {counted(len(ways) - 1, 'other way')} to more permissions" if len(ways) > 1 else ""
    by_name = all(step.allowance.pattern.lower() == step.allowance.action.lower() for step in steps)
    instead = way.bound.value if by_name else "each used action by its name"
    return f"{pattern!r} in {places}: its holder can {way.how} ({way.reference}){more}.\nWrite instead: {instead}."


policy = stack_rule(
    About(
        name="privilege-escalation",
        risk="A permission to change permissions is every permission, for an attacker who takes over its holder.",
        severity=Severity.CRITICAL,
        controls=(
            well_architected("SEC03-BP02", "Grant least privilege access"),
            well_architected("SEC03-BP05", "Define permission guardrails for your organization"),
        ),
        fix="Remove the action, or bound it by a condition or an exact resource as in the message.",
        url="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
    ),
    HOLDING,
    _judge,
)
"""Documents that are known only at update are judged after it; the others are judged at preview."""
