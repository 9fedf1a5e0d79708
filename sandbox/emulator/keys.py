"""Makes local S3 ask for the key of an object, as S3 asks KMS.

A key that is gone, disabled or pending deletion opens nothing.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html
"""

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.emulator.authorization.emulator import part

Answer = tuple[int, dict[str, str], bytes]

_KEY = "x-amz-server-side-encryption-aws-kms-key-id"
_STATES = {
    "Disabled": ("KMS.DisabledException", "is disabled."),
    "PendingDeletion": ("KMS.KMSInvalidStateException", "is pending deletion."),
    "PendingImport": ("KMS.KMSInvalidStateException", "is pending import."),
}


def install() -> None:
    """Replaces what ministack's S3 does when it reads, writes and copies an object."""
    s3 = part("services.s3")
    s3._get_object = _reading(s3._get_object)
    s3._resolve_sse_write_headers = _writing(s3._resolve_sse_write_headers)
    s3._check_sse_c_copy_source = _copying(s3._check_sse_c_copy_source)


def _reading(handler: Callable[..., Answer]) -> Callable[..., Answer]:
    def read(*request: Any) -> Answer:
        answer = handler(*request)
        return _refusal(answer[1]) or answer if answer[0] in (200, 206) else answer

    return read


def _writing(handler: Callable[..., tuple[Any, Any]]) -> Callable[..., tuple[Any, Any]]:
    def write(headers: dict[str, str], bucket: str) -> tuple[Any, Any]:
        stored, error = handler(headers, bucket)
        refusal = None if error else _refusal(stored)
        return (None, refusal) if refusal else (stored, error)

    return write


def _copying(handler: Callable[..., Any]) -> Callable[..., Any]:
    def copy(headers: dict[str, str], source: dict[str, Any]) -> Any:
        return handler(headers, source) or _refusal(source.get("preserved_headers", {}))

    return copy


def _key(name: str) -> dict[str, Any] | None:
    """The key of an id or ARN, in the region that its ARN names: a request of CloudFront comes from us-east-1."""
    kms = part("services.kms")
    if not name.startswith("arn:") or ":key/" not in name:
        return kms._resolve_key(name)
    _, _, _, region, account, resource = name.split(":", 5)
    return kms._keys.get_scoped(account, region, resource.removeprefix("key/"))


def _refusal(headers: Mapping[str, str]) -> Answer | None:
    """The error of S3 if the key in the headers of an object cannot be used, else None."""
    name = headers.get(_KEY)
    if not name or "alias/aws/" in name:  # AWS's own key is always there
        return None
    key = _key(name)
    if key is None:
        return part("services.s3")._error("KMS.NotFoundException", f"Key '{name}' does not exist", 400)
    if key["KeyState"] not in _STATES:
        return None
    code, state = _STATES[key["KeyState"]]
    return part("services.s3")._error(code, f"{key['Arn']} {state}", 400)
