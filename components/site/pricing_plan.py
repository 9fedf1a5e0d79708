"""CloudFront's flat-rate plans: what they include, and the subscription of a distribution to one of them."""

# pulumi_aws.pricingplanmanager is imported by the stacks with a plan alone.
from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

PAY_AS_YOU_GO = "pay-as-you-go"


@dataclass(frozen=True)
class Plan:
    """What a plan includes in a month, for one distribution."""

    usd: int
    """Its price, with any traffic."""
    requests_million: int
    terabytes: str
    """Data to viewers."""


DATE = "2026-11-28"
"""When the facts were written down. AWS: https://aws.amazon.com/cloudfront/pricing/ decides."""

PLANS: Mapping[str, Plan] = {
    "free": Plan(0, 1, "0.1"),
    "pro": Plan(15, 10, "50"),
    "business": Plan(200, 125, "50"),
    "premium": Plan(1000, 500, "50"),
}
"""AWS: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/flat-rate-pricing-plan.html"""


def subscribe(
    name: str,
    plan: str,
    distribution_arn: pulumi.Input[str],
    web_acl_arn: pulumi.Input[str],
    child: pulumi.ResourceOptions,
) -> None:
    """Makes {name}-plan, a subscription of exactly one distribution and one web ACL.

    A plan that is set in the configuration is approved by that: left to the service, a paid one would wait for another
    call before it holds, and the bill would grow by the traffic until then.
    AWS: https://docs.aws.amazon.com/pricingplanmanager/latest/APIReference/API_CreateSubscription.html
    """
    aws.pricingplanmanager.Subscription(
        f"{name}-plan",
        plan_family="CloudFront",
        plan_tier=plan.upper(),
        approval_mode="IMMEDIATE",
        resource_arns=[distribution_arn, web_acl_arn],
        opts=child,
    )


def strangers(names: Sequence[str]) -> Iterator[str]:
    """The names that are certainly not of the first one's domain: a plan covers one domain.

    Whether a.co.uk and b.co.uk are one only the list of public suffixes says, so two equal last labels pass.
    """
    domain = _last_two(names[0])
    return (name for name in names if _last_two(name) != domain)


def _last_two(name: str) -> list[str]:
    return name.split(".")[-2:]
