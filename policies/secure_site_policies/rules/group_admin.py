"""Rule group-admin: no group is an administrator.

Every member of a group has its permissions, and joining it leaves no trace in the program. Administrators assume a role
for as long as they need it.
"""

import re
from collections.abc import Iterator

from pulumi_policy import ResourceValidationArgs, Severity

from secure_site_policies.frame.places import Place, is_set, places_of
from secure_site_policies.frame.rule import About, Objection, cis, fsbp, resource_rule
from secure_site_policies.iam.allowances import covered
from secure_site_policies.iam.documents import ATTACHED
from secure_site_policies.iam.escalations import ACTIONS
from secure_site_policies.iam.statements import NOT_ACTION, read_statements

_INLINE = "aws:iam/groupPolicy:GroupPolicy"
_TO_ANYBODY = "aws:iam/policyAttachment:PolicyAttachment"
_ATTACHING = (
    "aws:iam/groupPolicyAttachment:GroupPolicyAttachment",
    "aws:iam/groupPolicyAttachmentsExclusive:GroupPolicyAttachmentsExclusive",
)
_ADMINISTRATOR = re.compile(r"arn:[^:]+:iam::aws:policy/(?P<name>AdministratorAccess|IAMFullAccess|PowerUserAccess)")
_IAM = frozenset(action for action in ACTIONS if action.startswith("iam:"))
_INSTEAD = "Write instead: a role with this policy, which the members assume through an identity provider."

_attached = places_of({kind: ATTACHED[kind] for kind in (*_ATTACHING, _TO_ANYBODY)})
_inline = places_of({_INLINE: "policy"})


def _places(args: ResourceValidationArgs) -> Iterator[Place]:
    yield from _inline(args)
    if args.resource_type != _TO_ANYBODY or is_set(args.props, "groups"):
        yield from _attached(args)


def _judge(value: object, args: ResourceValidationArgs) -> Iterator[Objection]:
    if args.resource_type != _INLINE:
        found = _ADMINISTRATOR.fullmatch(value) if isinstance(value, str) else None
        if found:
            yield Objection(
                found["name"], f"{found['name']!r} makes every member of the group an administrator.\n{_INSTEAD}"
            )
        return
    for statement in read_statements(value):
        if not statement.allows:
            continue
        patterns = [NOT_ACTION] if statement.has(NOT_ACTION) else filter(_is_administrator, statement.actions)
        for pattern in patterns:
            yield _objection(pattern, f" in {statement.label}")


def _objection(pattern: str, where: str) -> Objection:
    return Objection(pattern, f"{pattern!r}{where} makes every member of the group an administrator.\n{_INSTEAD}")


def _is_administrator(pattern: str) -> bool:
    """Whether a pattern covers all of IAM's own ways to more permissions: "iam:*", "*"."""
    return covered(pattern, _IAM) == _IAM


policy = resource_rule(
    About(
        name="group-admin",
        risk="Every member of the group is an administrator, permanently and for everything.",
        severity=Severity.CRITICAL,
        controls=(
            fsbp("IAM.1", 'IAM policies should not allow full "*" administrative privileges'),
            cis("1.16", 'Ensure IAM policies that allow full "*:*" administrative privileges are not attached'),
        ),
        fix="Give the group the permissions that its work needs, and administrators a role to assume when needed.",
        url="https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
    ),
    _places,
    _judge,
)
"""Other rules judge an attached policy of the customer's own, at the resource that holds it."""
