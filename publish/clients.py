"""Clients of AWS that stand some failure, made when they are first needed."""

from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

import botocore.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.utils import parse_timestamp

from publish.errors import PublishError
from publish.parallel import WORKERS

if TYPE_CHECKING:
    from mypy_boto3_cloudfront import CloudFrontClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sts import STSClient

_ATTEMPTS = 10
_CLOUDFRONT_REGION = "us-east-1"


class Clients:
    """The three services, with the credentials and the region of the session. Default: those of the environment.

    Standard retries: throttling, answers of 5xx and broken connections are tried again, up to ten times.
    https://boto3.amazonaws.com/v1/documentation/api/latest/guide/retries.html
    """

    def __init__(self, session: botocore.session.Session | None = None) -> None:
        self._session = session or botocore.session.get_session()
        # Listings are mostly times, and botocore's parser, which takes any format, half of the work of reading them.
        self._session.get_component("response_parser_factory").set_parser_defaults(timestamp_parser=_timestamp)

    @cached_property
    def s3(self) -> "S3Client":
        return cast("S3Client", self._client("s3"))

    @cached_property
    def cloudfront(self) -> "CloudFrontClient":
        return cast("CloudFrontClient", self._client("cloudfront", _CLOUDFRONT_REGION))

    @cached_property
    def sts(self) -> "STSClient":
        return cast("STSClient", self._client("sts"))

    def caller(self) -> str:
        """ARN of whoever these credentials belong to; "unknown" if AWS does not say."""
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
    """A time as AWS writes it: mostly ISO 8601, elsewhere as in mail headers or in seconds."""
    try:
        return datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return parse_timestamp(value)
