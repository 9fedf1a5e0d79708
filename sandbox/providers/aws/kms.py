"""KMS: customer managed keys, their aliases and policies.

https://docs.aws.amazon.com/kms/latest/APIReference/API_Operations.html
"""

import json
from typing import Any

from sandbox.providers.aws.tags import retag
from sandbox.providers.clients import AwsClients, invoke
from sandbox.providers.conversion.compare import same
from sandbox.providers.errors import GoneError
from sandbox.providers.table import AwsEntry, Call, Item
from sandbox.providers.values import Props


def _switch(clients: AwsClients, item: Item) -> None:
    """Sets the rotation, and whether the key is enabled."""
    client, key = clients.client("kms", item.region), {"KeyId": _key_id(item)}
    if item.inputs.get("enableKeyRotation"):
        days = item.inputs.get("rotationPeriodInDays")
        period: dict[str, Any] = {"RotationPeriodInDays": int(days)} if days else {}
        invoke(client, "enable_key_rotation", {**key, **period})
    elif item.state.get("enableKeyRotation"):
        invoke(client, "disable_key_rotation", key)
    if not same(item.inputs["isEnabled"], item.state.get("isEnabled", True)):
        invoke(client, "enable_key" if item.inputs["isEnabled"] else "disable_key", key)


def _key_id(item: Item) -> str:
    return item.id or item.state["keyId"]


def _still_there(clients: AwsClients, item: Item) -> None:
    found = invoke(clients.client("kms", item.region), "describe_key", {"KeyId": item.id})["KeyMetadata"]
    if found["KeyState"] == "PendingDeletion":
        raise GoneError(f"{item.id} is pending deletion")


def _deletion_window(item: Item, arguments: dict[str, Any]) -> dict[str, Any]:
    days = item.state.get("deletionWindowInDays")
    return {**arguments, "PendingWindowInDays": int(days)} if days else arguments


def _give_default_policy(clients: AwsClients, item: Item) -> None:
    """Restores the key's default policy: a key is never without one.

    https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
    """
    client = clients.client("kms", item.region)
    account = invoke(client, "describe_key", {"KeyId": item.id})["KeyMetadata"]["Arn"].split(":")[4]
    statement = {
        "Sid": "Enable IAM User Permissions",
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{account}:root"},
        "Action": "kms:*",
        "Resource": "*",
    }
    policy = {"Version": "2012-10-17", "Id": "key-default-1", "Statement": [statement]}
    invoke(client, "put_key_policy", {"KeyId": item.id, "PolicyName": "default", "Policy": json.dumps(policy)})


def _target(clients: AwsClients, item: Item) -> Props | None:
    """Returns the key of an alias in the program's form: the API has no ARN there."""
    aliases = invoke(clients.client("kms", item.region), "list_aliases", {})["Aliases"]
    live = next((alias["TargetKeyId"] for alias in aliases if alias["AliasName"] == item.id), "")
    given = item.inputs.get("targetKeyId")
    return {"targetKeyId": given if str(given).endswith(f"/{live}") else live}


def _target_arn(properties: Props) -> str:
    target: str = properties["targetKeyId"]
    return target if target.startswith("arn:") else properties["arn"].replace(properties["name"], f"key/{target}")


_POLICY = Call("put_key_policy", fixed={"PolicyName": "default"}, when=("policy",))
_READ_POLICY = Call("get_key_policy", fixed={"PolicyName": "default"})
_ALIAS = {"name": "AliasName"}

TABLE = {
    "aws:kms/key:Key": AwsEntry(
        service="kms",
        id="{keyId}",
        create=[Call("create_key", result="KeyMetadata"), _switch],
        read=[
            _still_there,
            Call("describe_key", result="KeyMetadata"),
            _READ_POLICY,
            Call("get_key_rotation_status", rename={"enableKeyRotation": "KeyRotationEnabled"}),
            Call("list_resource_tags"),
        ],
        update=[
            Call("update_key_description", when=("description",)),
            _POLICY,
            _switch,
            retag("kms", "KeyId", "{keyId}", pair=("TagKey", "TagValue")),
        ],
        delete=[Call("schedule_key_deletion", prepare=_deletion_window)],
        outputs={"arn": "Arn", "keyId": "KeyId"},
        rename={"customerMasterKeySpec": "KeySpec", "isEnabled": "Enabled"},
        defaults={
            "bypassPolicyLockoutSafetyCheck": False,
            "customerMasterKeySpec": "SYMMETRIC_DEFAULT",
            "enableKeyRotation": False,
            "isEnabled": True,
            "keyUsage": "ENCRYPT_DECRYPT",
        },
        handled=frozenset({"deletionWindowInDays", "enableKeyRotation", "isEnabled", "rotationPeriodInDays"}),
        replace_on=frozenset({"customerMasterKeySpec", "customKeyStoreId", "keyUsage", "multiRegion", "xksKeyId"}),
    ),
    "aws:kms/alias:Alias": AwsEntry(
        service="kms",
        id="{name}",
        create=[Call("create_alias")],
        read=[Call("list_aliases", result="Aliases", pick={"AliasName": "{name}"}), _target],
        update=[Call("update_alias")],
        delete=[Call("delete_alias")],
        outputs={"arn": "AliasArn", "targetKeyArn": _target_arn},
        rename=_ALIAS,
        replace_on=frozenset({"name"}),
        identity=("name",),
    ),
    "aws:kms/keyPolicy:KeyPolicy": AwsEntry(
        service="kms",
        id="{keyId}",
        create=[_POLICY],
        read=[_READ_POLICY],
        delete=[_give_default_policy],
        defaults={"bypassPolicyLockoutSafetyCheck": False},
        replace_on=frozenset({"keyId"}),
    ),
}
"""Entry by type token."""
