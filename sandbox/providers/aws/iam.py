"""IAM: roles, their inline policies, managed policies, attachments, and the account's password policy.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html
"""

from typing import Any

from sandbox.providers.aws.role_policies import put_policies, read_policies
from sandbox.providers.aws.tags import retag
from sandbox.providers.clients import AwsClients, invoke
from sandbox.providers.conversion.names import property_name
from sandbox.providers.errors import GoneError
from sandbox.providers.table import AwsEntry, Call, Item
from sandbox.providers.values import Props

_VERSIONS_KEPT = 4  # IAM keeps five versions of a managed policy; the fifth is the one to come.


def _role(item: Item) -> Props:
    return {"RoleName": item.id}


def _policy(item: Item) -> Props:
    return {"PolicyArn": item.id}


def _provider(item: Item) -> Props:
    return {"OpenIDConnectProviderArn": item.id}


def _release(clients: AwsClients, item: Item) -> None:
    """Detaches every policy of a role, if the program allows it or named some itself."""
    if not any(item.state.get(key) for key in ("forceDetachPolicies", *_OWN_POLICIES)):
        return
    client = clients.client("iam", item.region)
    for policy in invoke(client, "list_attached_role_policies", _role(item))["AttachedPolicies"]:
        invoke(client, "detach_role_policy", {**_role(item), "PolicyArn": policy["PolicyArn"]})
    for name in invoke(client, "list_role_policies", _role(item))["PolicyNames"]:
        invoke(client, "delete_role_policy", {**_role(item), "PolicyName": name})


def _bound(clients: AwsClients, item: Item) -> None:
    """Sets or removes the permissions boundary."""
    client, boundary = clients.client("iam", item.region), item.inputs.get("permissionsBoundary")
    if boundary and boundary != item.state.get("permissionsBoundary"):
        invoke(client, "put_role_permissions_boundary", {**_role(item), "PermissionsBoundary": boundary})
    elif not boundary and item.state.get("permissionsBoundary"):
        invoke(client, "delete_role_permissions_boundary", _role(item))


def _document(clients: AwsClients, item: Item) -> Props:
    """Returns the document of a managed policy's default version."""
    client = clients.client("iam", item.region)
    version = invoke(client, "get_policy", _policy(item))["Policy"]["DefaultVersionId"]
    found = invoke(client, "get_policy_version", {**_policy(item), "VersionId": version})["PolicyVersion"]
    return {"policy": found["Document"]}


def _make_room(clients: AwsClients, item: Item) -> None:
    """Deletes the oldest versions of a managed policy to make room for one more."""
    _prune(clients, item, _VERSIONS_KEPT)


def _delete_versions(clients: AwsClients, item: Item) -> None:
    _prune(clients, item, 1)


def _prune(clients: AwsClients, item: Item, keep: int) -> None:
    client = clients.client("iam", item.region)
    versions = invoke(client, "list_policy_versions", _policy(item))["Versions"]
    old = sorted((one for one in versions if not one["IsDefaultVersion"]), key=lambda one: one["CreateDate"])
    for version in old[: max(0, len(versions) - keep)]:
        invoke(client, "delete_policy_version", {**_policy(item), "VersionId": version["VersionId"]})


def _attached(clients: AwsClients, item: Item) -> Props:
    """Checks that the policy is attached to the role. Raises GoneError."""
    known = item.properties()
    arguments: dict[str, Any] = {"RoleName": known["role"]}
    found = invoke(clients.client("iam", item.region), "list_attached_role_policies", arguments)["AttachedPolicies"]
    if known["policyArn"] not in [policy["PolicyArn"] for policy in found]:
        raise GoneError(f"{known['policyArn']} is not attached to {known['role']}")
    return {"role": known["role"], "policyArn": known["policyArn"]}


def _password_policy(clients: AwsClients, item: Item) -> Props:
    found = invoke(clients.client("iam", item.region), "get_account_password_policy", {})["PasswordPolicy"]
    return {property_name(member): value for member, value in found.items()}


def _forget_password_policy(clients: AwsClients, item: Item) -> None:
    invoke(clients.client("iam", item.region), "delete_account_password_policy", {})


def _with_scheme(clients: AwsClients, item: Item) -> Props:
    """Returns the address as a program writes it: IAM leaves "https://" out."""
    found = invoke(clients.client("iam", item.region), "get_open_id_connect_provider", _provider(item))
    return {"url": f"https://{found['Url'].removeprefix('https://')}"}


def _update_client_ids(clients: AwsClients, item: Item) -> None:
    """Adds and removes client ids. IAM takes them one by one."""
    client = clients.client("iam", item.region)
    before, after = (set(one.get("clientIdLists") or ()) for one in (item.state, item.inputs))
    for known in sorted(before - after):
        invoke(client, "remove_client_id_from_open_id_connect_provider", {**_provider(item), "ClientID": known})
    for new in sorted(after - before):
        invoke(client, "add_client_id_to_open_id_connect_provider", {**_provider(item), "ClientID": new})


_OWN_POLICIES = frozenset({"inlinePolicies", "managedPolicyArns"})
_PROVIDER_NAMES = {
    "arn": "OpenIDConnectProviderArn",
    "clientIdLists": "ClientIDList",
    "thumbprintLists": "ThumbprintList",
}
_ROLE_NAMES = {"name": "RoleName", "role": "RoleName", "assumeRolePolicy": "AssumeRolePolicyDocument"}
_INLINE_NAMES = {"role": "RoleName", "name": "PolicyName", "policy": "PolicyDocument"}
_MANAGED_NAMES = {"name": "PolicyName", "policy": "PolicyDocument", "arn": "PolicyArn"}

TABLE: dict[str, AwsEntry] = {
    "aws:iam/accountPasswordPolicy:AccountPasswordPolicy": AwsEntry(
        service="iam",
        id="iam-account-password-policy",
        create=[Call("update_account_password_policy")],
        read=[_password_policy],
        delete=[_forget_password_policy],
        defaults={"allowUsersToChangePassword": True, "minimumPasswordLength": 6},
    ),
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": AwsEntry(
        service="iam",
        id="{arn}",
        create=[Call("create_open_id_connect_provider")],
        read=[Call("get_open_id_connect_provider"), _with_scheme],
        update=[
            _update_client_ids,
            Call("update_open_id_connect_provider_thumbprint", when=("thumbprintLists",)),
            retag("iam", "OpenIDConnectProviderArn", kind="open_id_connect_provider"),
        ],
        delete=[Call("delete_open_id_connect_provider")],
        rename=_PROVIDER_NAMES,
        outputs={"arn": "OpenIDConnectProviderArn"},
        replace_on=frozenset({"url"}),
        identity=("url",),
        handled=frozenset({"clientIdLists"}),
    ),
    "aws:iam/policy:Policy": AwsEntry(
        service="iam",
        id="{arn}",
        create=[Call("create_policy", result="Policy")],
        read=[Call("get_policy", result="Policy"), _document],
        update=[
            _make_room,
            Call("create_policy_version", fixed={"SetAsDefault": True}, when=("policy",)),
            retag("iam", "PolicyArn", kind="policy"),
        ],
        delete=[_delete_versions, Call("delete_policy")],
        rename=_MANAGED_NAMES,
        outputs={"arn": "Arn", "policyId": "PolicyId", "attachmentCount": "AttachmentCount"},
        replace_on=frozenset({"name", "path", "description"}),
        identity=("name", "path"),
        auto_name="name",
        defaults={"path": "/"},
    ),
    "aws:iam/role:Role": AwsEntry(
        service="iam",
        id="{name}",
        create=[Call("create_role", result="Role"), put_policies],
        read=[
            Call(
                "get_role", result="Role", rename={"permissionsBoundary": "PermissionsBoundary.PermissionsBoundaryArn"}
            ),
            read_policies,
        ],
        update=[
            Call("update_role", when=("description", "maxSessionDuration")),
            Call(
                "update_assume_role_policy", rename={"assumeRolePolicy": "PolicyDocument"}, when=("assumeRolePolicy",)
            ),
            _bound,
            put_policies,
            retag("iam", "RoleName", "{name}", kind="role"),
        ],
        delete=[_release, Call("delete_role")],
        rename=_ROLE_NAMES,
        outputs={"arn": "Arn", "uniqueId": "RoleId", "createDate": "CreateDate"},
        replace_on=frozenset({"name", "path"}),
        identity=("name",),
        auto_name="name",
        defaults={"path": "/", "maxSessionDuration": 3600, "forceDetachPolicies": False},
        handled=_OWN_POLICIES | {"forceDetachPolicies"},
    ),
    "aws:iam/rolePolicy:RolePolicy": AwsEntry(
        service="iam",
        id="{role}:{name}",
        create=[Call("put_role_policy")],
        read=[Call("get_role_policy")],
        delete=[Call("delete_role_policy")],
        rename=_INLINE_NAMES,
        replace_on=frozenset({"name", "role"}),
        identity=("name", "role"),
        auto_name="name",
    ),
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": AwsEntry(
        service="iam",
        id="{role}/{policyArn}",
        create=[Call("attach_role_policy")],
        read=[_attached],
        delete=[Call("detach_role_policy")],
        rename={"role": "RoleName"},
        replace_on=frozenset({"role", "policyArn"}),
        identity=("role", "policyArn"),
    ),
    "aws:iam/serviceLinkedRole:ServiceLinkedRole": AwsEntry(
        service="iam",
        id="{arn}",
        create=[
            Call("create_service_linked_role", result="Role"),
            retag("iam", "RoleName", "{name}", kind="role"),
        ],
        read=[Call("get_role", result="Role", fixed={"RoleName": "{name}"})],
        update=[
            Call("update_role", fixed={"RoleName": "{name}"}, when=("description",)),
            retag("iam", "RoleName", "{name}", kind="role"),
        ],
        delete=[Call("delete_service_linked_role", fixed={"RoleName": "{name}"})],
        rename={"awsServiceName": "AWSServiceName"},
        outputs={
            "arn": "Arn",
            "createDate": "CreateDate",
            "name": "RoleName",
            "path": "Path",
            "uniqueId": "RoleId",
        },
        replace_on=frozenset({"awsServiceName", "customSuffix"}),
        identity=("awsServiceName", "customSuffix"),
        handled=frozenset({"tags"}),
    ),
}
"""Entry by type token."""
