"""Access logs of a distribution, delivered to a bucket that has no ACLs (standard logging v2)."""

from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from components.context import CLOUDFRONT_REGION, Context
from components.iam.statements import Statement, allow

ACCESS_LOG_PREFIX = "AWSLogs/"
"""The folder that AWS prepends to the path of what it delivers."""
_FIELDS = (
    *("date", "time", "x-edge-location", "sc-bytes", "c-ip", "cs-method", "cs(Host)", "cs-uri-stem", "sc-status"),
    *("cs(Referer)", "cs(User-Agent)", "cs-uri-query", "x-edge-result-type", "x-edge-request-id", "x-host-header"),
    *("cs-protocol", "cs-bytes", "time-taken", "x-forwarded-for", "ssl-protocol", "ssl-cipher"),
    *("x-edge-response-result-type", "cs-protocol-version", "c-port", "time-to-first-byte"),
    *("x-edge-detailed-result-type", "sc-content-type", "sc-content-len", "sc-range-start", "sc-range-end"),
)
"""The fields that CloudFront logs by default, without cookies, of which a site of files needs none, and without those
of field-level encryption, which it does not use.

AWS: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html
"""
_ADDRESS = frozenset({"c-ip", "c-port", "x-forwarded-for"})


class AccessLogsArgs(TypedDict):
    """Inputs of AccessLogs."""

    context: Context
    """Names, account and tags of the stack."""
    distribution_arn: pulumi.Input[str]
    """The distribution whose requests are logged."""
    log_bucket_arn: pulumi.Input[str]
    """ARN of the bucket. Its policy must have `deliver_logs` already: AWS adds that to a policy that lacks it."""
    visitor_address: NotRequired[bool]
    """Whether the lines have the address of the visitor. Default: True."""
    purpose: NotRequired[str]
    """What the distribution is for, in one word, where the stack has several. Default: "", the site."""


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
            name=_source_name(context, args.get("purpose", "")),
            log_type="ACCESS_LOGS",
            resource_arn=args["distribution_arn"],
            region=CLOUDFRONT_REGION,
            tags=context.tags,
            opts=child,
        )
        destination = aws.cloudwatch.LogDeliveryDestination(
            f"{name}-destination",
            name=_named(context, args.get("purpose", ""), "logs"),
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
            record_fields=record_fields(visitor_address=args.get("visitor_address", True)),
            region=CLOUDFRONT_REGION,
            tags=context.tags,
            # A change sends the path along as well, without the folder that AWS prepended: so it is made anew, for
            # which the one before has to go, because a source has one delivery to a kind of destination.
            opts=pulumi.ResourceOptions(parent=self, replace_on_changes=["recordFields"], delete_before_replace=True),
        )
        self.register_outputs({"deliveryArn": delivery.arn})


def record_fields(*, visitor_address: bool) -> list[str]:
    """The fields of a line, in order."""
    return [field for field in _FIELDS if visitor_address or field not in _ADDRESS]


def deliver_logs(context: Context, log_bucket_arn: str, purpose: str = "") -> list[Statement]:
    """Lets the log delivery service write for a distribution of this stack, and for no other source.

    purpose: that of AccessLogs. Default: "", the site.

    The first statement is the one that AWS itself adds where it does not find it: a policy that grants the same in
    other words would get it as well, and every refresh would find a change. It asks for an ACL, which a bucket without
    ACLs ignores. The second lets the service in when it does not send one.
    AWS: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-V2-S3.html
    """
    source = context.arn("logs", f"delivery-source:{_source_name(context, purpose)}", region=CLOUDFRONT_REGION)
    account = {"aws:SourceAccount": context.account_id}
    return [
        allow(
            "s3:PutObject",
            f"{log_bucket_arn}/{ACCESS_LOG_PREFIX}{context.account_id}/CloudFront/*",
            sid=f"{sid}{purpose.capitalize()}",
            principals={"Service": "delivery.logs.amazonaws.com"},
            conditions={"StringEquals": equals, "ArnLike": {"aws:SourceArn": source}},
        )
        for sid, equals in (
            ("AWSLogDeliveryWrite1", {**account, "s3:x-amz-acl": "bucket-owner-full-control"}),
            ("WithoutAcl", account),
        )
    ]


def _source_name(context: Context, purpose: str) -> str:
    return _named(context, purpose, "access")


def _named(context: Context, purpose: str, what: str) -> str:
    return "-".join(part for part in (context.prefix, purpose, what) if part)
