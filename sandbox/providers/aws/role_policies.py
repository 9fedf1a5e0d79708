"""The policies that a role names itself, `inlinePolicies` and `managedPolicyArns`: it has these and no others.

https://www.pulumi.com/registry/packages/aws/api-docs/iam/role/
"""

import json
from collections.abc import Mapping
from typing import Any

from sandbox.providers.clients import AwsClients, invoke
from sandbox.providers.conversion.compare import in_order_of, same
from sandbox.providers.table import Item
from sandbox.providers.values import Props


def put_policies(clients: AwsClients, item: Item) -> None:
    """Gives the role the policies that the program names, and takes those away that it named before."""
    client, role = clients.client("iam", item.region), {"RoleName": item.inputs["name"]}
    before, after = _inline(item.state), _inline(item.inputs)
    for name in sorted(before.keys() - after.keys()):
        invoke(client, "delete_role_policy", {**role, "PolicyName": name})
    for name, document in sorted(after.items()):
        if not same(before.get(name), document):
            invoke(client, "put_role_policy", {**role, "PolicyName": name, "PolicyDocument": document})
    had, wanted = (set(found.get("managedPolicyArns") or ()) for found in (item.state, item.inputs))
    for arn in sorted(had - wanted):
        invoke(client, "detach_role_policy", {**role, "PolicyArn": arn})
    for arn in sorted(wanted - had):
        invoke(client, "attach_role_policy", {**role, "PolicyArn": arn})


def read_policies(clients: AwsClients, item: Item) -> Props:
    """Returns the policies that the role has, of the kinds that the program names."""
    client, role = clients.client("iam", item.region), {"RoleName": item.id}
    found: Props = {}
    if "inlinePolicies" in item.inputs:
        names = invoke(client, "list_role_policies", role)["PolicyNames"]
        live = [_document(client, role, name) for name in names]
        found["inlinePolicies"] = in_order_of(item.inputs["inlinePolicies"], live)
    if "managedPolicyArns" in item.inputs:
        attached = invoke(client, "list_attached_role_policies", role)["AttachedPolicies"]
        arns = [policy["PolicyArn"] for policy in attached]
        found["managedPolicyArns"] = in_order_of(item.inputs["managedPolicyArns"], arns)
    return found


def _document(client: Any, role: Mapping[str, str], name: str) -> Props:
    document = invoke(client, "get_role_policy", {**role, "PolicyName": name})["PolicyDocument"]
    return {"name": name, "policy": document if isinstance(document, str) else json.dumps(document)}


def _inline(properties: Props) -> dict[str, str]:
    policies: list[dict[str, str]] = properties.get("inlinePolicies") or []
    return {policy["name"]: policy["policy"] for policy in policies}
