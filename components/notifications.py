"""Mail about a pipeline: that it failed, and that it waits for an approval."""

import json
from dataclasses import dataclass
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from components.context import Context
from components.statements import PLAIN_HTTP, allow, deny, document

_EVENTBRIDGE = {"Service": "events.amazonaws.com"}


class NotificationsArgs(TypedDict):
    """Inputs of Notifications."""

    context: Context
    """Names, account, region and tags of the stack."""
    pipeline_name: str
    """The one pipeline that is told about."""
    email: str
    """Who is told; has to confirm a subscription first."""
    approval: NotRequired[bool]
    """Whether a waiting approval is told as well. Default: False."""


class Notifications(pulumi.ComponentResource):
    """EventBridge rules on one pipeline, and a topic that only they may publish to.

    Children: {name}-topic, {name}-topic-policy, {name}-email, and
    {name}-{event}-rule and {name}-{event}-target for each event.
    AWS: https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html
    """

    topic_arn: pulumi.Output[str]
    """Further subscribers can be added there."""

    def __init__(self, name: str, args: NotificationsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-site:components:Notifications", name, {}, opts)
        child = pulumi.ResourceOptions(parent=self)
        context = args["context"]
        events = _events(context, args["pipeline_name"], args.get("approval", False))
        topic = _topic(name, context, [event.rule_arn(context) for event in events], child)
        aws.sns.TopicSubscription(
            f"{name}-email", topic=topic.arn, protocol="email", endpoint=args["email"], opts=child
        )
        for event in events:
            _tell(name, context, event, topic, child)
        self.topic_arn = topic.arn
        self.register_outputs({"topicArn": self.topic_arn})


@dataclass(frozen=True)
class _Event:
    """Something that happens to the pipeline, and how it is told."""

    key: str
    rule_name: str
    description: str
    pattern: str
    """What EventBridge matches, as JSON."""
    message: str
    """One line of plain text; <execution> stands for the execution's id."""

    def rule_arn(self, context: Context) -> str:
        return context.arn("events", f"rule/{self.rule_name}")


def _events(context: Context, pipeline_name: str, approval: bool) -> list[_Event]:
    console = f"https://{context.region}.console.aws.amazon.com/codesuite/codepipeline/pipelines/{pipeline_name}/view"
    where = f"See {console}?region={context.region}"
    failed = _Event(
        key="failed",
        rule_name=f"{context.prefix}-pipeline-failed",
        description=f"The pipeline {pipeline_name} failed",
        pattern=_pattern("Pipeline Execution", {"pipeline": [pipeline_name], "state": ["FAILED"]}),
        message=f"Pipeline {pipeline_name} failed, execution <execution>. {where}",
    )
    waiting = _Event(
        key="approval",
        rule_name=f"{context.prefix}-pipeline-approval",
        description=f"The pipeline {pipeline_name} waits for an approval",
        pattern=_pattern(
            "Action Execution",
            {"pipeline": [pipeline_name], "state": ["STARTED"], "type": {"category": ["Approval"]}},
        ),
        message=f"Pipeline {pipeline_name} waits for an approval, execution <execution>. {where}",
    )
    return [failed, waiting] if approval else [failed]


def _pattern(kind: str, detail: dict[str, object]) -> str:
    return json.dumps(
        {"source": ["aws.codepipeline"], "detail-type": [f"CodePipeline {kind} State Change"], "detail": detail}
    )


def _tell(name: str, context: Context, event: _Event, topic: aws.sns.Topic, child: pulumi.ResourceOptions) -> None:
    rule = aws.cloudwatch.EventRule(
        f"{name}-{event.key}-rule",
        name=event.rule_name,
        description=event.description,
        event_pattern=event.pattern,
        tags=context.tags,
        opts=child,
    )
    aws.cloudwatch.EventTarget(
        f"{name}-{event.key}-target",
        rule=rule.name,
        target_id="topic",
        arn=topic.arn,
        input_transformer={
            "input_paths": {"execution": "$.detail.execution-id"},
            "input_template": json.dumps(event.message),
        },
        opts=child,
    )


def _topic(name: str, context: Context, rule_arns: list[str], child: pulumi.ResourceOptions) -> aws.sns.Topic:
    """A topic without a key of its own.

    The policy of a key cannot say for which account EventBridge may use it: such conditions are not supported, and
    every notification would be lost. What passes through here is the pipeline's name and an execution's id.
    AWS: https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
    """
    topic_name = f"{context.prefix}-pipeline"
    topic = aws.sns.Topic(f"{name}-topic", name=topic_name, tags=context.tags, opts=child)
    aws.sns.TopicPolicy(
        f"{name}-topic-policy",
        arn=topic.arn,
        policy=_topic_policy(context, context.arn("sns", topic_name), rule_arns),
        opts=child,
    )
    return topic


def _topic_policy(context: Context, topic_arn: str, rule_arns: list[str]) -> str | pulumi.Output[str]:
    return document(
        allow(
            "sns:Publish",
            topic_arn,
            sid="Events",
            principals=_EVENTBRIDGE,
            conditions={
                "StringEquals": {"aws:SourceAccount": context.account_id},
                "ArnEquals": {"aws:SourceArn": rule_arns},
            },
        ),
        deny("sns:Publish", topic_arn, sid="TlsOnly", principals="*", conditions=PLAIN_HTTP),
    )
