"""The buckets for the records of AWS Config and CloudTrail, and for their access logs."""

from typing import NotRequired, TypedDict

import pulumi

from components.context import Context
from components.iam.statements import Conditions, Statement, allow
from components.storage.bucket import SecureBucket

_RECORDS, _LOGS = "records", "logs"
_CONFIG, _CLOUDTRAIL = {"Service": "config.amazonaws.com"}, {"Service": "cloudtrail.amazonaws.com"}


class AccountRecordsArgs(TypedDict):
    """Inputs of AccountRecords."""

    context: Context
    """Names, account and tags of the stack."""
    trail_arn: str
    """ARN of the only trail that may write the records."""
    retention_days: NotRequired[int]
    """Days after which records expire. Default: 365."""
    protect: NotRequired[bool]
    """True: Pulumi deletes neither bucket, and a bucket with objects cannot be deleted. Default: False."""


class AccountRecords(pulumi.ComponentResource):
    """A bucket that AWS Config and one trail of this account write to, and a second one for its access logs.

    Children: components {name}-records and {name}-logs.
    AWS: https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-policy.html,
    https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
    """

    bucket: pulumi.Output[str]
    """Name of the bucket of the records. It is known only after the policy that lets both services write."""

    def __init__(self, name: str, args: AccountRecordsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-site:components:AccountRecords", name, {}, opts)
        context, child = args["context"], pulumi.ResourceOptions(parent=self)
        days, protect = args.get("retention_days", 365), args.get("protect", False)
        logs = SecureBucket(
            f"{name}-logs",
            {"context": context, "purpose": _LOGS, "expire_days": {"": days}, "protect": protect},
            child,
        )
        log_policy = logs.set_policy(write_access_logs(context, logs.arn))
        records = SecureBucket(
            f"{name}-records",
            {
                "context": context,
                "purpose": _RECORDS,
                "expire_days": {"": days},
                "log_bucket": log_policy.bucket,
                "protect": protect,
            },
            child,
        )
        policy = records.set_policy(*write_records(context, records.arn, args["trail_arn"]))
        self.bucket = policy.bucket
        self.register_outputs({"bucket": self.bucket})


def write_records(context: Context, bucket_arn: str, trail_arn: str) -> list[Statement]:
    """Allows AWS Config and the trail to read the bucket's ACL and to write below the folder of this account.

    AWS Config sends the source account, but no source ARN.
    """
    mine: Conditions = {"StringEquals": {"aws:SourceAccount": context.account_id}}
    owned = {"s3:x-amz-acl": "bucket-owner-full-control"}
    by_trail = {"aws:SourceAccount": context.account_id, "aws:SourceArn": trail_arn}
    folder = f"{bucket_arn}/AWSLogs/{context.account_id}"
    return [
        allow(["s3:GetBucketAcl", "s3:ListBucket"], bucket_arn, sid="ConfigLooks", principals=_CONFIG, conditions=mine),
        allow(
            "s3:PutObject",
            f"{folder}/Config/*",
            sid="ConfigWrites",
            principals=_CONFIG,
            conditions={"StringEquals": {**mine["StringEquals"], **owned}},
        ),
        allow(
            "s3:GetBucketAcl",
            bucket_arn,
            sid="TrailLooks",
            principals=_CLOUDTRAIL,
            conditions={"StringEquals": by_trail},
        ),
        allow(
            "s3:PutObject",
            f"{folder}/*",
            sid="TrailWrites",
            principals=_CLOUDTRAIL,
            conditions={"StringEquals": {**by_trail, **owned}},
        ),
    ]


def write_access_logs(context: Context, log_bucket_arn: str) -> Statement:
    """Allows S3 to write the access logs of the records' bucket.

    AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
    """
    records = context.arn("s3", context.bucket_name(_RECORDS), region="", account=False)
    return allow(
        "s3:PutObject",
        f"{log_bucket_arn}/s3/{_RECORDS}/*",
        sid="S3AccessLogs",
        principals={"Service": "logging.s3.amazonaws.com"},
        conditions={
            "StringEquals": {"aws:SourceAccount": context.account_id},
            "ArnEquals": {"aws:SourceArn": records},
        },
    )
