"""The requests that the publisher makes of CloudFront."""

import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from publish.errors import InputError, PublishError, calling, error_code

if TYPE_CHECKING:
    from mypy_boto3_cloudfront import CloudFrontClient

PATIENCE_SECONDS = 300
"""The default time for an invalidation to be accepted and to take effect."""

_TOO_MANY = "TooManyInvalidationsInProgress"
_FIRST_PAUSE_SECONDS = 1.0
_LONGEST_PAUSE_SECONDS = 20.0
_CLOCK_SKEW = timedelta(minutes=5)
_RECENT_INVALIDATIONS = 20


class Edge:
    """The distribution that serves the bucket. Every method raises PublishError if AWS refuses or does not answer."""

    def __init__(
        self,
        connect: Callable[[], "CloudFrontClient"],
        distribution_id: str,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        """connect: returns the client; called at its first use, because it takes a tenth of a small publication.
        patience_seconds: the time for other invalidations to finish, if too many are in progress.
        """
        self._connect = connect
        self._patience_seconds = patience_seconds
        self.distribution_id = distribution_id

    def connect(self) -> None:
        """Prepares the client for its first call."""
        self._connect()

    def address(self) -> str:
        """The https address of the distribution's own domain name."""
        with calling("cloudfront:GetDistribution", self.distribution_id):
            found = self._connect().get_distribution(Id=self.distribution_id)
        return f"https://{found['Distribution']['DomainName']}"

    def is_turned_off(self) -> bool:
        """Whether the distribution answers no viewer. False if that cannot be read: a fault is then the release's."""
        try:
            with calling("cloudfront:GetDistributionConfig", self.distribution_id):
                found = self._connect().get_distribution_config(Id=self.distribution_id)
        except PublishError:
            return False
        return not found["DistributionConfig"]["Enabled"]

    def invalidate(self, reference: str, paths: Sequence[str]) -> None:
        """Starts an invalidation. A repeated call with the same reference and paths starts no second one.

        Waits while too many invalidations are in progress, which botocore does not retry.
        https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/InvalidationLimits.html
        """
        started, pause = time.monotonic(), _FIRST_PAUSE_SECONDS
        while not self._is_invalidating(reference, paths, started + self._patience_seconds - pause):
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)

    def _is_invalidating(self, reference: str, paths: Sequence[str], last_try: float) -> bool:
        with calling("cloudfront:CreateInvalidation", self.distribution_id):
            try:
                self._connect().create_invalidation(
                    DistributionId=self.distribution_id,
                    InvalidationBatch={
                        "Paths": {"Quantity": len(paths), "Items": list(paths)},
                        "CallerReference": reference,
                    },
                )
            except ClientError as error:
                if error_code(error) != _TOO_MANY or time.monotonic() > last_try:
                    raise
                return False
        return True

    def has_invalidated(self, reference: str, since: datetime) -> bool:
        """Whether an invalidation with this reference was started after `since`."""
        with calling("cloudfront:ListInvalidations", self.distribution_id):
            # CloudFront lists the latest first.
            answer = self._connect().list_invalidations(
                DistributionId=self.distribution_id, MaxItems=str(_RECENT_INVALIDATIONS)
            )
        recent = [
            item["Id"]
            for item in answer["InvalidationList"].get("Items", [])
            if item["CreateTime"] >= since - _CLOCK_SKEW
        ]
        return any(self._reference(found) == reference for found in recent)

    def _reference(self, invalidation_id: str) -> str:
        with calling("cloudfront:GetInvalidation", self.distribution_id):
            answer = self._connect().get_invalidation(DistributionId=self.distribution_id, Id=invalidation_id)
        return answer["Invalidation"]["InvalidationBatch"]["CallerReference"]


def policy_csp(client: "CloudFrontClient", policy_id: str) -> str:
    """The Content-Security-Policy that a response headers policy sets. Raises InputError if it sets none."""
    with calling("cloudfront:GetResponseHeadersPolicy", policy_id):
        answer = client.get_response_headers_policy(Id=policy_id)
    config = answer["ResponseHeadersPolicy"]["ResponseHeadersPolicyConfig"]
    csp = config.get("SecurityHeadersConfig", {}).get("ContentSecurityPolicy", {}).get("ContentSecurityPolicy")
    if not csp:
        raise InputError(f"--headers-policy {policy_id!r} sets no Content-Security-Policy: name a policy that sets one")
    return csp
