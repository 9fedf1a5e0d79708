"""Makes local S3 as strict an origin of CloudFront as S3 is, where ministack is kinder or says less.

Each difference has a row in docs/sandbox.md and a test in tests/stacks/test_origin.py.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import unquote
from xml.sax.saxutils import escape

from sandbox.emulator.authorization.emulator import part

Answer = tuple[int, dict[str, str], bytes]
Handler = Callable[[str, str, dict[str, str], bytes, dict[str, Any]], Awaitable[Answer]]

MOST_METADATA_BYTES = 2048
"""https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html#UserMetadata"""

_METADATA = "x-amz-meta-"


def install() -> None:
    """Replaces ministack's fetches of CloudFront from S3, and limits the metadata of objects."""
    s3, cloudfront = part("services.s3"), part("services.cloudfront")
    fetch = s3.serve_cloudfront_origin_fetch

    def strict_fetch(
        bucket: str, key: str, method: str, headers: dict[str, str], source_arn: str = "", oai_id: str = ""
    ) -> Answer:
        answer: Answer = fetch(bucket, key, method, headers, source_arn=source_arn, oai_id=oai_id)
        if answer[0] == 403 and source_arn:
            return _missing(bucket, key, method, source_arn) or answer
        return _with_own_headers(bucket, answer)

    def key_of(origin: Mapping[str, Any], uri: str) -> str:
        # S3 reads a "+" in a path as a space, also for CloudFront: https://github.com/rust-lang/crates.io/issues/4891
        return unquote(f"{origin.get('origin_path') or ''}{uri}".replace("+", " ")).lstrip("/")

    s3.serve_cloudfront_origin_fetch = strict_fetch
    cloudfront._s3_object_key = key_of
    handlers: dict[str, Handler] = part("app").SERVICE_HANDLERS
    handlers["s3"] = _limiting_metadata(handlers["s3"])


def metadata_bytes(headers: Mapping[str, str]) -> int:
    """The size of an object's user metadata: the UTF-8 bytes of each name and value."""
    own = [(name[len(_METADATA) :], value) for name, value in headers.items() if name.lower().startswith(_METADATA)]
    return sum(len(name.encode()) + len(value.encode()) for name, value in own)


def _missing(bucket: str, key: str, method: str, source_arn: str) -> Answer | None:
    """The answer for a key that does not exist, or for no key, if the distribution may list the bucket, else None.

    https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html (permissions)
    """
    s3 = part("services.s3")
    owner = s3._bucket_owner_account(bucket) or part("core.responses").get_account_id()
    if not _allows(owner, bucket, "s3:ListBucket", f"arn:aws:s3:::{bucket}", source_arn):
        return None
    if not key:
        return s3._list_objects_v1(bucket, {})
    if not _allows(owner, bucket, "s3:GetObject", f"arn:aws:s3:::{bucket}/{key}", source_arn):
        return None
    status, headers, body = s3._error("NoSuchKey", "The specified key does not exist.", 404, f"/{bucket}/{key}")
    return status, headers, b"" if method == "HEAD" else body


def _allows(owner: str, bucket: str, action: str, resource: str, source_arn: str) -> bool:
    """Whether the bucket's policy lets CloudFront do this for a distribution."""
    policy = part("services.s3")._bucket_policies.get_scoped(owner, None, bucket)
    evaluator = part("core.iam_evaluator")
    context = evaluator.EvalContext(
        principal_arn="*",
        principal_type="Service",
        principal_account="",
        action=action,
        resource_arn=resource,
        region=part("core.responses").get_region(),
        service_context={"aws:sourcearn": source_arn},
    )
    found = evaluator.evaluate_resource_policy(policy, context, service="cloudfront.amazonaws.com") if policy else None
    return found is not None and found.decision == "Allow"


def _with_own_headers(bucket: str, answer: Answer) -> Answer:
    """The answer with the headers that S3 adds to an object.

    It is not documented whether a 304 carries the object's metadata, so here it does not: RFC 9110 leaves out what
    does not help to update a cache.
    """
    status, headers, body = answer
    if status not in (200, 206, 304):
        return answer
    own: dict[str, str] = part("services.s3")._bucket_default_sse_headers(bucket)
    encryption = own or {"x-amz-server-side-encryption": "AES256"}
    kept = {name: value for name, value in headers.items() if status != 304 or not name.lower().startswith(_METADATA)}
    return status, {"Server": "AmazonS3", **encryption, **kept}, body


def _limiting_metadata(handler: Handler) -> Handler:
    async def limited(method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any]) -> Answer:
        size = metadata_bytes(headers)
        if size <= MOST_METADATA_BYTES:
            return await handler(method, path, headers, body, query)
        error = (
            "<Error><Code>MetadataTooLarge</Code>"
            "<Message>Your metadata headers exceed the maximum allowed metadata size</Message>"
            f"<Size>{size}</Size><MaxSizeAllowed>{MOST_METADATA_BYTES}</MaxSizeAllowed>"
            f"<Resource>{escape(path)}</Resource></Error>"
        )
        return 400, {"Content-Type": "application/xml"}, f'<?xml version="1.0" encoding="UTF-8"?>{error}'.encode()

    return limited
