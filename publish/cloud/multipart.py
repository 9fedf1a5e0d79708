"""Uploads in parts: of large files, and of objects of which only the headers change.

An ETag follows from the content alone. Where only the headers of an object change, CloudFront and browsers would take
their old copy for the new one, so such an object is written in the other of S3's two ways, as one part of a multipart
upload, whose ETag differs. https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html
"""

import hashlib
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import IO, TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from publish.errors import PublishError, calling
from publish.release.manifest import Content

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import CompletedPartTypeDef, CompleteMultipartUploadOutputTypeDef

PART_BYTES = 8 * 1024**2
"""The size of a part, each of which can be retried alone. A larger file is uploaded in parts."""

DECLARED_SHA256 = "sha256"
"""The metadata in which an object that was uploaded in parts keeps the SHA-256 of the whole."""

_LARGE_AT_ONCE = 4


class Multipart:
    """The multipart uploads to one bucket. An upload that fails leaves no parts."""

    def __init__(self, client: "S3Client", bucket: str) -> None:
        self._client = client
        self._bucket = bucket
        self._large = BoundedSemaphore(_LARGE_AT_ONCE)

    def upload(self, key: str, body: IO[bytes], content: Content) -> "CompleteMultipartUploadOutputTypeDef":
        """Uploads a file. Raises PublishError if it no longer has the content that was read before."""
        digest = hashlib.sha256()
        # Each holds a part in memory.
        with self._large, self._started(key, content) as upload:
            parts: list[CompletedPartTypeDef] = []
            while (part := body.read(PART_BYTES)) or not parts:
                digest.update(part)
                answer = self._client.upload_part(
                    **upload, PartNumber=len(parts) + 1, Body=part, ChecksumAlgorithm="SHA256"
                )
                parts.append(_part(len(parts) + 1, answer["ETag"], answer.get("ChecksumSHA256")))
            if digest.hexdigest() != content.sha256:
                raise PublishError(f"{key!r} has changed since it was read: publish again")
            return self._client.complete_multipart_upload(**upload, MultipartUpload={"Parts": parts})

    def copy(self, key: str, source: Any, content: Content) -> "CompleteMultipartUploadOutputTypeDef":
        """Makes a version the current one by a copy inside S3. source: S3's CopySource."""
        with self._started(key, content) as upload:
            copied = self._client.upload_part_copy(**upload, PartNumber=1, CopySource=source)["CopyPartResult"]
            part = _part(1, copied.get("ETag", ""), copied.get("ChecksumSHA256"))
            return self._client.complete_multipart_upload(**upload, MultipartUpload={"Parts": [part]})

    def abort_all(self, prefix: str) -> None:
        """Ends the uploads of keys that begin with `prefix`, whose runs were killed, and deletes their parts."""
        with calling("s3:ListBucketMultipartUploads", self._bucket):
            pages = self._client.get_paginator("list_multipart_uploads").paginate(Bucket=self._bucket, Prefix=prefix)
            found = [(one.get("Key", ""), one.get("UploadId", "")) for page in pages for one in page.get("Uploads", [])]
        for key, upload_id in found:
            with calling("s3:AbortMultipartUpload", f"arn:aws:s3:::{self._bucket}/{key}"):
                self._client.abort_multipart_upload(Bucket=self._bucket, Key=key, UploadId=upload_id)

    @contextmanager
    def _started(self, key: str, content: Content) -> Generator[Any]:
        """The arguments that every call of one upload shares."""
        headers = object_headers(content)
        headers["Metadata"] = {**headers.get("Metadata", {}), DECLARED_SHA256: content.sha256}
        started = self._client.create_multipart_upload(
            Bucket=self._bucket, Key=key, ChecksumAlgorithm="SHA256", **headers
        )
        upload: Mapping[str, str] = {"Bucket": self._bucket, "Key": key, "UploadId": started["UploadId"]}
        try:
            yield upload
        except (ClientError, PublishError, OSError):
            self._client.abort_multipart_upload(Bucket=self._bucket, Key=key, UploadId=started["UploadId"])
            raise


def object_headers(content: Content) -> dict[str, Any]:
    """The arguments by which S3 keeps the headers of a file."""
    headers: dict[str, Any] = {"ContentType": content.content_type, "CacheControl": content.cache_control}
    if content.content_encoding:
        headers["ContentEncoding"] = content.content_encoding
    if metadata := content.metadata:
        headers["Metadata"] = metadata
    return headers


def _part(number: int, etag: str, checksum: str | None) -> "CompletedPartTypeDef":
    part: CompletedPartTypeDef = {"PartNumber": number, "ETag": etag}
    if checksum:
        part["ChecksumSHA256"] = checksum
    return part
