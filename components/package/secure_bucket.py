"""SecureBucket of the package."""

from typing import NotRequired, TypedDict

import pulumi

from components import rules
from components.iam.statements import Statement, allow
from components.package.errors import InputError
from components.package.names import Names, context_of
from components.storage import bucket


class Reader(TypedDict):
    """Roles of this account that may read objects of a bucket."""

    role_arns: list[pulumi.Input[str]]
    """ARNs of the roles."""
    prefix: NotRequired[str]
    """Beginning of the keys that they may read, such as reports/. Default: every key."""


class SecureBucketArgs(TypedDict):
    """Inputs of SecureBucket."""

    names: NotRequired[Names]
    """Names and tags of the bucket. Default: those of the Pulumi project and stack."""
    purpose: str
    """What it holds, in one word of lower-case letters, digits and hyphens. The name of the bucket is
    PROJECT-STACK-PURPOSE-ACCOUNT."""
    versioned: NotRequired[bool]
    """Whether overwritten and deleted objects are kept for a while. Default: true."""
    noncurrent_days: NotRequired[int]
    """Days for which overwritten and deleted objects are kept. Default: 30."""
    expire_days: NotRequired[dict[str, int]]
    """Beginning of the key -> days after which an object is deleted. An empty beginning is every object. Default:
    never."""
    key_arn: NotRequired[pulumi.Input[str]]
    """A KMS key that encrypts the objects. Default: none, S3's own key."""
    log_bucket: NotRequired[pulumi.Input[str]]
    """Bucket for the access logs, under s3/PURPOSE/. Its policy must let S3 write them. Default: no logs."""
    protect: NotRequired[bool]
    """Whether the bucket can be deleted neither by Pulumi nor with objects in it. Default: false."""
    readers: NotRequired[list[Reader]]
    """Roles that may read, beside those that their own policies let. Default: none."""


class SecureBucket(pulumi.ComponentResource):
    """A private, encrypted bucket with ACLs off, which answers over TLS only.

    Failed uploads do not pile up in it, nor do old versions.
    """

    bucket: pulumi.Output[str]
    """Name of the bucket, once it exists."""
    arn: pulumi.Output[str]
    """ARN of the bucket."""
    regional_domain_name: pulumi.Output[str]
    """The host name at which CloudFront finds the bucket."""

    def __init__(self, name: str, args: SecureBucketArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        given, readers = _given(args, opts), args.get("readers") or []
        super().__init__("secure-site:index:SecureBucket", name, {}, opts)
        made = bucket.SecureBucket(name, given, pulumi.ResourceOptions(parent=self))
        made.set_policy(*(_let_read(made.arn, reader, position) for position, reader in enumerate(readers, start=1)))
        self.bucket, self.regional_domain_name = made.bucket, made.regional_domain_name
        self.arn = pulumi.Output.from_input(made.arn)
        self.register_outputs({"bucket": self.bucket, "arn": self.arn, "regionalDomainName": self.regional_domain_name})


def _given(args: SecureBucketArgs, opts: pulumi.ResourceOptions | None) -> bucket.SecureBucketArgs:
    """What the component takes: a number of days is a whole one, and what is left out has the component's default."""
    faults = [
        f"{key}: {days!r} must be {rules.DAYS.allowed}"
        for key, days in (
            ("noncurrentDays", args.get("noncurrent_days", 30)),
            *((f"expireDays[{prefix!r}]", days) for prefix, days in (args.get("expire_days") or {}).items()),
        )
        if days != int(days) or not rules.DAYS.holds(days)
    ]
    if not rules.STACK_NAME.holds(args["purpose"]):
        faults.insert(0, f"purpose: {args['purpose']!r} must be {rules.STACK_NAME.allowed}")
    if faults:
        raise InputError(faults)
    return {
        "context": context_of(args.get("names"), opts),
        "purpose": args["purpose"],
        "versioned": args.get("versioned", True),
        "noncurrent_days": int(args.get("noncurrent_days", 30)),
        "expire_days": {prefix: int(days) for prefix, days in (args.get("expire_days") or {}).items()},
        "key_arn": args.get("key_arn"),
        "log_bucket": args.get("log_bucket"),
        "protect": args.get("protect", False),
    }


def _let_read(arn: str, reader: Reader, position: int) -> Statement:
    return allow(
        "s3:GetObject",
        f"{arn}/{reader.get('prefix', '')}*",
        sid=f"Reader{position}",
        principals={"AWS": reader["role_arns"]},
    )
