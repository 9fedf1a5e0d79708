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
    holders = stack.derived(_Holders)
    identities = holders.identities(subject)
    if not identities and not (subject.resource_type == POLICY and subject.urn in holders.boundaries):
        yield [subject]
    for identity in sorted(identities):
        yield holders.resources[identity]


def is_called(resource: PolicyResource, text: str) -> bool:
    """Whether a text is the name, id or ARN of a role, policy, user or group. The ARN is unknown before it exists."""
    if text in known(resource, "arn", "id", "name"):
        return True
    kind = resource.resource_type.rpartition(":")[2].lower()
    paths = known(resource, "path") or {"/"}
    return text.startswith("arn:") and any(
        text.partition(f":{kind}")[2] == f"{path}{name}" for path in paths for name in known(resource, "name")
    )


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


class Named:
    """Resources of one type by what other resources call them: `names`, without a look at every pair."""

    def __init__(self, resources: Sequence[PolicyResource]) -> None:
        self._urns = {resource.urn for resource in resources}
        self._by_text: dict[str, set[str]] = {}
        self._by_end: dict[str, set[str]] = {}
        self._kind = resources[0].resource_type.rpartition(":")[2].lower() if resources else ""
        for resource in resources:
            for text in known(resource, "arn", "id", "name"):
                self._by_text.setdefault(text, set()).add(resource.urn)
            for path in known(resource, "path") or {"/"}:
                for name in known(resource, "name"):
                    self._by_end.setdefault(f"{path}{name}", set()).add(resource.urn)

    def in_text(self, text: str) -> set[str]:
        """The URNs of the resources that a text is the name, id or ARN of."""
        found = self._by_text.get(text, set[str]())
        end = text.partition(f":{self._kind}")[2] if text.startswith("arn:") else ""
        return found | self._by_end.get(end, set[str]())

    def in_property(self, resource: PolicyResource, key: str) -> set[str]:
        """The URNs of the resources that a property names, by a reference in the program or by name, id or ARN."""
        referred = {found.urn for found in resource.property_dependencies.get(key, ())} & self._urns
        return referred.union(*(self.in_text(text) for text in named_in(resource, key)))


class _Holders:
    """The identities of a whole stack, and what each holds."""

    def __init__(self, stack: Stack) -> None:
        self._named = {kind: Named(stack.all(kind)) for kind in (ROLE, _GROUP, _USER, _SET, POLICY)}
        self._attached: dict[str, list[PolicyResource]] = {}
        for other in stack.all(*ATTACHING):
            for urn in self._named[POLICY].in_property(other, ATTACHING[other.resource_type]):
                self._attached.setdefault(urn, []).append(other)
        self.boundaries = {
            urn
            for identity in stack.all(ROLE, _USER)
            for urn in self._named[POLICY].in_property(identity, "permissionsBoundary")
        }
        """URNs of the policies that are boundaries."""
        self.resources: dict[str, list[PolicyResource]] = {}
        """Identity -> the resources that give it permissions, in the order of HOLDING."""
        for resource in stack.all(*HOLDING):
            for identity in self.identities(resource):
                self.resources.setdefault(identity, []).append(resource)

    def identities(self, resource: PolicyResource) -> set[str]:
        """The URNs of the identities that a resource gives permissions to; their names outside this stack."""
        if resource.resource_type == ROLE:
            return {resource.urn}
        if resource.resource_type == POLICY:
            attached = self._attached.get(resource.urn, ())
            return {identity for other in attached for identity in self.identities(other)}
        found: set[str] = set()
        for key, kind in _NAMED_BY[resource.resource_type].items():
            own = self._named[kind]
            found |= own.in_property(resource, key)
            found |= {f"{kind} {text}" for text in named_in(resource, key) if not own.in_text(text)}
        return found
