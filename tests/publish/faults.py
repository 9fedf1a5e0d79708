"""Answers in AWS's stead."""

from collections.abc import Iterator

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders


def answer(url: str, status: int, body: bytes) -> AWSResponse:
    """An answer in XML."""
    headers = HTTPHeaders()
    headers["content-type"] = "application/xml"
    return AWSResponse(url, status, headers, _Body(body))


class _Body:
    """The part of a response of urllib3 that botocore reads."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self) -> Iterator[bytes]:
        yield self._content
