"""CloudTrail: trails, whether they log, and their tags.

https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_Operations.html
"""

from typing import Any

from sandbox.providers.aws.tags import changes
from sandbox.providers.clients import AwsClients, invoke
from sandbox.providers.table import AwsEntry, Call, Item
from sandbox.providers.values import Props

_THIS = {"Name": "{name}"}


def _log_or_stop(clients: AwsClients, item: Item) -> None:
    operation = "start_logging" if item.inputs.get("enableLogging") else "stop_logging"
    invoke(clients.client("cloudtrail", item.region), operation, {"Name": item.inputs["name"]})


def _tag(clients: AwsClients, item: Item) -> None:
    """Adds the tags by AddTags, in a create as well: the local cloud drops those of CreateTrail."""
    client = clients.client("cloudtrail", item.region)
    gone, fresh = changes(item)
    resource: dict[str, Any] = {"ResourceId": item.id}
    if gone:
        invoke(client, "remove_tags", {**resource, "TagsList": [{"Key": key} for key in gone]})
    if fresh:
        tags = [{"Key": key, "Value": value} for key, value in fresh.items()]
        invoke(client, "add_tags", {**resource, "TagsList": tags})


def _logging_and_tags(clients: AwsClients, item: Item) -> Props:
    client, name = clients.client("cloudtrail", item.region), item.state["name"]
    logging = invoke(client, "get_trail_status", {"Name": name})["IsLogging"]
    found = invoke(client, "list_tags", {"ResourceIdList": [item.id]})["ResourceTagList"]
    return {"enableLogging": logging, "tags": {tag["Key"]: tag["Value"] for tag in found[0]["TagsList"]}}


TABLE = {
    "aws:cloudtrail/trail:Trail": AwsEntry(
        service="cloudtrail",
        id="{arn}",
        create=[Call("create_trail"), _log_or_stop, _tag],
        read=[
            Call(
                "get_trail",
                result="Trail",
                fixed=_THIS,
                rename={"enableLogFileValidation": "LogFileValidationEnabled"},
            ),
            _logging_and_tags,
        ],
        update=[Call("update_trail"), _log_or_stop, _tag],
        delete=[Call("delete_trail", fixed=_THIS)],
        outputs={"arn": "TrailARN", "homeRegion": "{region}"},
        replace_on=frozenset({"name"}),
        identity=("name",),
        auto_name="name",
        defaults={
            "enableLogging": True,
            "enableLogFileValidation": False,
            "includeGlobalServiceEvents": True,
            "isMultiRegionTrail": False,
            "isOrganizationTrail": False,
        },
        handled=frozenset({"enableLogging", "tags"}),
    ),
}
"""Entry by type token."""
