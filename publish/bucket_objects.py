"""The requests that the publisher makes of S3, one method each; keys are whole keys here.

S3 itself checks the SHA-256 of what arrives, and keeps it with the object.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
"""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from publish.errors import PublishError, asking, error_code
from publish.manifest import Content, Record

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

MULTIPART_BYTES = 16 * 1024**2
"""Size above which a file is sent in parts, and each part can be tried again by itself."""

_DELETES_AT_ONCE = 1000  # https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html
_ABOVE_ALL_KEYS = "\U0010ffff"
_MISSING = {"404", "NoSuchKey", "NoSuchVersion", "NotFound"}
_LOST_THE_RACE = {"ConditionalRequestConflict", "PreconditionFailed"}


@dataclass(frozen=True, slots=True)
class Listed:
    """What a listing says of an object."""

    etag: str
    size: int
    modified: datetime
    """By S3's clock."""


class Bucket:
    """A versioned bucket. Every method raises PublishError where AWS refuses or does not answer."""

    def __init__(self, client: "S3Client", name: str) -> None:
        self._client = client
        self.name = name

    def list(self, prefix: str, skip: str | None = None) -> Iterator[tuple[str, Listed]]:
        """Key and object of all that begins with `prefix`, in order, without what begins with `skip`."""
        after = ""
        while True:
            with asking("s3:ListBucket", self.name):
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
        """Whether anything that begins with `prefix` sorts after `key`."""
        with asking("s3:ListBucket", self.name):
            page = self._client.list_objects_v2(Bucket=self.name, Prefix=prefix, StartAfter=key, MaxKeys=1)
        return bool(page.get("Contents"))

    def read(self, key: str) -> bytes | None:
        """What is in an object. None if it is not there."""
        with asking("s3:GetObject", self._arn(key)):
            try:
                return self._client.get_object(Bucket=self.name, Key=key)["Body"].read()
            except ClientError as error:
                if error_code(error) in _MISSING:
                    return None
                raise

    def inspect(self, key: str, expected: Content) -> Record | None:
        """The current version of an object if it is what is expected, to the last bit and header; else None.

        One that was sent in parts has no SHA-256 of the whole, and is never taken for what is expected.
        """
        with asking("s3:GetObject", self._arn(key)):
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
        return self._record(key, expected, found["ETag"], found.get("VersionId")) if is_same else None

    def has_version(self, key: str, version_id: str) -> bool:
        """Whether the version can still be copied."""
        with asking("s3:GetObjectVersion", self._arn(key)):
            try:
                self._client.head_object(Bucket=self.name, Key=key, VersionId=version_id)
            except ClientError as error:
                if error_code(error) in _MISSING:
                    return False
                raise
        return True

    def upload(self, key: str, path: Path, content: Content) -> Record:
        """Puts a file into the bucket. Memory does not grow with its size."""
        if content.size > MULTIPART_BYTES:
            return self._upload_in_parts(key, path, content)
        with asking("s3:PutObject", self._arn(key)), path.open("rb") as body:
            answer = self._client.put_object(
                Bucket=self.name,
                Key=key,
                Body=body,
                ContentType=content.content_type,
                CacheControl=content.cache_control,
                ChecksumSHA256=_base64(content.sha256),
            )
        return self._record(key, content, answer["ETag"], answer.get("VersionId"))

    def _upload_in_parts(self, key: str, path: Path, content: Content) -> Record:
        # Imported here because it costs a small publish a tenth of its time.
        from s3transfer.manager import TransferConfig, TransferManager

        parts = TransferConfig(multipart_threshold=MULTIPART_BYTES, multipart_chunksize=MULTIPART_BYTES)
        headers = {"ContentType": content.content_type, "CacheControl": content.cache_control}
        with asking("s3:PutObject", self._arn(key)), TransferManager(self._client, parts) as transfers:
            transfers.upload(str(path), self.name, key, {**headers, "ChecksumAlgorithm": "SHA256"}).result()
        with asking("s3:GetObject", self._arn(key)):
            # The transfer manager does not say which version it made.
            found = self._client.head_object(Bucket=self.name, Key=key)
        return self._record(key, content, found["ETag"], found.get("VersionId"))

    def copy(self, key: str, record: Record) -> Record:
        """Makes a recorded version the current one, with the headers that were recorded. Nothing is uploaded."""
        with asking("s3:GetObjectVersion and s3:PutObject", self._arn(key)):
            answer = self._client.copy_object(
                Bucket=self.name,
                Key=key,
                CopySource={"Bucket": self.name, "Key": key, "VersionId": record.version_id},
                MetadataDirective="REPLACE",
                TaggingDirective="REPLACE",
                ContentType=record.content.content_type,
                CacheControl=record.content.cache_control,
                ChecksumAlgorithm="SHA256",
            )
        etag = answer["CopyObjectResult"].get("ETag", "")
        return self._record(key, record.content, etag, answer.get("VersionId"))

    def create(self, key: str, body: bytes) -> bool:
        """Puts a JSON object into the bucket unless the key is taken; says whether it is there now.

        https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
        """
        with asking("s3:PutObject", self._arn(key)):
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
                # The answer to a first try may have been lost on the way, and the retry then finds the key taken.
                return self.read(key) == body
        return True

    def delete(self, keys: Sequence[str]) -> None:
        """Deletes the current versions, in this order; the versions themselves stay."""
        for start in range(0, len(keys), _DELETES_AT_ONCE):
            batch = keys[start : start + _DELETES_AT_ONCE]
            with asking("s3:DeleteObject", self._arn(batch[0])):
                answer = self._client.delete_objects(
                    Bucket=self.name, Delete={"Objects": [{"Key": key} for key in batch], "Quiet": True}
                )
            if errors := answer.get("Errors"):
                key, code = errors[0].get("Key", ""), errors[0].get("Code")
                raise PublishError(f"s3:DeleteObject on {self._arn(key)} failed with {code}")

    def _record(self, key: str, content: Content, etag: str, version_id: str | None) -> Record:
        if version_id in (None, "null"):
            raise PublishError(
                f"bucket {self.name} keeps no versions ({key!r} has none), so no release could be restored: "
                "turn its versioning on"
            )
        return Record(content, etag, str(version_id))

    def _arn(self, key: str) -> str:
        return f"arn:aws:s3:::{self.name}/{key}"


def _base64(hexadecimal: str) -> str:
    return base64.b64encode(bytes.fromhex(hexadecimal)).decode()
