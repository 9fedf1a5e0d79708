"""The safeguards that an account needs once, for all of its sites."""

from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from components.context import Context
from foundation.account.expectations import MINIMUM_PASSWORD_LENGTH, PASSWORD_REUSE_PREVENTION, rules_by_region
from foundation.account.recorder import AccountRecorder
from foundation.account.records import AccountRecords
from foundation.account.root_activity import RootActivity


class AccountBaselineArgs(TypedDict):
    """Inputs of AccountBaseline."""

    context: Context
    """Names, account, region and tags of the stack."""
    security_email: str
    """The address that gets mail about the root user. Its owner must confirm the subscription first."""
    retention_days: NotRequired[int]
    """Days after which the records of AWS Config and CloudTrail expire. Default: 365."""
    protect: NotRequired[bool]
    """True: Pulumi deletes no bucket of records, and a bucket with objects cannot be deleted. Default: False."""


class AccountBaseline(pulumi.ComponentResource):
    """The safeguards that AWS has per account and not per resource. Only one stack of an account can have them.

    AWS Config runs in the stack's region and, for CloudFront, in us-east-1. An account that has used AWS Config before
    already has its service-linked role: import it by its ARN as {name}-config-role, or AWS rejects the first update.

    Children: components {name}-records, {name}-config-{region} and {name}-root; resources {name}-config-role,
    {name}-trail, {name}-public-access, {name}-passwords, {name}-analyzer.
    Raises ValueError for retention_days below 1.
    AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html
    """

    topic_arn: pulumi.Output[str]
    """ARN of the topic about the root user's activity. Further subscribers can be added to it."""
    records_bucket: pulumi.Output[str]
    """Name of the bucket with the records of AWS Config and CloudTrail."""

    def __init__(self, name: str, args: AccountBaselineArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        days = args.get("retention_days", 365)
        if days < 1:
            raise ValueError(f"AccountBaseline {name!r}: retention_days must be at least 1, got {days}")
        super().__init__("secure-site:components:AccountBaseline", name, {}, opts)
        context, child = args["context"], pulumi.ResourceOptions(parent=self)
        trail_name = context.prefix
        records = AccountRecords(
            f"{name}-records",
            {
                "context": context,
                "trail_arn": context.arn("cloudtrail", f"trail/{trail_name}"),
                "retention_days": days,
                "protect": args.get("protect", False),
            },
            child,
        )
        keep_trail(name, context, trail_name, records.bucket, child)
        record_configuration(name, context, records.bucket, child)
        block_public_buckets(name, context, child)
        require_strong_passwords(name, child)
        find_outside_access(name, context, child)
        root = RootActivity(f"{name}-root", {"context": context, "email": args["security_email"]}, child)
        self.topic_arn, self.records_bucket = root.topic_arn, records.bucket
        self.register_outputs({"topicArn": self.topic_arn, "recordsBucket": self.records_bucket})


def keep_trail(
    name: str, context: Context, trail_name: str, bucket: pulumi.Input[str], child: pulumi.ResourceOptions
) -> None:
    """Creates a trail of all regions. Without a trail, EventBridge gets no event about the root user.

    An account's first trail of management events is free.
    AWS: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-trail-manage-costs.html
    """
    aws.cloudtrail.Trail(
        f"{name}-trail",
        name=trail_name,
        s3_bucket_name=bucket,
        is_multi_region_trail=True,
        include_global_service_events=True,
        enable_log_file_validation=True,
        enable_logging=True,
        tags=context.tags,
        opts=child,
    )


def record_configuration(name: str, context: Context, bucket: pulumi.Input[str], child: pulumi.ResourceOptions) -> None:
    """Creates AWS Config in every region that one of its rules needs, with its service-linked role.

    AWS: https://docs.aws.amazon.com/config/latest/developerguide/using-service-linked-roles.html
    """
    role = aws.iam.ServiceLinkedRole(
        f"{name}-config-role",
        aws_service_name="config.amazonaws.com",
        tags=context.tags,
        opts=child,
    )
    for region, rules in rules_by_region(context.region).items():
        AccountRecorder(
            f"{name}-config-{region}",
            {
                "context": context,
                "region": region,
                "rules": rules,
                "role_arn": role.arn,
                "bucket": bucket,
            },
            child,
        )


def block_public_buckets(name: str, context: Context, child: pulumi.ResourceOptions) -> None:
    """Blocks public access in all four ways, for every present and future bucket of the account.

    AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
    """
    aws.s3.AccountPublicAccessBlock(
        f"{name}-public-access",
        account_id=context.account_id,
        block_public_acls=True,
        block_public_policy=True,
        ignore_public_acls=True,
        restrict_public_buckets=True,
        opts=child,
    )


def require_strong_passwords(name: str, child: pulumi.ResourceOptions) -> None:
    """Sets the password policy for IAM users (there should be none). Passwords do not expire.

    AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html
    """
    aws.iam.AccountPasswordPolicy(
        f"{name}-passwords",
        allow_users_to_change_password=True,
        minimum_password_length=MINIMUM_PASSWORD_LENGTH,
        password_reuse_prevention=PASSWORD_REUSE_PREVENTION,
        require_lowercase_characters=True,
        require_numbers=True,
        require_symbols=True,
        require_uppercase_characters=True,
        opts=child,
    )


def find_outside_access(name: str, context: Context, child: pulumi.ResourceOptions) -> None:
    """Creates an analyzer, which reports the resources that can be reached from outside of the account.

    AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/what-is-access-analyzer.html
    """
    aws.accessanalyzer.Analyzer(
        f"{name}-analyzer", analyzer_name=context.prefix, type="ACCOUNT", tags=context.tags, opts=child
    )
