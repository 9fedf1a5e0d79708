"""The requests that the publisher makes of S3, one method each. Keys are complete keys here.

S3 checks the SHA-256 of an upload itself, and keeps it with the object. So a file that changes while it is published
fails, and a manifest records what is stored.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
"""

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO, TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from publish.cloud.multipart import DECLARED_SHA256, PART_BYTES, Multipart, object_headers
from publish.errors import PublishError, calling, error_code
from publish.layout import RETIRED_TAG
from publish.release.manifest import Content, ObjectVersion

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import ObjectIdentifierTypeDef

_DELETES_AT_ONCE = 1000  # https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html
_ABOVE_ALL_KEYS = "\U0010ffff"
_MISSING = {"404", "NoSuchKey", "NoSuchVersion", "NotFound"}
_OTHER_CONTENT = {"BadDigest", "IncompleteBody", "XAmzContentChecksumMismatch"}
_CHUNK_BYTES = 64 * 1024
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
        self._multipart = Multipart(client, name)
        self.name = name

    def list(self, prefix: str, skip: Sequence[str] = ()) -> Iterator[tuple[str, Listed]]:
        """The keys that begin with `prefix` and their objects, in order, but none that begins with one of `skip`."""
        after = ""
        while True:
            with calling("s3:ListBucket", self.name):
                page = self._client.list_objects_v2(Bucket=self.name, Prefix=prefix, StartAfter=after)
            skipped = None
            for found in page.get("Contents", []):
                after = found.get("Key", "")
                skipped = next((one for one in skip if after.startswith(one)), None)
                if not skipped:
                    yield after, Listed(found.get("ETag", ""), found.get("Size", 0), found["LastModified"])  # pyright: ignore[reportTypedDictNotRequiredAccess]
            if not page["IsTruncated"]:
                return
            if skipped:
                after = f"{skipped}{_ABOVE_ALL_KEYS}"

    def has_after(self, prefix: str, key: str) -> bool:
        """Whether a key that begins with `prefix` sorts after `key`."""
        with calling("s3:ListBucket", self.name):
            page = self._client.list_objects_v2(Bucket=self.name, Prefix=prefix, StartAfter=key, MaxKeys=1)
        return bool(page.get("Contents"))

    def read(self, key: str) -> Iterator[bytes] | None:
        """The lines of an object, with their ends, one after the other. None if there is no such object."""
        with calling("s3:GetObject", self._arn(key)):
            try:
                body = self._client.get_object(Bucket=self.name, Key=key)["Body"]
            except ClientError as error:
                if error_code(error) in _MISSING:
                    return None
                raise
        return body.iter_lines(_CHUNK_BYTES, keepends=True)

    def content(self, key: str) -> bytes:
        """The body of an object."""
        with calling("s3:GetObject", self._arn(key)):
            return self._client.get_object(Bucket=self.name, Key=key)["Body"].read()

    def inspect(self, key: str, expected: Content) -> ObjectVersion | None:
        """The current version of an object if its content and headers are exactly as expected; else None.

        An object that was uploaded in parts has no SHA-256 of the whole, but S3 keeps the one that the upload declared.
        """
        found = self._head(key, ChecksumMode="ENABLED")
        if found is None:
            return None
        metadata = dict(found.get("Metadata", {}))
        declared = metadata.pop(DECLARED_SHA256, None)
        is_same = (
            (found.get("ChecksumSHA256") == _base64(expected.sha256) or declared == expected.sha256)
            and found.get("ContentType") == expected.content_type
            and found.get("CacheControl") == expected.cache_control
            and found.get("ContentEncoding", "") == expected.content_encoding
            and metadata == expected.metadata
        )
        return self._version(key, expected, found["ETag"], found.get("VersionId")) if is_same else None

    def current_version(self, key: str) -> str | None:
        """The id of the current version. None if there is no such object."""
        found = self._head(key)
        return found.get("VersionId") if found else None

    def has_version(self, key: str, version_id: str) -> bool:
        """Whether the version still exists."""
        return self._head(key, VersionId=version_id) is not None

    def _head(self, key: str, **which: Any) -> Mapping[str, Any] | None:
        action = "s3:GetObjectVersion" if "VersionId" in which else "s3:GetObject"
        with calling(action, self._arn(key)):
            try:
                return self._client.head_object(Bucket=self.name, Key=key, **which)
            except ClientError as error:
                if error_code(error) in _MISSING:
                    return None
                raise

    def upload(self, key: str, body: IO[bytes], content: Content, replaced: str | None = None) -> ObjectVersion:
        """Uploads a file, whose use of memory does not grow with its size.

        replaced: the ETag of the object with this key. Default: none, there is no such object.
        Raises PublishError if the file no longer has the content that was read before.
        """
        with calling("s3:PutObject", self._arn(key)):
            if content.size > PART_BYTES:
                done = self._multipart.upload(key, body, content)
                return self._version(key, content, done["ETag"], done.get("VersionId"))
            try:
                answer = self._client.put_object(
                    Bucket=self.name,
                    Key=key,
                    Body=body,
                    ChecksumSHA256=_base64(content.sha256),
                    **object_headers(content),
                )
            except ClientError as error:
                if error_code(error) in _OTHER_CONTENT:
                    raise PublishError(f"{key!r} has changed since it was read: publish again") from error
                raise
            if answer["ETag"] == replaced:
                body.seek(0)
                answer = self._multipart.upload(key, body, content)
        return self._version(key, content, answer["ETag"], answer.get("VersionId"))

    def copy(self, key: str, version: ObjectVersion, replaced: str | None = None) -> ObjectVersion:
        """Makes a recorded version the current one, with its recorded headers, by a copy inside S3.

        replaced: the ETag of the object with this key. Default: none, there is no such object.
        """
        content = version.content
        source = {"Bucket": self.name, "Key": key, "VersionId": version.version_id}
        with calling("s3:GetObjectVersion and s3:PutObject", self._arn(key)):
            answer = self._client.copy_object(
                Bucket=self.name,
                Key=key,
                CopySource=source,  # pyright: ignore[reportArgumentType]
                MetadataDirective="REPLACE",
                TaggingDirective="REPLACE",
                ChecksumAlgorithm="SHA256",
                **object_headers(content),
            )
            etag = answer["CopyObjectResult"].get("ETag", "")
            if etag != replaced:
                return self._version(key, content, etag, answer.get("VersionId"))
            done = self._multipart.copy(key, source, content)
        return self._version(key, content, done["ETag"], done.get("VersionId"))

    def retire(self, key: str, version_id: str) -> None:
        """Marks a version for the lifecycle rule that deletes it once it is old enough. A lost version is fine."""
        name, value = RETIRED_TAG
        with calling("s3:PutObjectVersionTagging", self._arn(key)):
            try:
                self._client.put_object_tagging(
                    Bucket=self.name,
                    Key=key,
                    VersionId=version_id,
                    Tagging={"TagSet": [{"Key": name, "Value": value}]},
                )
            except ClientError as error:
                if error_code(error) not in _MISSING:
                    raise

    def create(self, key: str, body: IO[bytes]) -> bool:
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
                body.seek(0)
                there = self.read(key)
                return there is not None and _digest(there) == _digest(body)
        return True

    def delete(self, keys: Sequence[str]) -> None:
        """Deletes objects in this order. Their versions stay."""
        for start in range(0, len(keys), _DELETES_AT_ONCE):
            self._delete([{"Key": key} for key in keys[start : start + _DELETES_AT_ONCE]])

    def _delete(self, batch: Sequence["ObjectIdentifierTypeDef"]) -> None:
        action = "s3:DeleteObjectVersion" if "VersionId" in batch[0] else "s3:DeleteObject"
        with calling(action, self._arn(batch[0]["Key"])):
            answer = self._client.delete_objects(Bucket=self.name, Delete={"Objects": batch, "Quiet": True})
        if errors := answer.get("Errors"):
            key, code = errors[0].get("Key", ""), errors[0].get("Code")
            raise PublishError(f"{action} on {self._arn(key)} failed with {code}")

    def folders(self, prefix: str) -> set[str]:
        """The names of the folders right below a prefix in which any version is left."""
        with calling("s3:ListBucketVersions", self.name):
            pages = self._client.get_paginator("list_object_versions").paginate(
                Bucket=self.name, Prefix=prefix, Delimiter="/"
            )
            found = {each.get("Prefix", "") for page in pages for each in page.get("CommonPrefixes", [])}
        return {folder.removeprefix(prefix).removesuffix("/") for folder in found}

    def purge(self, prefix: str) -> int:
        """Deletes every version of the keys that begin with `prefix`, and uploads that never ended, for good.

        Returns the number of versions. Each page is listed anew, because deleting changes what a marker points at.
        """
        self._multipart.abort_all(prefix)
        count = 0
        while True:
            with calling("s3:ListBucketVersions", self.name):
                page = self._client.list_object_versions(Bucket=self.name, Prefix=prefix, MaxKeys=_DELETES_AT_ONCE)
            found = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
            if not found:
                return count
            self._delete([{"Key": one.get("Key", ""), "VersionId": one.get("VersionId", "")} for one in found])
            count += len(found)

    def _version(self, key: str, content: Content, etag: str, version_id: str | None) -> ObjectVersion:
        if version_id in (None, "null"):
            raise PublishError(
                f"bucket {self.name} keeps no versions ({key!r} has none), so no release could be restored: "
                "enable versioning on the bucket"
            )
        return ObjectVersion(content, etag, str(version_id))

    def _arn(self, key: str) -> str:
        return f"arn:aws:s3:::{self.name}/{key}"


def _digest(lines: Iterable[bytes]) -> bytes:
    digest = hashlib.sha256()
    for line in lines:
        digest.update(line)
    return digest.digest()


def _base64(hexadecimal: str) -> str:
    return base64.b64encode(bytes.fromhex(hexadecimal)).decode()
