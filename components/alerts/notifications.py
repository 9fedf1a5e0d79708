"""Mail about a pipeline that failed, or that waits for an approval."""

from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from components.alerts.event_mail import MailedEvent, event_topic, notify
from components.context import Context

_PATHS = {"execution": "$.detail.execution-id"}


class NotificationsArgs(TypedDict):
    """Inputs of Notifications."""

    context: Context
    """Names, account, region and tags of the stack."""
    pipeline_name: str
    """The one pipeline that the mail is about."""
    email: str
    """Address of the mail, which must confirm a subscription first."""
    approval: NotRequired[bool]
    """Whether there is mail about waiting approvals as well. Default: False."""


class Notifications(pulumi.ComponentResource):
    """EventBridge rules on one pipeline, and a topic that only they may publish to.

    Children: {name}-topic, {name}-topic-policy, {name}-email, and
    {name}-{event}-rule and {name}-{event}-target for each event.
    AWS: https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html
    """

    topic_arn: pulumi.Output[str]
    """ARN of the topic, to which further subscribers can be added."""

    def __init__(self, name: str, args: NotificationsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-site:components:Notifications", name, {}, opts)
        child = pulumi.ResourceOptions(parent=self)
        context = args["context"]
        events = _events(context, args["pipeline_name"], args.get("approval", False))
        # Only the pipeline's name and an execution's id pass through the topic.
        topic = event_topic(name, context, f"{context.prefix}-pipeline", list(events.values()), child)
        aws.sns.TopicSubscription(
            f"{name}-email", topic=topic.arn, protocol="email", endpoint=args["email"], opts=child
        )
        for key, event in events.items():
            notify(f"{name}-{key}", context, event, topic, child)
        self.topic_arn = topic.arn
        self.register_outputs({"topicArn": self.topic_arn})


def _events(context: Context, pipeline_name: str, approval: bool) -> dict[str, MailedEvent]:
    """The events by the word for them in the names of the resources."""
    console = f"https://{context.region}.console.aws.amazon.com/codesuite/codepipeline/pipelines/{pipeline_name}/view"
    where = f"See {console}?region={context.region}"
    failed = MailedEvent(
        rule_name=f"{context.prefix}-pipeline-failed",
        description=f"The pipeline {pipeline_name} failed",
        pattern=_pattern("Pipeline Execution", {"pipeline": [pipeline_name], "state": ["FAILED"]}),
        paths=_PATHS,
        message=f"Pipeline {pipeline_name} failed, execution <execution>. {where}",
    )
    waiting = MailedEvent(
        rule_name=f"{context.prefix}-pipeline-approval",
        description=f"The pipeline {pipeline_name} waits for an approval",
        pattern=_pattern(
            "Action Execution",
            {"pipeline": [pipeline_name], "state": ["STARTED"], "type": {"category": ["Approval"]}},
        ),
        paths=_PATHS,
        message=f"Pipeline {pipeline_name} waits for an approval, execution <execution>. {where}",
    )
    return {"failed": failed, **({"approval": waiting} if approval else {})}


def _pattern(kind: str, detail: dict[str, object]) -> dict[str, object]:
    return {"source": ["aws.codepipeline"], "detail-type": [f"CodePipeline {kind} State Change"], "detail": detail}
