"""CloudWatch: alarms on metrics, and the delivery of the logs that other services write.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Operations.html
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html
"""

from sandbox.providers.aws.tags import retag
from sandbox.providers.table import AwsEntry, Call

_ALARM = {
    "arn": "ResourceARN",
    "metricQueries": "Metrics",
    "metricQueries.metric": "MetricStat",
    **{
        f"metricQueries.metric.{key}": f"Metric.{member}"
        for key, member in (("namespace", "Namespace"), ("metricName", "MetricName"), ("dimensions", "Dimensions"))
    },
    "name": "AlarmName",
}
_DELIVERED = ("fieldDelimiter", "recordFields", "s3DeliveryConfigurations")
_RETAG_DELIVERY = retag("logs", "resourceArn", tags="tags", keys="tagKeys", pair=None)
_DELIVERY_TAGS = Call("list_tags_for_resource", rename={"arn": "resourceArn"})


def _delivery_end(kind: str, member: str, replace_on: frozenset[str]) -> AwsEntry:
    """Returns the entry of one end of a delivery, which is put whole under its name."""
    return AwsEntry(
        service="logs",
        id="{name}",
        create=[Call(f"put_{kind}", result=member)],
        read=[Call(f"get_{kind}", result=member), _DELIVERY_TAGS],
        update=[Call(f"put_{kind}", result=member), _RETAG_DELIVERY],
        delete=[Call(f"delete_{kind}")],
        outputs={"arn": "arn", **({"service": "service"} if kind == "delivery_source" else {})},
        replace_on=replace_on | {"name"},
        identity=("name",),
    )


TABLE = {
    "aws:cloudwatch/logDelivery:LogDelivery": AwsEntry(
        service="logs",
        id="{id}",
        create=[Call("create_delivery", result="delivery")],
        read=[Call("get_delivery", result="delivery"), _DELIVERY_TAGS],
        update=[_RETAG_DELIVERY],
        delete=[Call("delete_delivery")],
        outputs={"id": "id", "arn": "arn"},
        # AWS changes what is delivered in place; the emulator has no UpdateDeliveryConfiguration.
        replace_on=frozenset({"deliveryDestinationArn", "deliverySourceName", *_DELIVERED}),
        identity=("deliveryDestinationArn", "deliverySourceName"),
    ),
    "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": _delivery_end(
        "delivery_destination", "deliveryDestination", frozenset({"deliveryDestinationType", "outputFormat"})
    ),
    "aws:cloudwatch/logDeliverySource:LogDeliverySource": _delivery_end(
        "delivery_source", "deliverySource", frozenset({"logType", "resourceArn"})
    ),
    "aws:cloudwatch/metricAlarm:MetricAlarm": AwsEntry(
        service="cloudwatch",
        id="{name}",
        create=[Call("put_metric_alarm")],
        read=[
            Call(
                "describe_alarms",
                result="MetricAlarms",
                pick={"AlarmName": "{name}"},
                fixed={"AlarmNames": ["{name}"], "AlarmTypes": ["MetricAlarm"]},
            ),
            Call("list_tags_for_resource"),
        ],
        update=[Call("put_metric_alarm"), retag("cloudwatch", "ResourceARN")],
        delete=[Call("delete_alarms", fixed={"AlarmNames": ["{name}"]})],
        outputs={"arn": "AlarmArn"},
        rename=_ALARM,
        defaults={"actionsEnabled": True, "treatMissingData": "missing"},
        replace_on=frozenset({"name"}),
        identity=("name",),
        auto_name="name",
    ),
}
"""Entry by type token."""
