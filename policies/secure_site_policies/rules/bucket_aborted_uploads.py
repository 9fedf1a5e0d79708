"""Rule bucket-aborted-uploads: the lifecycle of a bucket deletes the parts of uploads that were never completed.

No listing shows such parts, no other lifecycle rule deletes them, and they are paid for until someone does.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pulumi_policy import ResourceValidationArgs, Severity

from secure_site_policies.frame.objects import objects, the_object
from secure_site_policies.frame.places import Place, is_set
from secure_site_policies.frame.rule import About, Objection, fsbp, resource_rule
from secure_site_policies.subjects.buckets import types_of

_TYPES = types_of("BucketLifecycleConfiguration")
_ABORT = "abortIncompleteMultipartUpload"


def _places(args: ResourceValidationArgs) -> Iterator[Place]:
    if args.resource_type in _TYPES:
        yield Place("rules", lambda: args.props.get("rules"))


def _judge(rules: object, _args: ResourceValidationArgs) -> Iterator[Objection]:
    if not any(map(_aborts, objects(rules))):
        yield Objection(
            _ABORT,
            f"no enabled rule for the whole bucket has {_ABORT!r}.\n"
            'Write instead: {"id": "uploads", "status": "Enabled", "abort_incomplete_multipart_upload": '
            '{"days_after_initiation": 7}} among the rules.',
        )


def _aborts(rule: Mapping[str, Any]) -> bool:
    days = the_object(rule.get(_ABORT)).get("daysAfterInitiation")
    return rule.get("status") == "Enabled" and bool(days) and not _is_limited(rule)


def _is_limited(rule: Mapping[str, Any]) -> bool:
    """Whether a rule holds for a part of the bucket."""
    limits = the_object(rule.get("filter"))
    return is_set(rule, "prefix") or any(is_set(limits, key) for key in limits)


policy = resource_rule(
    About(
        name="bucket-aborted-uploads",
        risk="Parts of broken uploads pile up unseen, with content that should be gone, and are paid for.",
        severity=Severity.LOW,
        controls=(fsbp("S3.13", "S3 general purpose buckets should have Lifecycle configurations"),),
        fix="Let a lifecycle rule abort incomplete uploads after a week.",
        url="https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpu-abort-incomplete-mpu-lifecycle-config.html",
    ),
    _places,
    _judge,
)
"""Judges the lifecycle configurations of buckets."""
