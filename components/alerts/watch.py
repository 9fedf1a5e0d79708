"""The eyes on a running site: an alarm when it fails its visitors, and a monthly budget."""

from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from components.context import CLOUDFRONT_REGION, Context
from components.iam.statements import PLAIN_HTTP, Statement, allow, deny, document
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
    alarm_email: NotRequired[str | None]
    """Who is told; has to confirm a subscription first. Default: nobody, and then no alarm is made."""
    error_rate_percent: NotRequired[float]
    """Share of requests answered with 5xx, in percent, above which the alarm goes off. Default: 5."""
    monthly_budget_usd: NotRequired[float | None]
    """What the stack may cost in a month, in US dollars; needs alarm_email. Default: no budget."""


class Watch(pulumi.ComponentResource):
    """Tells somebody when the site fails or costs more than it should. Without alarm_email it makes nothing.

    The alarm is for three periods of five minutes in a row above the threshold; no traffic is no alarm. The budget
    counts what carries the stack's Project and Stack tags, once these are activated as cost allocation tags in the
    billing console, and warns at 80 % spent and at 100 % forecast.

    Children: component {name}-encryption; resources {name}-topic, {name}-topic-policy, {name}-email,
    {name}-error-rate, {name}-budget.
    Raises ValueError for a rate outside 0 to 100, a budget that is not positive, and a budget without alarm_email.
    AWS: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/monitoring-using-cloudwatch.html
    """

    topic_arn: pulumi.Output[str] | None
    """Where alarms go; further subscribers can be added there. None without alarm_email."""

    def __init__(self, name: str, args: WatchArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        _judge(name, args)
        super().__init__("secure-site:components:Watch", name, {}, opts)
        child = pulumi.ResourceOptions(parent=self)
        context, email, budget = args["context"], args.get("alarm_email"), args.get("monthly_budget_usd")
        self.topic_arn = None
        if email is not None:
            topic = alarm_topic(name, context, email, child)
            alarm_on_errors(name, context, args["distribution_id"], args.get("error_rate_percent", 5), topic, child)
            self.topic_arn = topic.arn
        if email is not None and budget is not None:
            watch_costs(name, context, budget, email, child)
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
    key.admit(_encrypt_for(context))
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


def alarm_on_errors(
    name: str,
    context: Context,
    distribution_id: pulumi.Input[str],
    percent: float,
    topic: aws.sns.Topic,
    child: pulumi.ResourceOptions,
) -> None:
    """An alarm on the share of 5xx answers, which tells the topic when it starts and when it is over."""
    aws.cloudwatch.MetricAlarm(
        f"{name}-error-rate",
        name=_alarm_name(context),
        alarm_description=f"{context.prefix}: more than {percent:g} % of requests answered with 5xx",
        namespace="AWS/CloudFront",
        metric_name="5xxErrorRate",
        dimensions={"DistributionId": distribution_id, "Region": "Global"},
        statistic="Average",
        period=_PERIOD_SECONDS,
        evaluation_periods=_PERIODS,
        comparison_operator="GreaterThanThreshold",
        threshold=percent,
        treat_missing_data="notBreaching",
        alarm_actions=[topic.arn],
        ok_actions=[topic.arn],
        region=CLOUDFRONT_REGION,
        tags=context.tags,
        opts=child,
    )


def watch_costs(name: str, context: Context, limit_usd: float, email: str, child: pulumi.ResourceOptions) -> None:
    """A monthly budget over what carries both tags of the stack.

    AWS: https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-create-filters.html
    """
    aws.budgets.Budget(
        f"{name}-budget",
        name=f"{context.prefix}-monthly",
        budget_type="COST",
        time_unit="MONTHLY",
        limit_amount=f"{limit_usd:g}",
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


def _judge(name: str, args: WatchArgs) -> None:
    rate, budget = args.get("error_rate_percent", 5), args.get("monthly_budget_usd")
    if not 0 < rate <= 100:
        raise ValueError(f"Watch {name!r}: error_rate_percent must be above 0 and at most 100, got {rate}")
    if budget is None:
        return
    if budget <= 0:
        raise ValueError(f"Watch {name!r}: monthly_budget_usd must be above 0, got {budget}")
    if args.get("alarm_email") is None:
        raise ValueError(f"Watch {name!r}: monthly_budget_usd needs alarm_email, or nobody hears of it")


def _alarm_name(context: Context) -> str:
    return f"{context.prefix}-5xx-error-rate"


def _encrypt_for(context: Context) -> Statement:
    """CloudWatch uses the key on behalf of this account alone."""
    return allow(
        ["kms:Decrypt", "kms:GenerateDataKey"],
        "*",
        sid="EncryptAlarms",
        principals={"Service": "cloudwatch.amazonaws.com"},
        conditions={"StringEquals": {"aws:SourceAccount": context.account_id}},
    )


def _topic_policy(context: Context, topic_name: str) -> str | pulumi.Output[str]:
    topic = context.arn("sns", topic_name, region=CLOUDFRONT_REGION)
    alarm = context.arn("cloudwatch", f"alarm:{_alarm_name(context)}", region=CLOUDFRONT_REGION)
    return document(
        allow(
            "sns:Publish",
            topic,
            sid="Alarm",
            principals={"Service": "cloudwatch.amazonaws.com"},
            conditions={
                "StringEquals": {"aws:SourceAccount": context.account_id},
                "ArnEquals": {"aws:SourceArn": alarm},
            },
        ),
        deny("sns:Publish", topic, sid="TlsOnly", principals="*", conditions=PLAIN_HTTP),
    )
