"""The requests that the publisher makes of S3, one method each. Keys are complete keys here.

S3 checks the SHA-256 of an upload itself, and keeps it with the object.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
"""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from publish.errors import PublishError, calling, error_code
from publish.release.manifest import Content, ObjectVersion

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

MULTIPART_BYTES = 16 * 1024**2
"""The size above which a file is uploaded in parts, each of which can be retried alone."""

_DELETES_AT_ONCE = 1000  # https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html
_ABOVE_ALL_KEYS = "\U0010ffff"
_MISSING = {"404", "NoSuchKey", "NoSuchVersion", "NotFound"}
_LOST_THE_RACE = {"ConditionalRequestConflict", "PreconditionFailed"}


@dataclass(frozen=True, slots=True)
class Listed:
    """An object as a listing shows it."""

    etag: str
    size: int
    modified: datetime
    """By S3's clock."""


class Bucket:
    """A versioned bucket. Every method raises PublishError if AWS refuses or does not answer."""

    def __init__(self, client: "S3Client", name: str) -> None:
        self._client = client
        self.name = name

    def list(self, prefix: str, skip: str | None = None) -> Iterator[tuple[str, Listed]]:
        """The keys that begin with `prefix` and their objects, in order. Leaves out keys that begin with `skip`."""
        after = ""
        while True:
            with calling("s3:ListBucket", self.name):
                page = self._client.list_objects_v2(Bucket=self.name, Prefix=prefix, StartAfter=after)
            for found in page.get("Contents", []):
                after = found.get("Key", "")
                if skip and after.startswith(skip):
                    after = f"{skip}{_ABOVE_ALL_KEYS}"
                    break
                yield after, Listed(found.get("ETag", ""), found.get("Size", 0), found["LastModified"])  # pyright: ignore[reportTypedDictNotRequiredAccess]
            else:
                if not page["IsTruncated"]:
                    return

    def has_after(self, prefix: str, key: str) -> bool:
        """Whether a key that begins with `prefix` sorts after `key`."""
        with calling("s3:ListBucket", self.name):
            page = self._client.list_objects_v2(Bucket=self.name, Prefix=prefix, StartAfter=key, MaxKeys=1)
        return bool(page.get("Contents"))

    def read(self, key: str) -> bytes | None:
        """The body of an object. None if there is no such object."""
        with calling("s3:GetObject", self._arn(key)):
            try:
                return self._client.get_object(Bucket=self.name, Key=key)["Body"].read()
            except ClientError as error:
                if error_code(error) in _MISSING:
                    return None
                raise

    def inspect(self, key: str, expected: Content) -> ObjectVersion | None:
        """The current version of an object if its content and headers are exactly as expected; else None.

        An object that was uploaded in parts has no SHA-256 of the whole, and never counts as expected.
        """
        with calling("s3:GetObject", self._arn(key)):
            try:
                found = self._client.head_object(Bucket=self.name, Key=key, ChecksumMode="ENABLED")
            except ClientError as error:
                if error_code(error) in _MISSING:
                    return None
                raise
        is_same = (
            found.get("ChecksumSHA256") == _base64(expected.sha256)
            and found.get("ContentType") == expected.content_type
            and found.get("CacheControl") == expected.cache_control
        )
        return self._version(key, expected, found["ETag"], found.get("VersionId")) if is_same else None

    def has_version(self, key: str, version_id: str) -> bool:
        """Whether the version still exists."""
        with calling("s3:GetObjectVersion", self._arn(key)):
            try:
                self._client.head_object(Bucket=self.name, Key=key, VersionId=version_id)
            except ClientError as error:
                if error_code(error) in _MISSING:
                    return False
                raise
        return True

    def upload(self, key: str, path: Path, content: Content) -> ObjectVersion:
        """Uploads a file. The use of memory does not grow with its size."""
        if content.size > MULTIPART_BYTES:
            return self._upload_in_parts(key, path, content)
        with calling("s3:PutObject", self._arn(key)), path.open("rb") as body:
            answer = self._client.put_object(
                Bucket=self.name,
                Key=key,
                Body=body,
                ContentType=content.content_type,
                CacheControl=content.cache_control,
                ChecksumSHA256=_base64(content.sha256),
            )
        return self._version(key, content, answer["ETag"], answer.get("VersionId"))

    def _upload_in_parts(self, key: str, path: Path, content: Content) -> ObjectVersion:
        # Imported here because the import takes a tenth of the time of a small publish.
        from s3transfer.manager import TransferConfig, TransferManager

        parts = TransferConfig(multipart_threshold=MULTIPART_BYTES, multipart_chunksize=MULTIPART_BYTES)
        headers = {"ContentType": content.content_type, "CacheControl": content.cache_control}
        with calling("s3:PutObject", self._arn(key)), TransferManager(self._client, parts) as transfers:
            transfers.upload(str(path), self.name, key, {**headers, "ChecksumAlgorithm": "SHA256"}).result()
        with calling("s3:GetObject", self._arn(key)):
            # The transfer manager does not return the version id.
            found = self._client.head_object(Bucket=self.name, Key=key)
        return self._version(key, content, found["ETag"], found.get("VersionId"))

    def copy(self, key: str, version: ObjectVersion) -> ObjectVersion:
        """Makes a recorded version the current one, with its recorded headers, by a copy inside S3."""
        with calling("s3:GetObjectVersion and s3:PutObject", self._arn(key)):
            answer = self._client.copy_object(
                Bucket=self.name,
                Key=key,
                CopySource={"Bucket": self.name, "Key": key, "VersionId": version.version_id},
                MetadataDirective="REPLACE",
                TaggingDirective="REPLACE",
                ContentType=version.content.content_type,
                CacheControl=version.content.cache_control,
                ChecksumAlgorithm="SHA256",
            )
        etag = answer["CopyObjectResult"].get("ETag", "")
        return self._version(key, version.content, etag, answer.get("VersionId"))

    def create(self, key: str, body: bytes) -> bool:
        """Writes a JSON object unless the key is taken. Returns whether the key holds this body now.

        https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
        """
        with calling("s3:PutObject", self._arn(key)):
            try:
                self._client.put_object(
                    Bucket=self.name,
                    Key=key,
                    Body=body,
                    ContentType="application/json",
                    CacheControl="no-store",
                    IfNoneMatch="*",
                )
            except ClientError as error:
                if error_code(error) not in _LOST_THE_RACE:
                    raise
                # If the answer to a successful first try is lost, the retry finds the key taken.
                return self.read(key) == body
        return True

    def delete(self, keys: Sequence[str]) -> None:
        """Deletes objects in this order. Their versions stay."""
        for start in range(0, len(keys), _DELETES_AT_ONCE):
            batch = keys[start : start + _DELETES_AT_ONCE]
            with calling("s3:DeleteObject", self._arn(batch[0])):
                answer = self._client.delete_objects(
                    Bucket=self.name, Delete={"Objects": [{"Key": key} for key in batch], "Quiet": True}
                )
            if errors := answer.get("Errors"):
                key, code = errors[0].get("Key", ""), errors[0].get("Code")
                raise PublishError(f"s3:DeleteObject on {self._arn(key)} failed with {code}")

    def _version(self, key: str, content: Content, etag: str, version_id: str | None) -> ObjectVersion:
        if version_id in (None, "null"):
            raise PublishError(
                f"bucket {self.name} keeps no versions ({key!r} has none), so no release could be restored: "
                "enable versioning on the bucket"
            )
        return ObjectVersion(content, etag, str(version_id))

    def _arn(self, key: str) -> str:
        return f"arn:aws:s3:::{self.name}/{key}"


def _base64(hexadecimal: str) -> str:
    return base64.b64encode(bytes.fromhex(hexadecimal)).decode()
