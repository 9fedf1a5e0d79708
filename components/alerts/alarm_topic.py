"""The topic of a stack's alarms: encrypted, for them alone, with one reader."""

from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from components.context import CLOUDFRONT_REGION, Context
from components.iam.statements import PLAIN_HTTP, Statement, allow, deny, document
from components.storage.encryption_key import EncryptionKey


def alarm_topic(
    name: str, context: Context, email: str, alarms: Sequence[str], child: pulumi.ResourceOptions
) -> aws.sns.Topic:
    """An encrypted topic that only these alarms may publish to, and one subscriber.

    CloudWatch cannot use the key that AWS manages for SNS, so the topic has one of its own.
    alarms: their physical names.
    AWS: https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
    """
    topic_name = f"{context.prefix}-alarms"
    arn = context.arn("sns", topic_name, region=CLOUDFRONT_REGION)
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
        policy=document(*publish_of_alarms(context, arn, alarms, CLOUDFRONT_REGION)),
        region=CLOUDFRONT_REGION,
        opts=child,
    )
    aws.sns.TopicSubscription(
        f"{name}-email", topic=topic.arn, protocol="email", endpoint=email, region=CLOUDFRONT_REGION, opts=child
    )
    return topic


def _encrypt_for(context: Context) -> Statement:
    """Lets CloudWatch use the key, on behalf of this account alone."""
    return allow(
        ["kms:Decrypt", "kms:GenerateDataKey"],
        "*",
        sid="EncryptAlarms",
        principals={"Service": "cloudwatch.amazonaws.com"},
        conditions={"StringEquals": {"aws:SourceAccount": context.account_id}},
    )


def publish_of_alarms(context: Context, topic_arn: str, names: Sequence[str], region: str | None) -> list[Statement]:
    """Lets these alarms publish to a topic, and refuses plain HTTP to all.

    names: physical names of alarms in the topic's region.
    region: of the topic. None: the stack's.
    """
    alarms = [context.arn("cloudwatch", f"alarm:{name}", region=region) for name in names]
    return [
        allow(
            "sns:Publish",
            topic_arn,
            sid="Alarms",
            principals={"Service": "cloudwatch.amazonaws.com"},
            conditions={
                "StringEquals": {"aws:SourceAccount": context.account_id},
                "ArnEquals": {"aws:SourceArn": alarms},
            },
        ),
        deny("sns:Publish", topic_arn, sid="TlsOnly", principals="*", conditions=PLAIN_HTTP),
    ]
