"""Rule bucket-logging: every request to a bucket is logged in another bucket.

Buckets that hold only such logs are excepted: their own logs would be logs about logs, without end.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html
"""

from collections.abc import Iterator

from pulumi_policy import PolicyResource, Severity

from secure_site_policies.frame.rule import About, Objection, fsbp, stack_rule
from secure_site_policies.frame.stack import Stack
from secure_site_policies.subjects.buckets import BUCKETS, LOGGING, settings, takes_only_logs

_INSTEAD = "Write instead: BucketLogging(.., bucket=.., target_bucket=<the log bucket>, target_prefix=..)"


def _judge(bucket: PolicyResource, stack: Stack) -> Iterator[Objection]:
    into_itself = {logging.urn for logging in settings(bucket, stack, LOGGING, "targetBucket")}
    loggings = settings(bucket, stack, LOGGING)
    for logging in loggings:
        if logging.urn in into_itself:
            yield Objection("targetBucket", f"'targetBucket' of {logging.name} is the bucket itself.\n{_INSTEAD}")
    if not loggings and not takes_only_logs(bucket, stack):
        yield Objection("logging", f"'logging' is missing.\n{_INSTEAD}")


policy = stack_rule(
    About(
        name="bucket-logging",
        risk="Without access logs, an incident leaves no record of who read or changed which object.",
        severity=Severity.MEDIUM,
        controls=(fsbp("S3.9", "S3 general purpose buckets should have server access logging enabled"),),
        fix="Log the bucket's requests into a bucket for logs.",
        url="https://docs.aws.amazon.com/AmazonS3/latest/userguide/ServerLogs.html",
    ),
    BUCKETS,
    _judge,
)
