"""Mail about a pipeline that failed, or that waits for an approval."""

from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from components.alerts.event_mail import EVENTBRIDGE, MailedEvent, event_mail, may_publish, notify
from components.context import Context
from components.iam.statements import Statement

_PATHS = {"execution": "$.detail.execution-id"}


class NotificationsArgs(TypedDict):
    """Inputs of Notifications."""

    context: Context
    """Names, account, region and tags of the stack."""
    pipeline_name: str
    """The one pipeline that the mail is about."""
    email: str
    """Address of the mail, which must confirm a subscription first.

    SNS drops a subscription that is not confirmed within three days, and one that a reader of the mail ends by the link
    in it. The next refresh then finds it gone, and the next update asks for another confirmation.
    AWS: https://docs.aws.amazon.com/sns/latest/dg/SendMessageToHttp.confirm.html
    """
    role_arn: pulumi.Input[str]
    """The role that EventBridge publishes with. Give it what `trust_for_mail` and `publish_mail` return."""
    approval: NotRequired[bool]
    """Whether there is mail about waiting approvals as well. Default: False."""


class Notifications(pulumi.ComponentResource):
    """EventBridge rules on one pipeline, and a topic that only they may publish to.

    Children: {name}-topic, {name}-topic-policy, {name}-email, and
    {name}-{event}-rule, {name}-{event}-target and {name}-{event}-undelivered for each event.
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
        mail = event_mail(name, context, _topic_name(context), list(events.values()), args["role_arn"], child)
        aws.sns.TopicSubscription(
            f"{name}-email", topic=mail.topic.arn, protocol="email", endpoint=args["email"], opts=child
        )
        for key, event in events.items():
            notify(f"{name}-{key}", context, event, mail, child)
        self.topic_arn = mail.topic.arn
        self.register_outputs({"topicArn": self.topic_arn})


def trust_for_mail(context: Context, pipeline_name: str, approval: bool) -> dict[str, list[str]]:
    """EventBridge -> the rules for which it may assume the role that it publishes with."""
    return {EVENTBRIDGE: [event.rule_arn(context) for event in _events(context, pipeline_name, approval).values()]}


def publish_mail(context: Context) -> Statement:
    """The permission that the role needs."""
    return may_publish(context, _topic_name(context))


def _topic_name(context: Context) -> str:
    return f"{context.prefix}-pipeline"


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
