"""Which headers a file may have besides its type, encoding and caching, and why any other one is refused.

They are stored as metadata of the object: https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html
The function on viewer responses puts them into the answer, so CloudFront's restrictions apply:
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-function-restrictions-all.html
"""

import re
from collections.abc import Mapping

OWN_KEYS = {
    "cache-control": "cache_control",
    "content-encoding": "content_encoding",
    "content-type": "content_type",
}
"""Headers that a file has anyway -> their keys in publish.toml."""

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?")

_STACK = "the stack sets it for every answer: write {} in Pulumi.<stack>.yaml instead"
_CONNECTION = "it describes the connection or the bytes on it, which CloudFront manages"
_CLOUDFRONT = "CloudFront sets it, and no function may"
_OF_THE_CONNECTION = """
accept-ranges age connection content-length content-range date etag expect host http2-settings keep-alive
last-modified proxy-authenticate proxy-authorization proxy-connection te trailer transfer-encoding upgrade
"""
_REASONS = {
    **dict.fromkeys(_OF_THE_CONNECTION.split(), _CONNECTION),
    **dict.fromkeys(["server", "via", "warning", "x-cache", "x-forwarded-proto", "x-real-ip"], _CLOUDFRONT),
    "content-security-policy": _STACK.format("contentSecurityPolicy"),
    "permissions-policy": _STACK.format("permissionsPolicy"),
    "referrer-policy": _STACK.format("referrerPolicy"),
    "strict-transport-security": _STACK.format("hstsDays and hstsSubdomains"),
    "x-content-type-options": "the stack sets it to nosniff for every answer, and nothing else is safe",
    "x-frame-options": _STACK.format("frameOptions"),
    "location": "it belongs to a redirect: write a line in _redirects instead",
    "set-cookie": "the answer is cached, so all visitors would get the same cookie",
    "set-cookie2": "the answer is cached, so all visitors would get the same cookie",
    "basic-auth": "the stack asks no visitor for a password, so the files would be public",
    "www-authenticate": "the stack asks no visitor for a password, so the files would be public",
    "status": "the status of a file is 200, or that of its line in _redirects",
}
_PREFIXES = ("x-accel-", "x-amz-", "x-amzn-", "x-edge-")


def problem_with(name: str, value: str) -> str | None:
    """Why a header cannot be sent, as the rest of a sentence about it. None if it can."""
    lowered = name.lower()
    if not _TOKEN.fullmatch(name):
        return "its name must be letters, digits and hyphens (a token of RFC 9110)"
    if lowered in OWN_KEYS:
        return f"write it as {OWN_KEYS[lowered]} of the entry"
    if lowered in _REASONS:
        return _REASONS[lowered]
    if lowered.startswith(_PREFIXES):
        return _CLOUDFRONT
    return problem_with_value(value)


def problem_with_value(value: str) -> str | None:
    """Why a value cannot be sent, as the rest of a sentence about its header. None if it can."""
    return None if _VALUE.fullmatch(value) else f"its value must be one line of printable ASCII, got {value!r}"


def metadata_bytes(metadata: Mapping[str, str]) -> int:
    """The bytes that count towards LARGEST_METADATA_BYTES."""
    return sum(len(name) + len(value) for name, value in metadata.items())
