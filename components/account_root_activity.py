"""Mail whenever the account's root user signs in or does something."""

import json
from typing import TypedDict

import pulumi
import pulumi_aws as aws

from components.account_expectations import ROOT_SIGN_IN
from components.context import CLOUDFRONT_REGION, Context
from components.statements import PLAIN_HTTP, allow, deny, document

_REGION = CLOUDFRONT_REGION
_PATTERN = {
    "detail-type": [ROOT_SIGN_IN, "AWS API Call via CloudTrail"],
    "detail": {
        # What a service does for root by itself is no sign of a person.
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
    """Who is told; has to confirm a subscription first."""


class RootActivity(pulumi.ComponentResource):
    """An EventBridge rule on the root user, and a topic that only this rule may publish to; both in us-east-1.

    A sign-in of root arrives there, and so do calls of global services such as IAM; reads are left out. EventBridge
    hears of either only where a trail logs management events in that region. The topic has no key of its own: the
    policy of a key cannot say for which account EventBridge may use it, and every message would be lost.

    Children: {name}-topic, {name}-topic-policy, {name}-email, {name}-rule, {name}-target.
    AWS: https://repost.aws/knowledge-center/root-user-account-eventbridge-rule,
    https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
    """

    topic_arn: pulumi.Output[str]
    """Further subscribers can be added there."""

    def __init__(self, name: str, args: RootActivityArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-site:components:RootActivity", name, {}, opts)
        context, child = args["context"], pulumi.ResourceOptions(parent=self)
        physical_name = f"{context.prefix}-root-activity"
        topic = _topic(name, context, physical_name, child)
        aws.sns.TopicSubscription(
            f"{name}-email", topic=topic.arn, protocol="email", endpoint=args["email"], region=_REGION, opts=child
        )
        rule = aws.cloudwatch.EventRule(
            f"{name}-rule",
            name=physical_name,
            description="The root user signed in or made a call",
            event_pattern=json.dumps(_PATTERN),
            region=_REGION,
            tags=context.tags,
            opts=child,
        )
        aws.cloudwatch.EventTarget(
            f"{name}-target",
            rule=rule.name,
            target_id="topic",
            arn=topic.arn,
            input_transformer={
                "input_paths": _PATHS,
                "input_template": json.dumps(_MESSAGE.replace("<guide>", _GUIDE)),
            },
            region=_REGION,
            opts=child,
        )
        self.topic_arn = topic.arn
        self.register_outputs({"topicArn": self.topic_arn})


def _topic(name: str, context: Context, physical_name: str, child: pulumi.ResourceOptions) -> aws.sns.Topic:
    topic = aws.sns.Topic(f"{name}-topic", name=physical_name, region=_REGION, tags=context.tags, opts=child)
    arn = context.arn("sns", physical_name, region=_REGION)
    aws.sns.TopicPolicy(
        f"{name}-topic-policy",
        arn=topic.arn,
        policy=document(
            allow(
                "sns:Publish",
                arn,
                sid="RootActivity",
                principals={"Service": "events.amazonaws.com"},
                conditions={
                    "StringEquals": {"aws:SourceAccount": context.account_id},
                    "ArnEquals": {"aws:SourceArn": context.arn("events", f"rule/{physical_name}", region=_REGION)},
                },
            ),
            deny("sns:Publish", arn, sid="TlsOnly", principals="*", conditions=PLAIN_HTTP),
        ),
        region=_REGION,
        opts=child,
    )
    return topic
