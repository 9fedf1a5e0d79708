"""Rule bucket-public-access: each bucket has one public access block with all four settings on.

The block backs up every other rule on buckets: with it, a policy or an ACL that opens the bucket has no effect. Two
blocks for one bucket overwrite each other.
"""

from collections.abc import Iterator
from functools import lru_cache

from pulumi_policy import PolicyResource, Severity

from secure_site_policies.frame.rule import About, Objection, cis, fsbp, stack_rule
from secure_site_policies.frame.stack import Stack, known, reading
from secure_site_policies.subjects.buckets import BUCKETS, settings, types_of

_SETTING = "BucketPublicAccessBlock"
_BLOCKS = types_of(_SETTING)
_FLAGS = {
    "blockPublicAcls": "block_public_acls",
    "blockPublicPolicy": "block_public_policy",
    "ignorePublicAcls": "ignore_public_acls",
    "restrictPublicBuckets": "restrict_public_buckets",
}
_ALL = ", ".join(f"{argument}=True" for argument in _FLAGS.values())


def _judge(subject: PolicyResource, stack: Stack) -> Iterator[Objection]:
    if subject.resource_type in _BLOCKS:
        if not _is_of_a_bucket(subject, *_buckets(stack)):
            yield from _off(subject)
        return
    blocks = settings(subject, stack, _SETTING)
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
        yield from _off(block)


@lru_cache(maxsize=1)
def _buckets(stack: Stack) -> tuple[frozenset[str], frozenset[str]]:
    """The URNs and the names of the buckets of a stack."""
    buckets = stack.all(*BUCKETS)
    names = (known(bucket, "id", "arn", "bucket", "name") for bucket in buckets)
    return frozenset(bucket.urn for bucket in buckets), frozenset[str]().union(*names)


def _is_of_a_bucket(block: PolicyResource, urns: frozenset[str], names: frozenset[str]) -> bool:
    """Whether a block is judged with its bucket, since the bucket is in the stack."""
    named = block.property_dependencies.get("bucket", ())
    return any(found.urn in urns for found in named) or bool(known(block, "bucket") & names)


def _off(block: PolicyResource) -> Iterator[Objection]:
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
    (*BUCKETS, *_BLOCKS),
    _judge,
)
