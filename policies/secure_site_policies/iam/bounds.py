"""The bounds that keep a permission from leading to more permissions: conditions and names that AWS enforces.

AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html and
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
"""

import re
from collections.abc import Callable, Sequence

from pulumi_policy import PolicyResource
from pulumi_policy.proxy import UnknownValueError

from secure_site_policies.frame.errors import MalformedPolicyError
from secure_site_policies.frame.places import is_set
from secure_site_policies.frame.stack import Stack, known
from secure_site_policies.frame.wildcards import wildcard
from secure_site_policies.iam.escalations import Bound, Escalation
from secure_site_policies.iam.holders import ROLE, is_called
from secure_site_policies.iam.narrowing import is_pinned
from secure_site_policies.iam.principals import is_fixed, pins
from secure_site_policies.iam.statements import Statement, read_statements

_BOUNDARY, _SERVICE = "iam:permissionsboundary", "iam:passedtoservice"
_OWN_USER = re.compile(r"arn:[\w-]+:iam::(?:[0-9]{12}|\*):user/(?:[\w+=,.@-]+/)*\$\{aws:username\}", re.IGNORECASE)
_OF_THE_CALLER = re.compile(r"[^*?]*\$\{aws:user(?:name|id)\}.*", re.IGNORECASE)
_NAME = r"[\w+=,.@-]+"
_UP_TO_AN_ID = re.compile(
    r"arn:[\w-]+:(?:"
    rf"apprunner:[\w-]+:[0-9]{{12}}:service/{_NAME}/\*"
    rf"|batch:[\w-]+:[0-9]{{12}}:job-definition/{_NAME}:\*"
    rf"|cloudformation:[\w-]+:[0-9]{{12}}:(?:(?:stack|changeSet)/{_NAME}/|stackset/{_NAME}:)\*"
    rf"|ecs:[\w-]+:[0-9]{{12}}:task/{_NAME}/\*"
    rf"|lambda:[\w-]+:[0-9]{{12}}:function:{_NAME}:\*"
    r")"
)
"""The ARN of one named resource, whose last part AWS assigns: a stack's id, a task of a cluster, a revision."""
_OWN_POLICY = re.compile(r"arn:[^:]+:iam::[0-9]{12}:policy/.+")


def is_bound(way: Escalation, statement: Statement, stack: Stack, creating: Sequence[Statement] = ()) -> bool:
    """Whether the statement that allows the first action of a way has the bound that makes the way harmless.

    creating: the statements that allow the same holder to create roles. Default: none.

    Raises MalformedPolicyError.
    """
    match way.bound:
        case Bound.NONE:
            return False
        case Bound.BOUNDARY:
            return pins(statement, {_BOUNDARY}, _is_own_policy)
        case Bound.OWN:
            return _all_resources(statement, lambda resource: bool(_OWN_USER.fullmatch(resource)))
        case Bound.EXACT:
            return _all_resources(statement, lambda resource: _is_one(statement, resource))
        case Bound.PASSED:
            return pins(statement, {_SERVICE}, lambda value: not _may_be(value, way.services)) or (
                pins(statement, {_SERVICE})
                and (_passes_to_trusted_services(statement, stack) or _passes_created_roles(statement, creating))
            )


def _all_resources(statement: Statement, accepts: Callable[[str], bool]) -> bool:
    resources = statement.texts("Resource")
    return bool(resources) and all(accepts(resource) for resource in resources)


def _is_one(statement: Statement, resource: str) -> bool:
    """Whether a resource is named: in full, up to an id that AWS adds, by the caller's name, or by its tags."""
    return (
        is_fixed(resource)
        or bool(_UP_TO_AN_ID.fullmatch(resource) or _OF_THE_CALLER.fullmatch(resource))
        or is_pinned(statement, resource)
    )


def _is_own_policy(value: str) -> bool:
    return is_fixed(value) and bool(_OWN_POLICY.fullmatch(value))


def _may_be(value: str, services: Sequence[str]) -> bool:
    return any(wildcard(value.lower()).fullmatch(service) for service in services)


def _passes_to_trusted_services(statement: Statement, stack: Stack) -> bool:
    services = {value for one in statement.conditions if one.key == _SERVICE for value in one.values}
    roles = [role for role in stack.all(ROLE) if _has_boundary(role) and services & _trusted(role)]
    return _all_resources(statement, lambda arn: any(is_called(role, arn) for role in roles))


def _passes_created_roles(statement: Statement, creating: Sequence[Statement]) -> bool:
    """Whether the holder itself creates each role, and cannot create it without a boundary."""
    bounded = [one for one in creating if pins(one, {_BOUNDARY}, _is_own_policy)]
    made = {resource for one in bounded for resource in one.texts("Resource")}
    return _all_resources(statement, lambda arn: is_fixed(arn) and arn in made)


def _trusted(role: PolicyResource) -> set[str]:
    """The services that may assume the role; none where its trust policy is unknown or malformed."""
    try:
        statements = read_statements(role.props.get("assumeRolePolicy"))
        return {name for one in statements if one.allows for name in one.principals().get("Service", ())}
    except (UnknownValueError, MalformedPolicyError):
        return set()


def _has_boundary(role: PolicyResource) -> bool:
    """Whether the role has a boundary of the account's own. The boundary's ARN may be unknown at preview."""
    key = "permissionsBoundary"
    return is_set(role.props, key) and all(map(_is_own_policy, known(role, key)))
