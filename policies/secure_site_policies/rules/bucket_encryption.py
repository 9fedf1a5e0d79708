"""Rule bucket-encryption: each bucket says how what is in it is encrypted.

S3 encrypts every new object with a key of its own in any case. A bucket that says so keeps it that way when the default
is changed in the console, and a customer's key is used through one data key for the bucket, not one for every object.
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
    # S3 cannot write access logs to a bucket with a customer's key.
    wants_key = bool(stack.config.get(_CONFIG)) and not takes_only_logs(bucket, stack)
    configurations = settings(bucket, stack, "BucketServerSideEncryptionConfiguration")
    if not configurations:
        yield Objection(
            "encryption",
            "its 'encryption' is left to S3's default.\n"
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
                f"{algorithm!r} of {configuration.name} is no server-side encryption.\nWrite instead: 'AES256'",
            )
        elif algorithm == _KMS and rule.get("bucketKeyEnabled") is not True:
            yield Objection(
                "bucketKeyEnabled",
                f"{configuration.name} asks KMS for every object, since 'bucketKeyEnabled' is not on.\n"
                "Write instead: bucket_key_enabled=True",
            )
        if wants_key and not _has_customer_key(default):
            yield Objection(
                _CONFIG, f"{configuration.name} names no customer's key ({_CONFIG!r}).\n{_WITH_CUSTOMER_KEY}"
            )


def _has_customer_key(default: Mapping[str, Any]) -> bool:
    return default.get("sseAlgorithm") != "AES256" and is_set(default, "kmsMasterKeyId")


policy = stack_rule(
    About(
        name="bucket-encryption",
        risk="How the content is encrypted is up to whoever last touched the bucket, and nobody reviews it.",
        severity=Severity.MEDIUM,
        controls=(well_architected("SEC08-BP02", "Enforce encryption at rest"),),
        fix="Give the bucket a BucketServerSideEncryptionConfiguration, with a bucket key where KMS is used.",
        url="https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-encryption.html",
        config={
            _CONFIG: {
                "type": "boolean",
                "default": False,
                "description": "Whether every bucket that does not only take access logs needs a customer's KMS key.",
            }
        },
    ),
    BUCKETS,
    _judge,
)
