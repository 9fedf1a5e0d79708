"""The alarms of the stop: two that turn the site off, and three that tell what came of it."""

from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws

from components.alerts.spending import Prices, traffic_cost
from components.context import CLOUDFRONT_REGION, Context

_BILLING_SECONDS = 21_600
"""AWS updates the charges several times a day.

AWS: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/monitor_estimated_charges_with_cloudwatch.html
"""
_PERIOD_SECONDS = 60


@dataclass(frozen=True)
class Watched:
    """What the alarms are about."""

    distribution_id: pulumi.Input[str]
    prices: Prices
    """The prices of the distribution's traffic."""
    limit_usd: int
    machine_arn: pulumi.Input[str]
    """The state machine that turns the distribution off."""
    rule_name: pulumi.Input[str]
    """The rule that starts it."""


STOPPING = ("day", "month")
"""The keys of the alarms that turn the site off."""


def alarm_names(context: Context) -> dict[str, str]:
    """Key in the logical name -> physical name of each of the alarms."""
    keys = {
        "day": "spending-day",
        "month": "spending-month",
        "done": "stopped",
        "failed": "stop-failed",
        "unstarted": "stop-unstarted",
    }
    return {key: f"{context.prefix}-{name}" for key, name in keys.items()}


def stopping_alarm_arns(context: Context) -> list[str]:
    """The alarms that turn the site off."""
    names = alarm_names(context)
    return [context.arn("cloudwatch", f"alarm:{names[key]}", region=CLOUDFRONT_REGION) for key in STOPPING]


def stop_alarms(
    name: str,
    context: Context,
    watched: Watched,
    topic_arn: pulumi.Input[str],
    child: pulumi.ResourceOptions,
) -> None:
    """Makes {name}-{key} for each key of `alarm_names`."""
    for alarm in _alarms(context, watched):
        aws.cloudwatch.MetricAlarm(
            f"{name}-{alarm.key}",
            **alarm.metric,
            name=alarm_names(context)[alarm.key],
            alarm_description=alarm.text,
            evaluation_periods=1,
            comparison_operator="GreaterThanOrEqualToThreshold",
            threshold=alarm.threshold,
            treat_missing_data=alarm.missing,
            alarm_actions=[topic_arn],
            region=CLOUDFRONT_REGION,
            tags=context.tags,
            opts=child,
        )


@dataclass(frozen=True)
class _Alarm:
    """One of the alarms, with what differs between them."""

    key: str
    text: str
    threshold: float
    metric: dict[str, Any]
    """Inputs of the alarm that name the metric, or the metric queries."""
    missing: str = "notBreaching"


def _alarms(context: Context, watched: Watched) -> list[_Alarm]:
    prefix, limit = context.prefix, watched.limit_usd
    again = f"To turn it on again: make start STACK={context.stack} (docs/bill.md)."
    off = f"The site of {prefix} is being turned off"
    return [
        _Alarm(
            "day",
            f"{off}: its traffic of the last 24 hours costs {limit} US dollars or more at list prices. {again}",
            limit,
            {"metric_queries": traffic_cost(watched.distribution_id, watched.prices)},
        ),
        _Alarm(
            "month",
            f"{off}: CloudFront has charged this account {limit} US dollars or more this month. {again}",
            limit,
            {
                "namespace": "AWS/Billing",
                "metric_name": "EstimatedCharges",
                "dimensions": {"ServiceName": "AmazonCloudFront", "Currency": "USD"},
                "statistic": "Maximum",
                "period": _BILLING_SECONDS,
            },
            # A gap between two reports is no end of the alarm, after which the next report would be a new one.
            missing="ignore",
        ),
        _Alarm(
            "done",
            f"The site of {prefix} is turned off. {again}",
            1,
            _counted("AWS/States", "ExecutionsSucceeded", {"StateMachineArn": watched.machine_arn}),
        ),
        _Alarm(
            "failed",
            f"The site of {prefix} has cost its limit and COULD NOT be turned off. Disable the distribution now, in "
            "CloudFront's console; the execution of the state machine says what failed.",
            1,
            _counted("AWS/States", "ExecutionsFailed", {"StateMachineArn": watched.machine_arn}),
        ),
        _Alarm(
            "unstarted",
            f"The site of {prefix} has cost its limit and EventBridge COULD NOT start the machine that turns it off. "
            "Disable the distribution now, in CloudFront's console.",
            1,
            _counted("AWS/Events", "FailedInvocations", {"RuleName": watched.rule_name}),
        ),
    ]


def _counted(namespace: str, metric_name: str, dimensions: dict[str, pulumi.Input[str]]) -> dict[str, Any]:
    return {
        "namespace": namespace,
        "metric_name": metric_name,
        "dimensions": dimensions,
        "statistic": "Sum",
        "period": _PERIOD_SECONDS,
    }
