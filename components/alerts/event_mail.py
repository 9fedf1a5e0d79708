"""Mail about an event in the account, through a topic that only the event's rule may publish to."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.context import Context
from components.iam.statements import PLAIN_HTTP, allow, deny, document


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


def event_topic(
    name: str,
    context: Context,
    topic_name: str,
    events: Sequence[MailedEvent],
    child: pulumi.ResourceOptions,
    region: str | None = None,
) -> aws.sns.Topic:
    """A topic without a key of its own, to which only the rules of the events publish, over TLS.

    The policy of a key cannot limit EventBridge to one account: such conditions are not supported, and every
    notification would be lost.
    Makes {name}-topic and {name}-topic-policy. region: default the stack's.
    AWS: https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
    """
    topic = aws.sns.Topic(f"{name}-topic", name=topic_name, region=region, tags=context.tags, opts=child)
    arn = context.arn("sns", topic_name, region=region)
    aws.sns.TopicPolicy(
        f"{name}-topic-policy",
        arn=topic.arn,
        policy=document(
            allow(
                "sns:Publish",
                arn,
                sid="Events",
                principals={"Service": "events.amazonaws.com"},
                conditions={
                    "StringEquals": {"aws:SourceAccount": context.account_id},
                    "ArnEquals": {"aws:SourceArn": [event.rule_arn(context, region) for event in events]},
                },
            ),
            deny("sns:Publish", arn, sid="TlsOnly", principals="*", conditions=PLAIN_HTTP),
        ),
        region=region,
        opts=child,
    )
    return topic


def notify(
    name: str,
    context: Context,
    event: MailedEvent,
    topic: aws.sns.Topic,
    child: pulumi.ResourceOptions,
    region: str | None = None,
) -> None:
    """Makes {name}-rule and {name}-target, which publish an event to the topic. region: that of the topic."""
    rule = aws.cloudwatch.EventRule(
        f"{name}-rule",
        name=event.rule_name,
        description=event.description,
        event_pattern=json.dumps(event.pattern),
        region=region,
        tags=context.tags,
        opts=child,
    )
    aws.cloudwatch.EventTarget(
        f"{name}-target",
        rule=rule.name,
        target_id="topic",
        arn=topic.arn,
        input_transformer={"input_paths": event.paths, "input_template": json.dumps(event.message)},
        region=region,
        opts=child,
    )
