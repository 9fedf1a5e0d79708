"""The permissions to read what is published, beside those that the AWS provider needs.

Before a deployment changes the Content-Security-Policy, `python -m publish check --published` reads the pages that are
in the content bucket (rollout/published.py). It lists them with the permission that the provider has as well.
"""

from collections.abc import Iterator
from typing import NamedTuple

from components.context import Context
from foundation.permissions.program import Program

PAGE = "https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html"
_ALIAS = "aws:kms/alias:Alias"
_BUCKET = "aws:s3/bucket:Bucket"


class Need(NamedTuple):
    """An action on a resource, under a condition."""

    action: str
    arn: str
    conditions: dict[str, dict[str, str]]


def needs(program: Program) -> Iterator[Need]:
    """Reading the objects of the content bucket, and decrypting them through S3 if the stack has a key for them."""
    context = program.context
    content = context.bucket_name("content")
    if content not in {bucket.inputs["bucket"] for bucket in program.all(_BUCKET)}:
        return
    yield Need("s3:GetObject", f"{context.arn('s3', content, region='', account=False)}/*", {})
    if f"alias/{context.prefix}-content" in {alias.inputs["name"] for alias in program.all(_ALIAS)}:
        yield Need("kms:Decrypt", context.arn("kms", "key/*"), {"StringEquals": _own_key_through_s3(context)})


def _own_key_through_s3(context: Context) -> dict[str, str]:
    return {
        "aws:ResourceTag/Project": context.project,
        "aws:ResourceTag/Stack": context.stack,
        "kms:ViaService": f"s3.{context.region}.amazonaws.com",
    }
