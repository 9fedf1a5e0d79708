"""Rule bucket-encryption: each bucket has an explicit encryption configuration.

S3 encrypts every new object with its own key in any case. An explicit configuration keeps that state when a user
changes the default in the console. A customer key is used through one data key for the bucket, not one for each object.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-encryption.html
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pulumi_policy import PolicyResource, Severity

from secure_site_policies.frame.objects import objects, the_object
from secure_site_policies.frame.places import is_set
from secure_site_policies.frame.rule import About, Objection, stack_rule, well_architected
from secure_site_policies.frame.stack import Stack, reading
from secure_site_policies.subjects.buckets import BUCKETS, settings, takes_only_logs

_KMS = "aws:kms"
_ALGORITHMS = ("AES256", _KMS, "aws:kms:dsse")
_CONFIG = "requireCustomerKey"
_WITH_CUSTOMER_KEY = (
    "Write instead: apply_server_side_encryption_by_default={'sse_algorithm': 'aws:kms', 'kms_master_key_id': key.arn}"
)


def _judge(bucket: PolicyResource, stack: Stack) -> Iterator[Objection]:
    # S3 cannot write access logs to a bucket with a customer key.
    wants_key = bool(stack.config.get(_CONFIG)) and not takes_only_logs(bucket, stack)
    configurations = settings(bucket, stack, "BucketServerSideEncryptionConfiguration")
    if not configurations:
        yield Objection(
            "encryption",
            "'encryption' is not configured.\n"
            "Write instead: BucketServerSideEncryptionConfiguration(.., bucket=.., "
            "rules=[{'apply_server_side_encryption_by_default': {'sse_algorithm': 'AES256'}}])",
        )
    for configuration in configurations:
        with reading(configuration):
            yield from _faults(configuration, wants_key)


def _faults(configuration: PolicyResource, wants_key: bool) -> Iterator[Objection]:
    rules = objects(configuration.props.get("rules"))
    for rule in rules or [{}]:
        default = the_object(rule.get("applyServerSideEncryptionByDefault"))
        algorithm = default.get("sseAlgorithm")
        if algorithm not in _ALGORITHMS:
            yield Objection(
                str(algorithm),
                f"{algorithm!r} of {configuration.name} is not a server-side encryption algorithm.\n"
                "Write instead: 'AES256'",
            )
        elif algorithm == _KMS and rule.get("bucketKeyEnabled") is not True:
            yield Objection(
                "bucketKeyEnabled",
                f"{configuration.name} calls KMS for every object, because 'bucketKeyEnabled' is not true.\n"
                "Write instead: bucket_key_enabled=True",
            )
        if wants_key and not _has_customer_key(default):
            yield Objection(_CONFIG, f"{configuration.name} names no customer key ({_CONFIG!r}).\n{_WITH_CUSTOMER_KEY}")


def _has_customer_key(default: Mapping[str, Any]) -> bool:
    return default.get("sseAlgorithm") != "AES256" and is_set(default, "kmsMasterKeyId")


policy = stack_rule(
    About(
        name="bucket-encryption",
        risk="Without an explicit configuration, anyone who may edit the bucket can change its encryption unreviewed.",
        severity=Severity.MEDIUM,
        controls=(well_architected("SEC08-BP02", "Enforce encryption at rest"),),
        fix="Give the bucket a BucketServerSideEncryptionConfiguration; with KMS, enable the bucket key.",
        url="https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-encryption.html",
        config={
            _CONFIG: {
                "type": "boolean",
                "default": False,
                "description": "Whether every bucket needs a customer's KMS key, except buckets with only access logs.",
            }
        },
    ),
    BUCKETS,
    _judge,
)
