"""The watch over a running site: alarms on failing requests, and a monthly budget."""

from dataclasses import dataclass
from typing import TypedDict

import pulumi
import pulumi_aws as aws

from components.alerts.options import AlertOptions
from components.context import CLOUDFRONT_REGION, Context
from components.iam.statements import PLAIN_HTTP, Statement, allow, deny, document
from components.settings.validation import validate
from components.storage.encryption_key import EncryptionKey

_PERIOD_SECONDS = 300
_PERIODS = 3
_BUDGET_WARNINGS = (("ACTUAL", 80), ("FORECASTED", 100))


class WatchArgs(TypedDict):
    """Inputs of Watch."""

    context: Context
    """Names, account and tags of the stack."""
    distribution_id: pulumi.Input[str]
    """The distribution to watch."""
    alerts: AlertOptions
    """The address for mail about errors and costs, and the levels above which there is mail."""


class Watch(pulumi.ComponentResource):
    """Mails an address when the site fails or costs more than its budget. Without alarm_email it makes nothing.

    Each alarm goes off after three periods of five minutes in a row above the threshold; no traffic is no alarm. The
    budget counts resources with the stack's Project and Stack tags, once these are activated as cost allocation tags in
    the billing console, and warns at 80 % spent and at 100 % forecast.

    Children: component {name}-encryption; resources {name}-topic, {name}-topic-policy, {name}-email,
    {name}-error-rate, {name}-client-error-rate, {name}-budget.
    Raises ValueError for options that break a rule of AlertOptions.
    AWS: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/monitoring-using-cloudwatch.html
    """

    topic_arn: pulumi.Output[str] | None
    """The topic of the alarms, to which further subscribers can be added. None without alarm_email."""

    def __init__(self, name: str, args: WatchArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        context, alerts = args["context"], args["alerts"]
        validate(f"Watch {name!r}", alerts)
        super().__init__("secure-site:components:Watch", name, {}, opts)
        child = pulumi.ResourceOptions(parent=self)
        self.topic_arn = None
        if alerts.alarm_email is not None:
            topic = alarm_topic(name, context, alerts.alarm_email, child)
            for errors in (server_errors(name, alerts), client_errors(name, alerts)):
                alarm_on_errors(errors, context, args["distribution_id"], topic, child)
            self.topic_arn = topic.arn
        if alerts.alarm_email is not None and alerts.monthly_budget_usd is not None:
            watch_costs(name, context, alerts.monthly_budget_usd, alerts.alarm_email, child)
        self.register_outputs({"topicArn": self.topic_arn})


def alarm_topic(name: str, context: Context, email: str, child: pulumi.ResourceOptions) -> aws.sns.Topic:
    """An encrypted topic that only this stack's alarm may publish to, and one subscriber.

    CloudWatch cannot use the key that AWS manages for SNS, so the topic has one of its own.
    AWS: https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
    """
    topic_name = f"{context.prefix}-alarms"
    key = EncryptionKey(
        f"{name}-encryption", {"context": context, "purpose": "alarms", "region": CLOUDFRONT_REGION}, child
    )
    key.set_policy(_encrypt_for(context))
    topic = aws.sns.Topic(
        f"{name}-topic",
        name=topic_name,
        kms_master_key_id=key.arn,
        region=CLOUDFRONT_REGION,
        tags=context.tags,
        opts=child,
    )
    aws.sns.TopicPolicy(
        f"{name}-topic-policy",
        arn=topic.arn,
        policy=_topic_policy(context, topic_name),
        region=CLOUDFRONT_REGION,
        opts=child,
    )
    aws.sns.TopicSubscription(
        f"{name}-email", topic=topic.arn, protocol="email", endpoint=email, region=CLOUDFRONT_REGION, opts=child
    )
    return topic


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


def _alarm_name(context: Context, kind: str) -> str:
    return f"{context.prefix}-{kind}-error-rate"


def _encrypt_for(context: Context) -> Statement:
    """Lets CloudWatch use the key, on behalf of this account alone."""
    return allow(
        ["kms:Decrypt", "kms:GenerateDataKey"],
        "*",
        sid="EncryptAlarms",
        principals={"Service": "cloudwatch.amazonaws.com"},
        conditions={"StringEquals": {"aws:SourceAccount": context.account_id}},
    )


def _topic_policy(context: Context, topic_name: str) -> str | pulumi.Output[str]:
    topic = context.arn("sns", topic_name, region=CLOUDFRONT_REGION)
    alarms = [
        context.arn("cloudwatch", f"alarm:{_alarm_name(context, kind)}", region=CLOUDFRONT_REGION)
        for kind in ("4xx", "5xx")
    ]
    return document(
        allow(
            "sns:Publish",
            topic,
            sid="Alarms",
            principals={"Service": "cloudwatch.amazonaws.com"},
            conditions={
                "StringEquals": {"aws:SourceAccount": context.account_id},
                "ArnEquals": {"aws:SourceArn": alarms},
            },
        ),
        deny("sns:Publish", topic, sid="TlsOnly", principals="*", conditions=PLAIN_HTTP),
    )
