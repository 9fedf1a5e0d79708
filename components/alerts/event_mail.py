"""Mail about an event in the account, through a topic that only the event's rule may publish to."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.alerts.alarm_topic import publish_of_alarms
from components.context import Context
from components.iam.statements import Statement, allow, document

EVENTBRIDGE = "events.amazonaws.com"
"""The service that publishes."""

_PERIOD_SECONDS = 300


@dataclass(frozen=True)
class MailedEvent:
    """An event that EventBridge looks for, and the message about it."""

    rule_name: str
    description: str
    pattern: Mapping[str, object]
    """The pattern that EventBridge matches."""
    paths: Mapping[str, str]
    """Name in the message -> JSONPath in the event."""
    message: str
    """One line of plain text; <name> stands for the value at the path of that name."""

    def rule_arn(self, context: Context, region: str | None = None) -> str:
        """The rule's ARN; known without asking the cloud."""
        return context.arn("events", f"rule/{self.rule_name}", region=region)

    @property
    def alarm_name(self) -> str:
        """Name of the alarm about mail that was not sent."""
        return f"{self.rule_name}-undelivered"


@dataclass(frozen=True)
class Mail:
    """A topic, and the role with which EventBridge publishes to it."""

    topic: aws.sns.Topic
    role_arn: pulumi.Input[str]
    region: str | None
    """Region of the topic, the rules and the alarms. None: the stack's."""


def may_publish(context: Context, topic_name: str, region: str | None = None) -> Statement:
    """The permission of the role with which EventBridge publishes to a topic."""
    return allow("sns:Publish", context.arn("sns", topic_name, region=region))


def event_mail(
    name: str,
    context: Context,
    topic_name: str,
    events: Sequence[MailedEvent],
    role_arn: pulumi.Input[str],
    child: pulumi.ResourceOptions,
    region: str | None = None,
) -> Mail:
    """A topic without a key of its own, to which only the rules of the events and their alarms publish, over TLS.

    A rule publishes as a role that EventBridge may assume for it. A statement for EventBridge itself would need a
    condition on the rule, and AWS's pages disagree whether a topic's policy may have one: where it may not, no mail is
    ever sent. The policy of a key cannot limit EventBridge to one account either, so the topic has none.

    Makes {name}-topic and {name}-topic-policy.
    role_arn: the role, which trusts EventBridge for the rules of the events and has `may_publish`.
    region: default the stack's.
    AWS: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
    AWS: https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
    """
    topic = aws.sns.Topic(f"{name}-topic", name=topic_name, region=region, tags=context.tags, opts=child)
    arn = context.arn("sns", topic_name, region=region)
    aws.sns.TopicPolicy(
        f"{name}-topic-policy",
        arn=topic.arn,
        policy=document(
            allow("sns:Publish", arn, sid="Events", principals={"AWS": role_arn}),
            *publish_of_alarms(context, arn, [event.alarm_name for event in events], region),
        ),
        region=region,
        opts=child,
    )
    return Mail(topic, role_arn, region)


def notify(name: str, context: Context, event: MailedEvent, mail: Mail, child: pulumi.ResourceOptions) -> None:
    """Makes {name}-rule and {name}-target, which publish an event, and the alarm {name}-undelivered.

    The alarm publishes as CloudWatch, so its mail arrives when that of EventBridge does not.
    AWS: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
    """
    rule = aws.cloudwatch.EventRule(
        f"{name}-rule",
        name=event.rule_name,
        description=event.description,
        event_pattern=json.dumps(event.pattern),
        region=mail.region,
        tags=context.tags,
        opts=child,
    )
    aws.cloudwatch.EventTarget(
        f"{name}-target",
        rule=rule.name,
        target_id="topic",
        arn=mail.topic.arn,
        role_arn=mail.role_arn,
        input_transformer={"input_paths": event.paths, "input_template": json.dumps(event.message)},
        region=mail.region,
        opts=child,
    )
    aws.cloudwatch.MetricAlarm(
        f"{name}-undelivered",
        name=event.alarm_name,
        alarm_description=f"EventBridge could not send mail about an event: {event.description}",
        namespace="AWS/Events",
        metric_name="FailedInvocations",
        dimensions={"RuleName": rule.name},
        statistic="Sum",
        period=_PERIOD_SECONDS,
        evaluation_periods=1,
        comparison_operator="GreaterThanThreshold",
        threshold=0,
        treat_missing_data="notBreaching",
        alarm_actions=[mail.topic.arn],
        region=mail.region,
        tags=context.tags,
        opts=child,
    )
