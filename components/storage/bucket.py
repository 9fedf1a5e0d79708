"""A bucket that only principals named in its policy can reach, and only over TLS."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from components.context import Context
from components.iam.statements import PLAIN_HTTP, Statement, allow, deny, document

_ABORT_UPLOADS_AFTER_DAYS = 7
_MOST_SPARED = 100
BUCKET_LOG_PREFIX = "s3/"
"""The folder of the access logs of buckets, in the log bucket."""


class SecureBucketArgs(TypedDict):
    """Inputs of SecureBucket."""

    context: Context
    """Names, account and tags of the stack."""
    purpose: str
    """Its content, in one word; the bucket is "{prefix}-{purpose}-{account_id}"."""
    versioned: NotRequired[bool]
    """Whether overwritten and deleted objects are kept for a while. Default: True."""
    noncurrent_days: NotRequired[int]
    """Days for which overwritten and deleted objects are kept. Default: 30."""
    spared_versions: NotRequired[int]
    """Number of the newest old versions of each object that stay however old they are, 1 to 100. Default: none."""
    unspared_prefixes: NotRequired[Sequence[str]]
    """Beginnings of keys of which no old version is spared: only noncurrent_days counts. Default: none."""
    unspared_tag: NotRequired[tuple[str, str] | None]
    """Key and value of a tag that has the same effect for the versions that bear it. Default: none."""
    expire_days: NotRequired[Mapping[str, int]]
    """Beginning of the key -> days after which an object is deleted; "" is every object. Default: never."""
    key_arn: NotRequired[pulumi.Input[str] | None]
    """A customer's KMS key. Default: none, S3's own key (SSE-S3)."""
    log_bucket: NotRequired[pulumi.Input[str] | None]
    """Bucket for the access logs, under "s3/{purpose}/"; its policy must let S3 write them. Default: no logs."""
    protect: NotRequired[bool]
    """True: the bucket can be deleted neither by Pulumi nor with objects in it. Default: False, `pulumi destroy`
    removes it with its content."""


class SecureBucket(pulumi.ComponentResource):
    """A private, encrypted bucket with ACLs off, whose objects and failed uploads do not pile up.

    The owner calls `set_policy` once, as soon as the principals are known.

    Children: {name}-bucket, -ownership, -public-access, -encryption, -lifecycle, -policy; with versioned -versioning,
    with log_bucket -logging.
    Raises ValueError for days below 1 and for a name that S3 does not accept.
    AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html
    """

    name: str
    """The bucket's name; known without asking the cloud."""
    arn: str
    """The bucket's ARN; known without asking the cloud."""
    bucket: pulumi.Output[str]
    """The bucket's name, for resources that are made after the bucket."""
    regional_domain_name: pulumi.Output[str]
    """The host name at which CloudFront finds the bucket."""

    def __init__(self, name: str, args: SecureBucketArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        _validate(name, args)
        context, purpose = args["context"], args["purpose"]
        self.name = context.bucket_name(purpose)
        self.arn = context.arn("s3", self.name, region="", account=False)
        super().__init__("secure-site:components:SecureBucket", name, {"bucket": self.name}, opts)
        self._logical_name, self._child = name, pulumi.ResourceOptions(parent=self)
        self._has_policy = False
        protect = args.get("protect", False)
        bucket = aws.s3.Bucket(
            f"{name}-bucket",
            bucket=self.name,
            force_destroy=not protect,
            tags=context.tags,
            opts=pulumi.ResourceOptions(parent=self, protect=protect or None),
        )
        self._private = keep_private(name, bucket, self._child)
        encrypt(name, bucket, args.get("key_arn"), self._child)
        versioning = keep_versions(name, bucket, self._child) if args.get("versioned", True) else None
        expire(name, bucket, args, pulumi.ResourceOptions(parent=self, depends_on=[versioning] if versioning else None))
        if (log_bucket := args.get("log_bucket")) is not None:
            log_access(name, bucket, log_bucket, purpose, self._child)
        self.bucket = bucket.bucket
        self.regional_domain_name = bucket.bucket_regional_domain_name
        self.register_outputs({"bucket": self.bucket, "arn": self.arn})

    def set_policy(self, *statements: Statement) -> aws.s3.BucketPolicy:
        """Sets the bucket's policy: the statements, and a denial of plain HTTP for everyone.

        Raises RuntimeError when it is called again: a bucket has one policy.
        """
        if self._has_policy:
            raise RuntimeError(
                f"SecureBucket {self._logical_name!r}: set_policy was called twice, and a bucket has one policy: pass "
                "all statements to one call"
            )
        self._has_policy = True
        return aws.s3.BucketPolicy(
            f"{self._logical_name}-policy",
            bucket=self.bucket,
            policy=document(
                *statements,
                deny("s3:*", [self.arn, f"{self.arn}/*"], sid="TlsOnly", principals="*", conditions=PLAIN_HTTP),
            ),
            # S3 refuses two changes to the access of one bucket at a time.
            opts=pulumi.ResourceOptions(parent=self, depends_on=self._private),
        )


def keep_private(name: str, bucket: aws.s3.Bucket, child: pulumi.ResourceOptions) -> list[pulumi.Resource]:
    """Turns ACLs off and blocks all four kinds of public access.

    AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
    """
    ownership = aws.s3.BucketOwnershipControls(
        f"{name}-ownership", bucket=bucket.bucket, rule={"object_ownership": "BucketOwnerEnforced"}, opts=child
    )
    public_access = aws.s3.BucketPublicAccessBlock(
        f"{name}-public-access",
        bucket=bucket.bucket,
        block_public_acls=True,
        block_public_policy=True,
        ignore_public_acls=True,
        restrict_public_buckets=True,
        opts=child,
    )
    return [ownership, public_access]


def encrypt(name: str, bucket: aws.s3.Bucket, key_arn: pulumi.Input[str] | None, child: pulumi.ResourceOptions) -> None:
    """Encrypts new objects with S3's own key, or with a customer's key through one data key for the bucket.

    AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html
    """
    with_customer_key: aws.s3.BucketServerSideEncryptionConfigurationRuleArgsDict = {
        "apply_server_side_encryption_by_default": {"sse_algorithm": "aws:kms", "kms_master_key_id": key_arn},
        "bucket_key_enabled": True,
    }
    with_own_key: aws.s3.BucketServerSideEncryptionConfigurationRuleArgsDict = {
        "apply_server_side_encryption_by_default": {"sse_algorithm": "AES256"}
    }
    aws.s3.BucketServerSideEncryptionConfiguration(
        f"{name}-encryption",
        bucket=bucket.bucket,
        rules=[with_own_key if key_arn is None else with_customer_key],
        opts=child,
    )


def keep_versions(name: str, bucket: aws.s3.Bucket, child: pulumi.ResourceOptions) -> aws.s3.BucketVersioning:
    """Keeps overwritten and deleted objects."""
    return aws.s3.BucketVersioning(
        f"{name}-versioning", bucket=bucket.bucket, versioning_configuration={"status": "Enabled"}, opts=child
    )


def expire(name: str, bucket: aws.s3.Bucket, args: SecureBucketArgs, child: pulumi.ResourceOptions) -> None:
    """Deletes failed uploads, old versions and expired objects.

    AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
    """
    aws.s3.BucketLifecycleConfiguration(
        f"{name}-lifecycle", bucket=bucket.bucket, rules=lifecycle_rules(args), opts=child
    )


def lifecycle_rules(args: SecureBucketArgs) -> list[aws.s3.BucketLifecycleConfigurationRuleArgsDict]:
    """The rules for abandoned uploads, for noncurrent versions and for objects past their time.

    A version that several rules are about goes as soon as one of them lets it go.
    AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-conflicts.html
    """
    expire_days = args.get("expire_days", {})
    rules: list[aws.s3.BucketLifecycleConfigurationRuleArgsDict] = [
        {
            "id": "abandoned-uploads",
            "status": "Enabled",
            "filter": {"prefix": ""},
            "abort_incomplete_multipart_upload": {"days_after_initiation": _ABORT_UPLOADS_AFTER_DAYS},
        }
    ]
    if args.get("versioned", True):
        rules.append(_noncurrent_versions(args))
        rules.extend(_unspared_versions(args))
    rules.extend(
        {
            "id": f"objects in {prefix}" if prefix else "objects",
            "status": "Enabled",
            "filter": {"prefix": prefix},
            "expiration": {"days": days},
        }
        for prefix, days in expire_days.items()
    )
    return rules


def _noncurrent_versions(args: SecureBucketArgs) -> aws.s3.BucketLifecycleConfigurationRuleArgsDict:
    expiration: aws.s3.BucketLifecycleConfigurationRuleNoncurrentVersionExpirationArgsDict = {
        "noncurrent_days": args.get("noncurrent_days", 30)
    }
    if spared := args.get("spared_versions"):
        expiration["newer_noncurrent_versions"] = spared
    rule: aws.s3.BucketLifecycleConfigurationRuleArgsDict = {
        "id": "noncurrent-versions",
        "status": "Enabled",
        "filter": {"prefix": ""},
        "noncurrent_version_expiration": expiration,
    }
    if "" not in args.get("expire_days", {}):  # where objects expire, S3 clears their delete markers by itself
        rule["expiration"] = {"expired_object_delete_marker": True}
    return rule


def _unspared_versions(args: SecureBucketArgs) -> Iterator[aws.s3.BucketLifecycleConfigurationRuleArgsDict]:
    """Rules by age alone. A delete marker bears no tag, and S3 removes none in a rule that has one in its filter."""
    filters: list[tuple[str, aws.s3.BucketLifecycleConfigurationRuleFilterArgsDict]] = [
        (f"noncurrent-versions in {prefix}", {"prefix": prefix}) for prefix in args.get("unspared_prefixes", ())
    ]
    if tag := args.get("unspared_tag"):
        key, value = tag
        filters.append((f"noncurrent-versions tagged {key}", {"tag": {"key": key, "value": value}}))
    for rule_id, chosen in filters:
        yield {
            "id": rule_id,
            "status": "Enabled",
            "filter": chosen,
            "noncurrent_version_expiration": {"noncurrent_days": args.get("noncurrent_days", 30)},
        }


def log_access(
    name: str,
    bucket: aws.s3.Bucket,
    log_bucket: pulumi.Input[str],
    purpose: str,
    child: pulumi.ResourceOptions,
) -> None:
    """Logs every request to the bucket.

    AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html
    """
    aws.s3.BucketLogging(
        f"{name}-logging",
        bucket=bucket.bucket,
        target_bucket=log_bucket,
        target_prefix=_access_log_prefix(purpose),
        opts=child,
    )


def write_access_logs(context: Context, log_bucket_arn: str, *others: str) -> Statement:
    """Lets S3 write the access logs of the stack's content and artifact buckets into the log bucket.

    others: purposes of further buckets. Default: none.
    AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
    """
    logged = ("content", "artifacts", *others)
    sources = [context.arn("s3", context.bucket_name(purpose), region="", account=False) for purpose in logged]
    return allow(
        "s3:PutObject",
        [f"{log_bucket_arn}/{_access_log_prefix(purpose)}*" for purpose in logged],
        sid="S3AccessLogs",
        principals={"Service": "logging.s3.amazonaws.com"},
        conditions={
            "StringEquals": {"aws:SourceAccount": context.account_id},
            "ArnEquals": {"aws:SourceArn": sources},
        },
    )


def _access_log_prefix(purpose: str) -> str:
    return f"{BUCKET_LOG_PREFIX}{purpose}/"


def _validate(name: str, args: SecureBucketArgs) -> None:
    spared = args.get("spared_versions")
    if spared is not None and not 1 <= spared <= _MOST_SPARED:
        raise ValueError(f"SecureBucket {name!r}: spared_versions must be from 1 to {_MOST_SPARED}, got {spared}")
    durations = {"noncurrent_days": args.get("noncurrent_days", 30)}
    durations |= {f"expire_days[{prefix!r}]": days for prefix, days in args.get("expire_days", {}).items()}
    for key, days in durations.items():
        if days < 1:
            raise ValueError(f"SecureBucket {name!r}: {key} must be at least 1, got {days}")
