"""What CloudFront is told to forget: only what changed, in one request.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/invalidation-specifying-objects.html
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from posixpath import basename
from typing import TYPE_CHECKING
from urllib.parse import quote

from publish.errors import asking
from publish.namespace import Namespace

if TYPE_CHECKING:
    from mypy_boto3_cloudfront import CloudFrontClient

FREE_PATHS = 1000
"""Paths that AWS invalidates without charge in a month; "/*" is one: https://aws.amazon.com/cloudfront/pricing/

It is also a third of what may be in progress at a time:
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/InvalidationLimits.html
"""

# CloudFront wants what RFC 1738 calls unsafe, and what is not ASCII, percent-encoded, and nothing else: a path in which
# more is encoded is not found. quote() leaves letters, digits and "_.-~" alone, and "~" is unsafe.
_SAFE = "/$+!*'(),;:@&="
_CLOCK_SKEW = timedelta(minutes=5)
_LOOKED_AT = 20


def invalidation_paths(keys: Sequence[str], namespace: Namespace, index_document: str) -> tuple[str, ...]:
    """Paths to invalidate so that the changed `keys` are fetched anew: each file, and the directory of an index.

    More than FREE_PATHS become one that stands for the whole site.
    """
    paths: list[str] = []
    for key in keys:
        path = encoded_path(f"{namespace.content}{key}")
        paths.append(path)
        if basename(key) == index_document:
            paths.append(path.removesuffix(encoded_path(index_document)[1:]))
    if len(paths) > FREE_PATHS:
        return (f"/{namespace.content}*",)
    return tuple(paths)


def encoded_path(key: str) -> str:
    """The path of an object as CloudFront wants it in an invalidation."""
    return f"/{quote(key, safe=_SAFE)}".replace("~", "%7E")


class Edge:
    """The cache of one distribution. Every method raises PublishError where AWS refuses or does not answer."""

    def __init__(self, client: "CloudFrontClient", distribution_id: str) -> None:
        self._client = client
        self.distribution_id = distribution_id

    def invalidate(self, reference: str, paths: Sequence[str]) -> None:
        """Starts an invalidation; with the same reference and paths again, it stays the one that was started."""
        with asking("cloudfront:CreateInvalidation", self.distribution_id):
            self._client.create_invalidation(
                DistributionId=self.distribution_id,
                InvalidationBatch={
                    "Paths": {"Quantity": len(paths), "Items": list(paths)},
                    "CallerReference": reference,
                },
            )

    def has_invalidated(self, reference: str, since: datetime) -> bool:
        """Whether an invalidation with this reference was started after `since`. CloudFront lists the latest first."""
        with asking("cloudfront:ListInvalidations", self.distribution_id):
            answer = self._client.list_invalidations(DistributionId=self.distribution_id, MaxItems=str(_LOOKED_AT))
        recent = [
            item["Id"]
            for item in answer["InvalidationList"].get("Items", [])
            if item["CreateTime"] >= since - _CLOCK_SKEW
        ]
        return any(self._reference(found) == reference for found in recent)

    def _reference(self, invalidation_id: str) -> str:
        with asking("cloudfront:GetInvalidation", self.distribution_id):
            answer = self._client.get_invalidation(DistributionId=self.distribution_id, Id=invalidation_id)
        return answer["Invalidation"]["InvalidationBatch"]["CallerReference"]
