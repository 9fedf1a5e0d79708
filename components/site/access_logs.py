"""Access logs of a distribution, delivered to a bucket that has no ACLs (standard logging v2)."""

from typing import TypedDict

import pulumi
import pulumi_aws as aws

from components.context import CLOUDFRONT_REGION, Context
from components.iam.statements import Statement, allow


class AccessLogsArgs(TypedDict):
    """Inputs of AccessLogs."""

    context: Context
    """Names, account and tags of the stack."""
    distribution_arn: pulumi.Input[str]
    """The distribution whose requests are logged."""
    log_bucket_arn: pulumi.Input[str]
    """ARN of the bucket. Its policy must have `deliver_logs` already: AWS adds that to a policy that lacks it."""


class AccessLogs(pulumi.ComponentResource):
    """Delivers a line of JSON for each request to "AWSLogs/{account_id}/CloudFront/" in the bucket.

    The stack cannot choose a suffix path: AWS prepends that folder when a delivery is created, drops it when the
    suffix changes (https://github.com/hashicorp/terraform-provider-aws/issues/46328), and the bucket's policy names it.

    Children: {name}-source, {name}-destination, {name}-delivery; all in us-east-1, where CloudFront is configured.
    AWS: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html
    """

    def __init__(self, name: str, args: AccessLogsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-site:components:AccessLogs", name, {}, opts)
        context, child = args["context"], pulumi.ResourceOptions(parent=self)
        source = aws.cloudwatch.LogDeliverySource(
            f"{name}-source",
            name=_source_name(context),
            log_type="ACCESS_LOGS",
            resource_arn=args["distribution_arn"],
            region=CLOUDFRONT_REGION,
            tags=context.tags,
            opts=child,
        )
        destination = aws.cloudwatch.LogDeliveryDestination(
            f"{name}-destination",
            name=f"{context.prefix}-logs",
            output_format="json",
            delivery_destination_configuration={"destination_resource_arn": args["log_bucket_arn"]},
            region=CLOUDFRONT_REGION,
            tags=context.tags,
            opts=child,
        )
        delivery = aws.cloudwatch.LogDelivery(
            f"{name}-delivery",
            delivery_source_name=source.name,
            delivery_destination_arn=destination.arn,
            region=CLOUDFRONT_REGION,
            tags=context.tags,
            opts=child,
        )
        self.register_outputs({"deliveryArn": delivery.arn})


def deliver_logs(context: Context, log_bucket_arn: str) -> Statement:
    """Lets the log delivery service write for this stack's distribution, and for no other source.

    AWS: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-V2-S3.html
    """
    source = context.arn("logs", f"delivery-source:{_source_name(context)}", region=CLOUDFRONT_REGION)
    return allow(
        "s3:PutObject",
        f"{log_bucket_arn}/AWSLogs/{context.account_id}/*",
        sid="CloudFrontAccessLogs",
        principals={"Service": "delivery.logs.amazonaws.com"},
        conditions={
            "StringEquals": {
                "aws:SourceAccount": context.account_id,
                "s3:x-amz-acl": "bucket-owner-full-control",
            },
            "ArnEquals": {"aws:SourceArn": source},
        },
    )


def _source_name(context: Context) -> str:
    return f"{context.prefix}-access"
