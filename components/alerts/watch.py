"""The watch over a running site: alarms on failing requests, and a monthly budget."""

from dataclasses import dataclass
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from components.alerts.alarm_topic import alarm_topic
from components.alerts.options import AlertOptions
from components.alerts.spending import Prices
from components.alerts.stop import SpendingStop
from components.alerts.stop_alarms import alarm_names
from components.context import CLOUDFRONT_REGION, Context
from components.settings.validation import validate

_PERIOD_SECONDS = 300
_PERIODS = 3
_BUDGET_WARNINGS = (("ACTUAL", 80), ("FORECASTED", 100))


class Stoppable(TypedDict):
    """What the stop needs to know of the distribution."""

    distribution_arn: pulumi.Input[str]
    """ARN of the distribution, the only resource of the role that turns it off."""
    prices: Prices
    """The prices of its traffic."""
    boundary_arn: pulumi.Input[str]
    """The permissions boundary of that role."""


class WatchArgs(TypedDict):
    """Inputs of Watch."""

    context: Context
    """Names, account and tags of the stack."""
    distribution_id: pulumi.Input[str]
    """The distribution to watch."""
    alerts: AlertOptions
    """The address for mail about errors and costs, and the levels above which there is mail or the site is stopped."""
    stoppable: NotRequired[Stoppable]
    """Required with stop_at_usd."""


class Watch(pulumi.ComponentResource):
    """Mails an address when the site fails or costs more than its budget. Without alarm_email it makes nothing.

    Each alarm goes off after three periods of five minutes in a row above the threshold; no traffic is no alarm. The
    budget counts resources with the stack's Project and Stack tags, once these are activated as cost allocation tags in
    the billing console, and warns at 80 % spent and at 100 % forecast.

    Children: components {name}-encryption and, with stop_at_usd, {name}-stop (SpendingStop); resources {name}-topic,
    {name}-topic-policy, {name}-email, {name}-error-rate, {name}-client-error-rate, {name}-budget.
    Raises ValueError for options that break a rule of AlertOptions, and for stop_at_usd without stoppable.
    AWS: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/monitoring-using-cloudwatch.html
    """

    topic_arn: pulumi.Output[str] | None
    """The topic of the alarms, to which further subscribers can be added. None without alarm_email."""
    stop_machine_arn: str | None
    """The state machine that turns the site off; known without asking the cloud. None without stop_at_usd."""

    def __init__(self, name: str, args: WatchArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        context, alerts = args["context"], args["alerts"]
        validate(f"Watch {name!r}", alerts)
        if alerts.stop_at_usd is not None and "stoppable" not in args:
            raise ValueError(f"Watch {name!r}: stop_at_usd needs stoppable: give ARN, prices and boundary")
        super().__init__("secure-site:components:Watch", name, {}, opts)
        child = pulumi.ResourceOptions(parent=self)
        self.topic_arn, self.stop_machine_arn = None, None
        if alerts.alarm_email is not None:
            topic = alarm_topic(name, context, alerts.alarm_email, _alarm_names(context, alerts), child)
            for errors in (server_errors(name, alerts), client_errors(name, alerts)):
                alarm_on_errors(errors, context, args["distribution_id"], topic, child)
            self.topic_arn = topic.arn
            self.stop_machine_arn = _stop(name, args, topic, child)
        if alerts.alarm_email is not None and alerts.monthly_budget_usd is not None:
            watch_costs(name, context, alerts.monthly_budget_usd, alerts.alarm_email, child)
        self.register_outputs({"topicArn": self.topic_arn, "stopMachineArn": self.stop_machine_arn})


@dataclass(frozen=True)
class Errors:
    """A share of the answers that an alarm is about."""

    name: str
    """Logical name of the alarm."""
    kind: str
    """The class of the status: "5xx"."""
    percent: int
    """The alarm goes off above it."""
    meaning: str
    """What to look at, for the reader of the mail."""


def server_errors(name: str, alerts: AlertOptions) -> Errors:
    """Answers with 5xx: the bucket, the functions or CloudFront itself."""
    return Errors(
        f"{name}-error-rate",
        "5xx",
        alerts.error_rate_percent,
        "CloudFront cannot reach the content bucket, or one of the functions fails",
    )


def client_errors(name: str, alerts: AlertOptions) -> Errors:
    """Answers with 4xx: 403 where the distribution is denied the content, 404 where it is missing."""
    return Errors(
        f"{name}-client-error-rate",
        "4xx",
        alerts.client_error_rate_percent,
        "status 403: the policy of the content bucket or of its key does not let the distribution read, or the web ACL "
        "blocks; status 404: pages are missing, or a scanner asks for pages that never were",
    )


def alarm_on_errors(
    errors: Errors,
    context: Context,
    distribution_id: pulumi.Input[str],
    topic: aws.sns.Topic,
    child: pulumi.ResourceOptions,
) -> None:
    """An alarm on a share of the answers, which notifies the topic when it starts and when it is over.

    AWS: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/programming-cloudwatch-metrics.html
    """
    aws.cloudwatch.MetricAlarm(
        errors.name,
        name=_alarm_name(context, errors.kind),
        alarm_description=(
            f"{context.prefix}: more than {errors.percent} % of requests answered with {errors.kind}. {errors.meaning}."
        ),
        namespace="AWS/CloudFront",
        metric_name=f"{errors.kind}ErrorRate",
        dimensions={"DistributionId": distribution_id, "Region": "Global"},
        statistic="Average",
        period=_PERIOD_SECONDS,
        evaluation_periods=_PERIODS,
        comparison_operator="GreaterThanThreshold",
        threshold=errors.percent,
        treat_missing_data="notBreaching",
        alarm_actions=[topic.arn],
        ok_actions=[topic.arn],
        region=CLOUDFRONT_REGION,
        tags=context.tags,
        opts=child,
    )


def watch_costs(name: str, context: Context, limit_usd: int, email: str, child: pulumi.ResourceOptions) -> None:
    """A monthly budget over the resources with both tags of the stack.

    AWS: https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-create-filters.html
    """
    aws.budgets.Budget(
        f"{name}-budget",
        name=f"{context.prefix}-monthly",
        budget_type="COST",
        time_unit="MONTHLY",
        limit_amount=str(limit_usd),
        limit_unit="USD",
        metrics="UnblendedCost",
        filter_expression={
            "ands": [
                {"tags": {"key": key, "values": [value]}}
                for key, value in (("Project", context.project), ("Stack", context.stack))
            ]
        },
        notifications=[
            {
                "notification_type": kind,
                "comparison_operator": "GREATER_THAN",
                "threshold": percent,
                "threshold_type": "PERCENTAGE",
                "subscriber_email_addresses": [email],
            }
            for kind, percent in _BUDGET_WARNINGS
        ],
        tags=context.tags,
        opts=child,
    )


def _stop(name: str, args: WatchArgs, topic: aws.sns.Topic, child: pulumi.ResourceOptions) -> str | None:
    limit, stoppable = args["alerts"].stop_at_usd, args.get("stoppable")
    if limit is None or stoppable is None:
        return None
    stop = SpendingStop(
        f"{name}-stop",
        {
            **stoppable,
            "context": args["context"],
            "distribution_id": args["distribution_id"],
            "limit_usd": limit,
            "topic_arn": topic.arn,
        },
        child,
    )
    return stop.machine_arn


def _alarm_names(context: Context, alerts: AlertOptions) -> list[str]:
    """The alarms that may publish to the topic."""
    on_errors = [_alarm_name(context, kind) for kind in ("4xx", "5xx")]
    return [*on_errors, *(alarm_names(context).values() if alerts.stop_at_usd is not None else ())]


def _alarm_name(context: Context, kind: str) -> str:
    return f"{context.prefix}-{kind}-error-rate"
