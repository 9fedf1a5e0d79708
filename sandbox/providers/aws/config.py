"""AWS Config: the recorder of a region, its delivery channel and status, and rules. Pulumi calls the module cfg.

https://docs.aws.amazon.com/config/latest/APIReference/API_Operations.html
"""

from sandbox.providers.clients import AwsClients, invoke
from sandbox.providers.table import AwsEntry, Call, Item


def _record_or_stop(clients: AwsClients, item: Item) -> None:
    operation = "start_configuration_recorder" if item.inputs["isEnabled"] else "stop_configuration_recorder"
    recorder = {"ConfigurationRecorderName": item.inputs["name"]}
    invoke(clients.client("config", item.region), operation, recorder)


_NAME = frozenset({"name"})

TABLE = {
    # The local cloud has no DeleteConfigurationRecorder and no DeleteDeliveryChannel: destroyed resources stay there,
    # stopped, until the cloud itself is stopped, and the next update puts them again.
    "aws:cfg/deliveryChannel:DeliveryChannel": AwsEntry(
        service="config",
        id="{name}",
        create=[Call("put_delivery_channel", inside="DeliveryChannel")],
        read=[Call("describe_delivery_channels", result="DeliveryChannels", pick={"name": "{name}"})],
        delete=[],
        rename={"snapshotDeliveryProperties": "configSnapshotDeliveryProperties"},
        replace_on=_NAME,
        identity=("name",),
        defaults={"name": "default"},
    ),
    "aws:cfg/recorder:Recorder": AwsEntry(
        service="config",
        id="{name}",
        create=[Call("put_configuration_recorder", inside="ConfigurationRecorder")],
        read=[Call("describe_configuration_recorders", result="ConfigurationRecorders", pick={"name": "{name}"})],
        delete=[],
        replace_on=_NAME,
        identity=("name",),
        defaults={"name": "default"},
    ),
    "aws:cfg/recorderStatus:RecorderStatus": AwsEntry(
        service="config",
        id="{name}",
        create=[_record_or_stop],
        read=[
            Call(
                "describe_configuration_recorder_status",
                result="ConfigurationRecordersStatus",
                pick={"name": "{name}"},
                rename={"isEnabled": "recording"},
            )
        ],
        delete=[Call("stop_configuration_recorder", fixed={"ConfigurationRecorderName": "{name}"})],
        replace_on=_NAME,
        identity=("name",),
        handled=frozenset({"isEnabled", "name"}),
    ),
    "aws:cfg/rule:Rule": AwsEntry(
        service="config",
        id="{name}",
        create=[Call("put_config_rule", inside="ConfigRule")],
        read=[Call("describe_config_rules", result="ConfigRules", pick={"ConfigRuleName": "{name}"})],
        delete=[Call("delete_config_rule", fixed={"ConfigRuleName": "{name}"})],
        rename={"name": "ConfigRuleName"},
        outputs={"arn": "ConfigRuleArn", "ruleId": "ConfigRuleId"},
        replace_on=_NAME,
        identity=("name",),
        auto_name="name",
        # The local cloud takes tags with a rule, and has no operation that returns or changes them.
        not_kept=frozenset({"description", "tags"}),
    ),
}
"""Entry by type token."""
