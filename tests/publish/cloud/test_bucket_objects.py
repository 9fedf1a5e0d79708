"""How a bucket is listed."""

from datetime import UTC, datetime
from typing import Any, cast

from publish.cloud.bucket_objects import Bucket

NOW = datetime(2026, 11, 24, tzinfo=UTC)


class PagedS3:
    """Answers ListObjectsV2 with two objects a page."""

    def __init__(self, *keys: str) -> None:
        self._keys = sorted(keys)
        self.asked = 0

    def list_objects_v2(self, *, Prefix: str, StartAfter: str, **_: Any) -> dict[str, Any]:  # noqa: N803 - AWS's names
        self.asked += 1
        left = [key for key in self._keys if key.startswith(Prefix) and key > StartAfter]
        contents = [{"Key": key, "ETag": "etag", "Size": 1, "LastModified": NOW} for key in left[:2]]
        return {"Contents": contents, "IsTruncated": len(left) > 2}


def listed(s3: PagedS3, prefix: str, *skip: str) -> list[str]:
    return [key for key, _ in Bucket(cast("Any", s3), "site").list(prefix, skip)]


def test_all_pages_are_listed_in_order() -> None:
    assert listed(PagedS3("a", "b", "c", "d", "e"), "") == ["a", "b", "c", "d", "e"]
    assert listed(PagedS3("a", "b/1", "b/2", "b/3", "c"), "b/") == ["b/1", "b/2", "b/3"]
    assert listed(PagedS3(), "") == []


def test_what_is_skipped_costs_no_pages() -> None:
    previews = [f".previews/pr-{number}/index.html" for number in range(100)]
    s3 = PagedS3("-first", *previews, ".releases/x", "a", "b")
    assert listed(s3, "", ".previews/", ".releases/") == ["-first", "a", "b"]
    assert s3.asked == 3
