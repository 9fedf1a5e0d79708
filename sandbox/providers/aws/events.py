"""EventBridge: rules and their targets. Pulumi keeps them in its cloudwatch module.

https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Operations.html
"""

from sandbox.providers.aws.tags import retag
from sandbox.providers.clients import AwsClients, invoke
from sandbox.providers.table import AwsEntry, Call, Item

_BUS = {"EventBusName": "{eventBusName}"}


def _clear(clients: AwsClients, item: Item) -> None:
    """Removes every target of a rule, if the program allows it."""
    if not item.state.get("forceDestroy"):
        return
    client = clients.client("events", item.region)
    rule = {"Rule": item.state["name"], "EventBusName": item.state.get("eventBusName", "default")}
    targets = [target["Id"] for target in invoke(client, "list_targets_by_rule", rule)["Targets"]]
    if targets:
        invoke(client, "remove_targets", {**rule, "Ids": targets})


TABLE = {
    "aws:cloudwatch/eventRule:EventRule": AwsEntry(
        service="events",
        id="{name}",
        create=[Call("put_rule")],
        read=[
            Call("describe_rule", fixed=_BUS),
            Call("list_tags_for_resource", rename={"arn": "ResourceARN"}),
        ],
        # Tags given to put_rule are for a new rule only.
        update=[Call("put_rule", prepare=lambda _, found: {**found, "Tags": []}), retag("events", "ResourceARN")],
        delete=[_clear, Call("delete_rule", fixed=_BUS)],
        outputs={"arn": "Arn"},
        replace_on=frozenset({"name", "eventBusName"}),
        identity=("name", "eventBusName"),
        auto_name="name",
        defaults={"eventBusName": "default", "state": "ENABLED", "forceDestroy": False},
        handled=frozenset({"forceDestroy"}),
    ),
    "aws:cloudwatch/eventTarget:EventTarget": AwsEntry(
        service="events",
        id="{rule}-{targetId}",
        create=[Call("put_targets", inside="Targets")],
        read=[Call("list_targets_by_rule", fixed=_BUS, result="Targets", pick={"Id": "{targetId}"})],
        delete=[Call("remove_targets", fixed={**_BUS, "Ids": ["{targetId}"]})],
        rename={"targetId": "Id", "inputTransformer.inputPaths": "InputPathsMap"},
        replace_on=frozenset({"rule", "targetId", "eventBusName"}),
        identity=("rule", "targetId", "eventBusName"),
        auto_name="targetId",
        defaults={"eventBusName": "default", "forceDestroy": False},
        handled=frozenset({"forceDestroy"}),
    ),
}
"""Entry by type token."""
