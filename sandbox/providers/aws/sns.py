"""SNS: topics, their policies and subscriptions. Their settings are attributes in a map of texts.

https://docs.aws.amazon.com/sns/latest/api/API_Operations.html
"""

import json
from typing import Any

from sandbox.providers.aws.tags import retag
from sandbox.providers.clients import AwsClients, invoke
from sandbox.providers.conversion.compare import same
from sandbox.providers.table import AwsEntry, Call, Item
from sandbox.providers.values import Props

_TOPIC = {
    "displayName": "DisplayName",
    "kmsMasterKeyId": "KmsMasterKeyId",
    "policy": "Policy",
    "deliveryPolicy": "DeliveryPolicy",
    "fifoTopic": "FifoTopic",
    "contentBasedDeduplication": "ContentBasedDeduplication",
    "signatureVersion": "SignatureVersion",
    "tracingConfig": "TracingConfig",
}
_SUBSCRIPTION = {
    "filterPolicy": "FilterPolicy",
    "filterPolicyScope": "FilterPolicyScope",
    "rawMessageDelivery": "RawMessageDelivery",
    "redrivePolicy": "RedrivePolicy",
    "deliveryPolicy": "DeliveryPolicy",
}


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _given(item: Item, names: dict[str, str]) -> dict[str, str]:
    return {name: _text(item.inputs[key]) for key, name in names.items() if item.inputs.get(key) not in (None, "")}


def _read(attributes: dict[str, Any], item: Item, names: dict[str, str]) -> Props:
    """Returns the program's attributes, in its own words if they mean the same."""
    found: Props = {}
    for key, name in names.items():
        if key in item.inputs:
            live, given = attributes.get(name, ""), item.inputs[key]
            found[key] = given if same(live, given) or (not live and not given) else live
    return found


def _create_topic(clients: AwsClients, item: Item) -> Props:
    arguments = {"Name": item.inputs["name"], "Attributes": _given(item, _TOPIC)}
    tags = item.inputs.get("tags")
    if tags:
        arguments["Tags"] = [{"Key": key, "Value": value} for key, value in tags.items()]
    found = invoke(clients.client("sns", item.region), "create_topic", arguments)
    return {"arn": found["TopicArn"], "owner": found["TopicArn"].split(":")[4]}


def _read_topic(clients: AwsClients, item: Item) -> Props:
    found = invoke(clients.client("sns", item.region), "get_topic_attributes", {"TopicArn": item.id})["Attributes"]
    arn = found["TopicArn"]
    return {"name": arn.rpartition(":")[2], "arn": arn, "owner": arn.split(":")[4], **_read(found, item, _TOPIC)}


def _update_topic(clients: AwsClients, item: Item) -> None:
    _set_changed(clients, item, _TOPIC, "set_topic_attributes", {"TopicArn": item.id})


def _set_changed(clients: AwsClients, item: Item, names: dict[str, str], operation: str, target: Props) -> None:
    client = clients.client("sns", item.region)
    for key, name in names.items():
        if not same(item.inputs.get(key), item.state.get(key)):
            value = _text(item.inputs[key]) if key in item.inputs else ""
            invoke(client, operation, {**target, "AttributeName": name, "AttributeValue": value})


def _read_policy(clients: AwsClients, item: Item) -> Props:
    found = invoke(clients.client("sns", item.region), "get_topic_attributes", {"TopicArn": item.id})["Attributes"]
    return {"arn": item.id, "owner": item.id.split(":")[4], **_read(found, item, {"policy": "Policy"})}


def _default_policy(clients: AwsClients, item: Item) -> None:
    """Restores the default policy of a topic: its own account may use it."""
    owner = item.id.split(":")[4]
    statement = {
        "Sid": "__default_statement_ID",
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": ["SNS:GetTopicAttributes", "SNS:SetTopicAttributes", "SNS:Subscribe", "SNS:Publish"],
        "Resource": item.id,
        "Condition": {"StringEquals": {"AWS:SourceOwner": owner}},
    }
    policy = json.dumps({"Version": "2008-10-17", "Id": "__default_policy_ID", "Statement": [statement]})
    arguments = {"TopicArn": item.id, "AttributeName": "Policy", "AttributeValue": policy}
    invoke(clients.client("sns", item.region), "set_topic_attributes", arguments)


def _subscribe(clients: AwsClients, item: Item) -> Props:
    arguments = {
        "TopicArn": item.inputs["topic"],
        "Protocol": item.inputs["protocol"],
        "Endpoint": item.inputs["endpoint"],
        "Attributes": _given(item, _SUBSCRIPTION),
        "ReturnSubscriptionArn": True,
    }
    return {"arn": invoke(clients.client("sns", item.region), "subscribe", arguments)["SubscriptionArn"]}


def _read_subscription(clients: AwsClients, item: Item) -> Props:
    client = clients.client("sns", item.region)
    found = invoke(client, "get_subscription_attributes", {"SubscriptionArn": item.id})["Attributes"]
    return {
        "arn": item.id,
        "topic": found["TopicArn"],
        "protocol": found["Protocol"],
        "endpoint": found["Endpoint"],
        "ownerId": found.get("Owner", ""),
        "pendingConfirmation": found.get("PendingConfirmation", "false") == "true",
        "confirmationWasAuthenticated": found.get("ConfirmationWasAuthenticated", "false") == "true",
        **_read(found, item, _SUBSCRIPTION),
    }


def _update_subscription(clients: AwsClients, item: Item) -> None:
    _set_changed(clients, item, _SUBSCRIPTION, "set_subscription_attributes", {"SubscriptionArn": item.id})


_PROVIDER_ONLY = frozenset({"confirmationTimeoutInMinutes", "endpointAutoConfirms"})

TABLE = {
    "aws:sns/topic:Topic": AwsEntry(
        service="sns",
        id="{arn}",
        create=[_create_topic],
        read=[_read_topic, Call("list_tags_for_resource", rename={"arn": "ResourceArn"})],
        update=[_update_topic, retag("sns", "ResourceArn")],
        delete=[Call("delete_topic", fixed={"TopicArn": "{id}"})],
        outputs={"arn": "", "owner": ""},
        replace_on=frozenset({"name", "fifoTopic"}),
        identity=("name",),
        auto_name="name",
        handled=frozenset({*_TOPIC, "name", "tags"}),
    ),
    "aws:sns/topicPolicy:TopicPolicy": AwsEntry(
        service="sns",
        id="{arn}",
        create=[
            Call(
                "set_topic_attributes",
                fixed={"AttributeName": "Policy"},
                rename={"arn": "TopicArn", "policy": "AttributeValue"},
            )
        ],
        read=[_read_policy],
        delete=[_default_policy],
        outputs={"owner": lambda found: found["arn"].split(":")[4]},
        replace_on=frozenset({"arn"}),
        identity=("arn",),
    ),
    "aws:sns/topicSubscription:TopicSubscription": AwsEntry(
        service="sns",
        id="{arn}",
        create=[_subscribe],
        read=[_read_subscription],
        update=[_update_subscription],
        delete=[Call("unsubscribe", fixed={"SubscriptionArn": "{id}"})],
        outputs={
            "arn": "",
            "ownerId": "",
            "pendingConfirmation": "",
            "confirmationWasAuthenticated": "",
        },
        replace_on=frozenset({"topic", "protocol", "endpoint"}),
        identity=("topic", "protocol", "endpoint"),
        defaults={"confirmationTimeoutInMinutes": 1, "endpointAutoConfirms": False, "rawMessageDelivery": False},
        handled=frozenset({*_SUBSCRIPTION, "topic", "protocol", "endpoint"}) | _PROVIDER_ONLY,
    ),
}
"""Entry by type token."""
