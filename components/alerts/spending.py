"""What CloudFront's traffic costs, from its own metrics and list prices, and the most that a stop lets a month cost."""

from dataclasses import dataclass
from decimal import Decimal

import pulumi
import pulumi_aws as aws

DATE = "2026-11-28"
"""When the prices were written down. AWS: https://aws.amazon.com/cloudfront/pricing/ decides."""

WINDOW_SECONDS = 86_400
"""The fast alarm adds up this much: a day, which advances at each evaluation.

AWS: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation-window.html
"""

_MILLION = 10**6
_REQUESTS_PRICED = 10_000
_BYTES_IN_GB = 10**9
"""A GB of AWS is 2^30 bytes. The smaller one makes the estimate 7 % too high and never too low."""

GIGABITS_PER_SECOND = 150
REQUESTS_PER_SECOND = 250_000
"""The most that one distribution delivers under its default quotas.

AWS: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html
"""

MINUTES = {
    "CloudFront's metrics reach CloudWatch": 5,
    "the alarm is evaluated, each minute": 1,
    "the state machine turns the distribution off": 1,
    "the edge locations learn of it": 5,
}
"""What passes between a byte and the end of the traffic -> minutes. AWS promises none of them: it says "minutes"."""


@dataclass(frozen=True)
class Prices:
    """The list prices in US dollars of the dearest edge location in a price class, without the free tier."""

    gigabyte: Decimal
    """For a GB to a viewer, the first 10 TB of a month."""
    ten_thousand_requests: Decimal
    """For 10,000 requests over HTTPS."""
    million_requests: Decimal
    """For what a million requests cost beside that: two functions, and the web ACL if there is one."""

    def of(self, *, bytes_sent: int, requests: int) -> Decimal:
        """The price of traffic."""
        return (
            bytes_sent * self.gigabyte / _BYTES_IN_GB
            + requests * self.ten_thousand_requests / _REQUESTS_PRICED
            + requests * self.million_requests / _MILLION
        )

    @property
    def expression(self) -> str:
        """The same sum as CloudWatch's metric math over the metrics `bytes` and `requests`.

        AWS: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
        """
        return (
            f"bytes * {self.gigabyte} / {_BYTES_IN_GB} + requests * {self.ten_thousand_requests} / {_REQUESTS_PRICED} "
            f"+ requests * {self.million_requests} / {_MILLION}"
        )


_BY_CLASS = {
    "PriceClass_100": ("0.085", "0.012"),
    "PriceClass_200": ("0.120", "0.012"),
    "PriceClass_All": ("0.120", "0.022"),
}
"""Price class -> what a GB and what 10,000 requests cost where they cost most. The metrics do not say where."""
_FUNCTIONS, _WEB_ACL = Decimal("0.20"), Decimal("0.60")


def prices(price_class: str, *, has_web_acl: bool) -> Prices:
    """The prices of a distribution with both of the site's functions."""
    gigabyte, requests = _BY_CLASS[price_class]
    return Prices(Decimal(gigabyte), Decimal(requests), _FUNCTIONS + (_WEB_ACL if has_web_acl else 0))


def overshoot_usd(own: Prices, minutes: int | None = None) -> Decimal:
    """What the most traffic that the quotas allow costs before a stop takes effect.

    minutes: default all of MINUTES.
    """
    seconds = 60 * (sum(MINUTES.values()) if minutes is None else minutes)
    return own.of(bytes_sent=GIGABITS_PER_SECOND * 10**9 // 8 * seconds, requests=REQUESTS_PER_SECOND * seconds)


def ceiling_usd(limit_usd: int, own: Prices) -> Decimal:
    """The most that a month of CloudFront can cost with a stop at `limit_usd` that was not overridden.

    Once the limit: spent, and not yet known to AWS's billing, which lags by up to a day. Once more: spent on that day,
    in which the fast alarm alone guards. And the overshoot of its last minutes.
    """
    return 2 * limit_usd + overshoot_usd(own)


_Query = aws.cloudwatch.MetricAlarmMetricQueryArgsDict


def traffic_cost(distribution_id: pulumi.Input[str], own: Prices) -> list[_Query]:
    """The metric queries of an alarm on what a distribution's traffic of a day costs.

    AWS: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/programming-cloudwatch-metrics.html
    """
    return [
        _sum("bytes", "BytesDownloaded", distribution_id),
        _sum("requests", "Requests", distribution_id),
        {"id": "usd", "expression": own.expression, "label": "US dollars in a day", "return_data": True},
    ]


def _sum(key: str, metric_name: str, distribution_id: pulumi.Input[str]) -> _Query:
    return {
        "id": key,
        "metric": {
            "namespace": "AWS/CloudFront",
            "metric_name": metric_name,
            "dimensions": {"DistributionId": distribution_id, "Region": "Global"},
            "period": WINDOW_SECONDS,
            "stat": "Sum",
        },
    }
