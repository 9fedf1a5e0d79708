"""S3."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sandbox.providers.validation.constraints import between
from sandbox.providers.validation.fact import PROVIDER, Fact, an_object, conflict, count, objects, one_of, unique

_NAMING = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html"
_NAME = re.compile(r"[a-z0-9][a-z0-9.-]*[a-z0-9]")
_STARTS = ("xn--", "sthree-", "amzn-s3-demo-")
_ENDS = ("-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3")
_OBJECT_TAGS = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html"
_LIFECYCLE = "https://docs.aws.amazon.com/AmazonS3/latest/API/API_LifecycleRule.html"
_STATUSES = ("Enabled", "Suspended", "Disabled")


def bucket_name(value: Any) -> Iterator[str]:
    """Yields the rules that a name of a new bucket breaks."""
    name = str(value)
    yield from between(len(name), 3, 63, "characters")
    if not _NAME.fullmatch(name):
        yield "must have only lower case letters, digits, dots and hyphens, with a letter or digit at both ends"
    if ".." in name or re.fullmatch(r"\d+(\.\d+){3}", name):
        yield "must not have two dots in a row nor look like an IP address"
    if name.startswith(_STARTS) or name.endswith(_ENDS):
        yield "must not begin or end as AWS's own names do"


def _tag_lengths(value: Any) -> Iterator[str]:
    for key, text in an_object(value).items():
        yield from (f"{reason} (the tag {key!r})" for reason in between(len(key), 1, 128, "characters in its key"))
        if isinstance(text, str):
            yield from (f"{reason} (the tag {key!r})" for reason in between(len(text), 0, 256, "characters"))


def _one_condition(rules: Any) -> Iterator[str]:
    """A delete marker has no age: with days or a date S3 answers MalformedXML."""
    for rule in objects(rules):
        expiration = an_object(rule.get("expiration"))
        given = [key for key in ("date", "days", "expiredObjectDeleteMarker") if expiration.get(key)]
        if len(given) > 1:
            yield f"must have one of {', '.join(given)} in the expiration of the rule {rule.get('id')!r}"


def _days(rules: Any) -> Iterator[str]:
    for rule in objects(rules):
        for key, inner in (
            ("expiration", "days"),
            ("noncurrentVersionExpiration", "noncurrentDays"),
            ("abortIncompleteMultipartUpload", "daysAfterInitiation"),
        ):
            days = an_object(rule.get(key)).get(inner)
            if isinstance(days, int | float) and not isinstance(days, bool) and days < 1:
                yield f"must have at least 1 in {key}.{inner} of the rule {rule.get('id')!r}"


FACTS: Mapping[str, Sequence[Fact]] = {
    "aws:s3/bucket:Bucket": [
        Fact(("bucket",), bucket_name, _NAMING),
        Fact(("",), conflict("bucket", "bucketPrefix"), f"{PROVIDER}s3/bucket.go"),
        Fact(
            ("tags",),
            count(None, 50, "tags"),
            "https://docs.aws.amazon.com/AmazonS3/latest/userguide/CostAllocTagging.html",
        ),
    ],
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": [
        Fact(("rules",), count(1, 1000), _LIFECYCLE),
        Fact(("rules",), unique("id"), _LIFECYCLE),
        Fact(("rules",), _one_condition, _LIFECYCLE),
        Fact(("rules",), _days, _LIFECYCLE),
    ],
    "aws:s3/bucketObjectv2:BucketObjectv2": [
        Fact(("tags",), count(None, 10, "tags"), _OBJECT_TAGS),
        Fact(("tags",), _tag_lengths, _OBJECT_TAGS),
        Fact(("",), conflict("content", "contentBase64"), f"{PROVIDER}s3/object.go"),
        Fact(("",), conflict("content", "source"), f"{PROVIDER}s3/object.go"),
        Fact(("",), conflict("contentBase64", "source"), f"{PROVIDER}s3/object.go"),
    ],
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": [
        Fact(("rules",), count(1, None), f"{PROVIDER}s3/bucket_server_side_encryption_configuration.go"),
    ],
    "aws:s3/bucketVersioning:BucketVersioning": [
        Fact(
            ("versioningConfiguration.status",),
            one_of(*_STATUSES),
            f"{PROVIDER}s3/bucket_versioning.go",
            replaces_model=True,
        ),
    ],
}
"""Facts by type token."""
