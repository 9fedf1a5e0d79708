"""Sends mail when the account's root user signs in or makes a call."""

from typing import TypedDict

import pulumi
import pulumi_aws as aws

from components.alerts.event_mail import EVENTBRIDGE, MailedEvent, event_mail, may_publish, notify
from components.context import CLOUDFRONT_REGION, Context
from components.iam.service_role import ServiceRole
from components.iam.statements import at_most, document
from foundation.account.expectations import ROOT_SIGN_IN

_REGION = CLOUDFRONT_REGION
_PATTERN = {
    "detail-type": [ROOT_SIGN_IN, "AWS API Call via CloudTrail"],
    "detail": {
        # A service's own call on behalf of root is not an action of a person.
        "userIdentity": {"type": ["Root"], "invokedBy": [{"exists": False}]},
        "eventType": [{"anything-but": ["AwsServiceEvent"]}],
    },
}
_MESSAGE = "The root user of account <account>: <event> from <address> at <time>. If it was not you, act now: <guide>"
_PATHS = {
    "account": "$.account",
    "address": "$.detail.sourceIPAddress",
    "event": "$.detail.eventName",
    "time": "$.time",
}
_GUIDE = "https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html"


class RootActivityArgs(TypedDict):
    """Inputs of RootActivity."""

    context: Context
    """Names, account and tags of the stack."""
    email: str
    """The address that gets the mail. Its owner must confirm the subscription first."""


class RootActivity(pulumi.ComponentResource):
    """An EventBridge rule on the root user, and a topic that only this rule may publish to; both in us-east-1.

    Events of root's sign-in and of calls to global services such as IAM arrive in us-east-1; reads are left out.
    EventBridge gets both only if a trail logs management events in that region.

    Children: component {name}-sender (ServiceRole); resources {name}-boundary, {name}-topic, {name}-topic-policy,
    {name}-email, {name}-rule, {name}-target, {name}-undelivered.
    AWS: https://repost.aws/knowledge-center/root-user-account-eventbridge-rule
    """

    topic_arn: pulumi.Output[str]
    """ARN of the topic. Further subscribers can be added to it."""

    def __init__(self, name: str, args: RootActivityArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-site:components:RootActivity", name, {}, opts)
        context, child = args["context"], pulumi.ResourceOptions(parent=self)
        physical_name = f"{context.prefix}-root-activity"
        event = MailedEvent(
            rule_name=physical_name,
            description="The root user signed in or made a call",
            pattern=_PATTERN,
            paths=_PATHS,
            message=_MESSAGE.replace("<guide>", _GUIDE),
        )
        sender = _sender(name, context, event, child)
        mail = event_mail(name, context, physical_name, [event], sender.arn, child, _REGION)
        aws.sns.TopicSubscription(
            f"{name}-email", topic=mail.topic.arn, protocol="email", endpoint=args["email"], region=_REGION, opts=child
        )
        notify(name, context, event, mail, child)
        self.topic_arn = mail.topic.arn
        self.register_outputs({"topicArn": self.topic_arn})


def _sender(name: str, context: Context, event: MailedEvent, child: pulumi.ResourceOptions) -> ServiceRole:
    """The role with which EventBridge publishes, under a boundary that has the topic and nothing else."""
    topic_name = event.rule_name
    boundary = aws.iam.Policy(
        f"{name}-boundary",
        name=f"{topic_name}-boundary",
        description=f"The most that the role which publishes to {topic_name} may do",
        policy=document(at_most("sns:Publish", context.arn("sns", topic_name, region=_REGION))),
        tags=context.tags,
        opts=child,
    )
    return ServiceRole(
        f"{name}-sender",
        {
            "context": context,
            "role_name": topic_name,
            "service": EVENTBRIDGE,
            "source_arn": event.rule_arn(context, _REGION),
            "policies": {"publish": [may_publish(context, topic_name, _REGION)]},
            "permissions_boundary": boundary.arn,
        },
        child,
    )
