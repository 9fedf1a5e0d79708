"""The identities that hold the policies of a stack: an identity's permissions are the sum of its policies.

Left out on purpose: permissions that a user has through a group, since rule standing-keys forbids users.
"""

from collections.abc import Iterator, Mapping, Sequence

from pulumi_policy import PolicyResource
from pulumi_policy.proxy import UnknownValueError

from secure_site_policies.frame.places import walk
from secure_site_policies.frame.stack import Stack, known

POLICY = "aws:iam/policy:Policy"
ROLE = "aws:iam/role:Role"
_GROUP = "aws:iam/group:Group"
_SET = "aws:ssoadmin/permissionSet:PermissionSet"
_TO_SET = "aws:ssoadmin/customerManagedPolicyAttachment:CustomerManagedPolicyAttachment"
_TO_SET_ALL = "aws:ssoadmin/customerManagedPolicyAttachmentsExclusive:CustomerManagedPolicyAttachmentsExclusive"
_USER = "aws:iam/user:User"

_NAMED_BY: Mapping[str, Mapping[str, str]] = {
    "aws:iam/groupPolicy:GroupPolicy": {"group": _GROUP},
    "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": {"group": _GROUP},
    "aws:iam/groupPolicyAttachmentsExclusive:GroupPolicyAttachmentsExclusive": {"groupName": _GROUP},
    "aws:iam/policyAttachment:PolicyAttachment": {"groups": _GROUP, "roles": ROLE, "users": _USER},
    "aws:iam/rolePolicy:RolePolicy": {"role": ROLE},
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": {"role": ROLE},
    "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": {"roleName": ROLE},
    "aws:iam/userPolicy:UserPolicy": {"user": _USER},
    "aws:iam/userPolicyAttachment:UserPolicyAttachment": {"user": _USER},
    "aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive": {"userName": _USER},
    _TO_SET: {"permissionSetArn": _SET},
    _TO_SET_ALL: {"permissionSetArn": _SET},
    "aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment": {"permissionSetArn": _SET},
    "aws:ssoadmin/managedPolicyAttachmentsExclusive:ManagedPolicyAttachmentsExclusive": {"permissionSetArn": _SET},
    "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy": {"permissionSetArn": _SET},
}
"""Resource type -> its properties that name an identity -> the type of that identity."""

ATTACHING = {
    ROLE: "managedPolicyArns",
    _TO_SET: "customerManagedPolicyReference",
    _TO_SET_ALL: "customerManagedPolicyReferences",
    **{kind: "policyArns" for kind in _NAMED_BY if kind.startswith("aws:iam/") and kind.endswith("Exclusive")},
    **{kind: "policyArn" for kind in _NAMED_BY if kind.startswith("aws:iam/") and kind.endswith("PolicyAttachment")},
}
"""Resource type -> its property that names managed policies."""

HOLDING: Sequence[str] = (ROLE, POLICY, *_NAMED_BY)
"""The resource types that hold or attach an identity's permissions."""


def shared(subject: PolicyResource, stack: Stack) -> Iterator[Sequence[PolicyResource]]:
    """For each identity that a resource gives permissions to: all resources that do so, in the order of HOLDING.

    A managed policy that no resource of the stack attaches stands alone. A policy that is only a boundary belongs to
    no identity, since a boundary grants nothing.
    """
    identities = _identities(subject, stack)
    if not identities and not (subject.resource_type == POLICY and _is_boundary(subject, stack)):
        yield [subject]
    for identity in sorted(identities):
        yield [other for other in stack.all(*HOLDING) if identity in _identities(other, stack)]


def names(resource: PolicyResource, key: str, named: PolicyResource) -> bool:
    """Whether a property names another resource, by a reference in the program or by its name, id or ARN."""
    if any(found.urn == named.urn for found in resource.property_dependencies.get(key, ())):
        return True
    return any(is_called(named, text) for text in named_in(resource, key))


def is_called(resource: PolicyResource, text: str) -> bool:
    """Whether a text is the name, id or ARN of a role, policy, user or group. The ARN is unknown before it exists."""
    if text in known(resource, "arn", "id", "name"):
        return True
    kind = resource.resource_type.rpartition(":")[2].lower()
    paths = known(resource, "path") or {"/"}
    return text.startswith("arn:") and any(
        text.partition(f":{kind}")[2] == f"{path}{name}" for path in paths for name in known(resource, "name")
    )


def _identities(resource: PolicyResource, stack: Stack) -> set[str]:
    """The URNs of the identities; for identities outside this stack, their names."""
    if resource.resource_type == ROLE:
        return {resource.urn}
    if resource.resource_type == POLICY:
        attached = [other for other in stack.all(*ATTACHING) if names(other, ATTACHING[other.resource_type], resource)]
        return {identity for other in attached for identity in _identities(other, stack)}
    found: set[str] = set()
    for key, kind in _NAMED_BY[resource.resource_type].items():
        own = stack.all(kind)
        found |= {identity.urn for identity in own if names(resource, key, identity)}
        found |= {f"{kind} {text}" for text in named_in(resource, key) if not any(is_called(one, text) for one in own)}
    return found


def _is_boundary(policy: PolicyResource, stack: Stack) -> bool:
    return any(names(identity, "permissionsBoundary", policy) for identity in stack.all(ROLE, _USER))


def named_in(resource: PolicyResource, key: str) -> Iterator[str]:
    """The known names in a property that holds a text, an object with a name, or a list of these."""
    for path in ([key], [key, "name"], [key, "*"], [key, "*", "name"]):
        for place in walk(resource.props, path):
            try:
                value = place.read()
            except UnknownValueError:
                continue
            if isinstance(value, str):
                yield value
