"""Rule bucket-public-access: each bucket has one public access block with all four settings on.

The block backs up every other rule on buckets: with it, a policy or an ACL that opens the bucket has no effect. Two
blocks for one bucket overwrite each other.
"""

from collections.abc import Iterator

from pulumi_policy import PolicyResource, Severity

from secure_site_policies.frame.rule import About, Objection, cis, fsbp, stack_rule
from secure_site_policies.frame.stack import Stack, reading
from secure_site_policies.subjects.buckets import BUCKETS, settings

_FLAGS = {
    "blockPublicAcls": "block_public_acls",
    "blockPublicPolicy": "block_public_policy",
    "ignorePublicAcls": "ignore_public_acls",
    "restrictPublicBuckets": "restrict_public_buckets",
}
_ALL = ", ".join(f"{argument}=True" for argument in _FLAGS.values())


def _judge(bucket: PolicyResource, stack: Stack) -> Iterator[Objection]:
    blocks = settings(bucket, stack, "BucketPublicAccessBlock")
    if not blocks:
        yield Objection(
            "public access block",
            "a 'public access block' is missing, so an ACL or a policy can open the bucket.\n"
            f"Write instead: BucketPublicAccessBlock(.., bucket=.., {_ALL})",
        )
    if len(blocks) > 1:
        names = ", ".join(block.name for block in blocks)
        yield Objection(
            "public access blocks",
            f"{len(blocks)} 'public access blocks' ({names}) overwrite each other.\nWrite instead: only one of them.",
        )
    for block in blocks:
        with reading(block):
            off = [flag for flag in _FLAGS if block.props.get(flag) is not True]
        for flag in off:
            yield Objection(flag, f"{flag!r} of {block.name} is not true.\nWrite instead: {_FLAGS[flag]}=True")


policy = stack_rule(
    About(
        name="bucket-public-access",
        risk="A bucket without a full public access block is one wrong ACL or policy away from being public.",
        severity=Severity.HIGH,
        controls=(
            fsbp("S3.8", "S3 general purpose buckets should block public access"),
            cis("2.1.4", "Ensure that S3 Buckets are configured with 'Block public access (bucket settings)'"),
        ),
        fix="Give the bucket one BucketPublicAccessBlock with all four settings on.",
        url="https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html",
    ),
    BUCKETS,
    _judge,
)
