"""CloudWatch Logs: log groups.

https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_Operations.html
"""

from sandbox.providers.aws.tags import retag
from sandbox.providers.clients import AwsClients, invoke
from sandbox.providers.table import AwsEntry, Call, Item


def _retain(clients: AwsClients, item: Item) -> None:
    """Sets how many days events are kept. Zero days mean for ever."""
    client, days = clients.client("logs", item.region), item.inputs.get("retentionInDays")
    if days == item.state.get("retentionInDays") or (not days and not item.state.get("retentionInDays")):
        return
    group = {"logGroupName": item.inputs["name"]}
    if days:
        invoke(client, "put_retention_policy", {**group, "retentionInDays": int(days)})
    else:
        invoke(client, "delete_retention_policy", group)


def _delete(clients: AwsClients, item: Item) -> None:
    if not item.state.get("skipDestroy"):
        invoke(clients.client("logs", item.region), "delete_log_group", {"logGroupName": item.id})


TABLE = {
    "aws:cloudwatch/logGroup:LogGroup": AwsEntry(
        service="logs",
        id="{name}",
        create=[Call("create_log_group"), _retain],
        read=[
            Call(
                "describe_log_groups",
                result="logGroups",
                fixed={"logGroupNamePrefix": "{name}"},
                pick={"logGroupName": "{name}"},
            ),
            Call("list_tags_for_resource", rename={"arn": "resourceArn"}),
        ],
        update=[
            _retain,
            Call("associate_kms_key", when=("kmsKeyId",)),
            retag("logs", "resourceArn", tags="tags", keys="tagKeys", pair=None),
        ],
        delete=[_delete],
        rename={"name": "logGroupName"},
        outputs={"arn": "logGroupArn"},
        replace_on=frozenset({"name", "logGroupClass"}),
        identity=("name",),
        auto_name="name",
        defaults={"retentionInDays": 0, "skipDestroy": False},
        handled=frozenset({"retentionInDays", "skipDestroy"}),
    ),
}
"""Entry by type token."""
