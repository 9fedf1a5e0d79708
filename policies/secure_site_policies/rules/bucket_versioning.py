"""Rule bucket-versioning: overwritten and deleted objects can be restored.

The rule applies to every bucket with content. Buckets that hold only access logs are excepted.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html
"""

from collections.abc import Iterator

from pulumi_policy import PolicyResource, Severity

from secure_site_policies.frame.objects import the_object
from secure_site_policies.frame.rule import About, Objection, stack_rule, well_architected
from secure_site_policies.frame.stack import Stack, reading
from secure_site_policies.subjects.buckets import BUCKETS, settings, takes_only_logs

_INSTEAD = "Write instead: BucketVersioning(.., bucket=.., versioning_configuration={'status': 'Enabled'})"


def _judge(bucket: PolicyResource, stack: Stack) -> Iterator[Objection]:
    versionings = settings(bucket, stack, "BucketVersioning")
    if not versionings and not takes_only_logs(bucket, stack):
        yield Objection("versioning", f"'versioning' is missing.\n{_INSTEAD}")
    for versioning in versionings:
        with reading(versioning):
            status = the_object(versioning.props.get("versioningConfiguration")).get("status")
        if status != "Enabled" and not takes_only_logs(bucket, stack):
            yield Objection(str(status), f"the status of {versioning.name} is {str(status)!r}.\n{_INSTEAD}")


policy = stack_rule(
    About(
        name="bucket-versioning",
        risk="Without versions, one wrong upload or one stolen role destroys the content for good.",
        severity=Severity.MEDIUM,
        controls=(well_architected("SEC08-BP04", "Enforce access control"),),
        fix="Enable versioning, and let a lifecycle rule delete noncurrent versions after a while.",
        url="https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html",
    ),
    BUCKETS,
    _judge,
)
