"""AWS clients that retry, each created at its first use."""

from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

import botocore.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.handlers import add_expect_header
from botocore.utils import parse_timestamp

from publish.errors import PublishError
from publish.parallel import WORKERS

if TYPE_CHECKING:
    from mypy_boto3_cloudfront import CloudFrontClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sts import STSClient

_ATTEMPTS = 10
_CLOUDFRONT_REGION = "us-east-1"


class PublishClients:
    """Clients of S3, CloudFront and STS.

    session: its credentials and region are used. Default: those of the environment.

    Standard retries: a call is tried up to ten times on throttling, on a 5xx answer and on a broken connection.
    https://boto3.amazonaws.com/v1/documentation/api/latest/guide/retries.html
    """

    def __init__(self, session: botocore.session.Session | None = None) -> None:
        self._session = session or botocore.session.get_session()
        # botocore's own parser accepts any format, and takes half of the time to read a listing.
        self._session.get_component("response_parser_factory").set_parser_defaults(timestamp_parser=_timestamp)

    @cached_property
    def s3(self) -> "S3Client":
        client = cast("S3Client", self._client("s3"))
        # "Expect: 100-continue" asks before it sends: half of the time of an upload of a few kilobytes.
        client.meta.events.unregister("before-call.s3", add_expect_header)
        return client

    @cached_property
    def cloudfront(self) -> "CloudFrontClient":
        return cast("CloudFrontClient", self._client("cloudfront", _CLOUDFRONT_REGION))

    @cached_property
    def sts(self) -> "STSClient":
        return cast("STSClient", self._client("sts"))

    def caller(self) -> str:
        """The ARN of the identity that these credentials belong to; "unknown" if AWS does not answer."""
        try:
            return self.sts.get_caller_identity()["Arn"]
        except (BotoCoreError, ClientError):
            return "unknown"

    def _client(self, service: str, region: str | None = None) -> object:
        config = Config(
            retries={"mode": "standard", "total_max_attempts": _ATTEMPTS},
            max_pool_connections=WORKERS,
            user_agent_extra="secure-site-publish",
        )
        try:
            return self._session.create_client(service, region_name=region, config=config)
        except BotoCoreError as error:
            raise PublishError(f"no client for {service}: {error}; set AWS_REGION and credentials") from error


def _timestamp(value: Any) -> datetime:
    """Parses a timestamp of AWS: mostly ISO 8601, otherwise an RFC 822 date or seconds since 1970."""
    try:
        return datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return parse_timestamp(value)
