"""Lets a version be tagged whose object has been deleted since, as S3 does: ministack asks for a current object first.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectTagging.html
"""

from collections.abc import Callable
from typing import Any

from sandbox.emulator.authorization.emulator import part

_HANDLERS = ("_get_object_tagging", "_put_object_tagging")


def install() -> None:
    """Replaces ministack's handlers for the tags of an object."""
    s3 = part("services.s3")
    for name in _HANDLERS:
        setattr(s3, name, _of_versions(s3, getattr(s3, name)))


def _of_versions(s3: Any, handler: Callable[..., Any]) -> Callable[..., Any]:
    def handle(bucket_name: str, key: str, *rest: Any) -> Any:
        bucket: Any = s3._ensure_bucket(bucket_name)
        objects: dict[str, Any] = bucket["objects"] if bucket else {}
        query: dict[str, Any] = rest[-1] or {}
        version = s3._qp(query, "versionId", "")
        if key in objects or not version or s3._no_such_version(bucket_name, key, query) is not None:
            return handler(bucket_name, key, *rest)
        # The record of the version stands for the current object, for as long as this call takes.
        objects[key] = {"version_id": version}
        try:
            return handler(bucket_name, key, *rest)
        finally:
            del objects[key]

    return handle
