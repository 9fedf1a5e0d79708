"""A flat-rate plan: its subscription covers the distribution and its web ACL, and says what it cannot be with."""

from typing import Any

import pytest

from components.settings.reader import SettingsError
from components.site.pricing_plan import PLANS, strangers
from tests.mock_cloud import Cloud
from tests.test_main import up

SUBSCRIPTION = "aws:pricingplanmanager/subscription:Subscription"
WITH_PLAN = {"pricingPlan": "pro", "wafRateLimit": "2000"}


def test_without_a_plan_there_is_no_subscription(cloud: Cloud) -> None:
    up(cloud, "prod")
    assert cloud.all(SUBSCRIPTION) == []
    assert "pricingPlan" not in cloud.exports


@pytest.mark.parametrize("plan", PLANS)
def test_a_plan_is_a_subscription_of_the_distribution_and_its_web_acl_that_waits_for_nothing(
    cloud: Cloud, plan: str
) -> None:
    up(cloud, "prod", pricingPlan=plan)
    found = cloud.one(SUBSCRIPTION)
    assert (found["planFamily"], found["planTier"], found["approvalMode"]) == ("CloudFront", plan.upper(), "IMMEDIATE")
    distribution, acl = sorted(found["resourceArns"])
    assert distribution.startswith("arn:aws:cloudfront::")
    assert acl.startswith("arn:aws:wafv2:us-east-1:")
    assert cloud.one("aws:cloudfront/distribution:Distribution")["webAclId"] == acl
    assert cloud.exports["pricingPlan"] == plan


@pytest.mark.parametrize(
    ("config", "said"),
    [
        (
            {"pricingPlan": "pro"},
            r"wafRateLimit: is not set, and must be .*, because the pricingPlan pro takes in a distribution with a web "
            r"ACL alone; or set pricingPlan to pay-as-you-go; run: pulumi config set wafRateLimit",
        ),
        (
            {**WITH_PLAN, "stopAtUsd": "50", "alarmEmail": "ops@example.com"},
            r"stopAtUsd: has no effect with pricingPlan pro, which has no overage charges; run: pulumi config rm",
        ),
        ({"pricingPlan": "gold"}, r"pricingPlan: 'gold' must be one of free, pro, business, premium, pay-as-you-go"),
    ],
)
def test_what_a_plan_excludes_is_said_before_the_first_resource(
    cloud: Cloud, config: dict[str, Any], said: str
) -> None:
    with pytest.raises(SettingsError, match=said):
        up(cloud, "dev", **config)
    assert cloud.resources == []


def test_a_plan_covers_one_domain(cloud: Cloud) -> None:
    certificate = "arn:aws:acm:us-east-1:123456789012:certificate/01234567-89ab-cdef-0123-456789abcdef"
    own: dict[str, Any] = {"certificateArn": certificate, "dns": "false", "zoneId": "", "pricingPlan": "pro"}
    with pytest.raises(
        SettingsError, match=r"aliases: 'www.example.org' must be names of one domain with pricingPlan pro"
    ):
        up(cloud, "prod", aliases='["www.example.com","www.example.org"]', **own)


def test_names_of_one_domain_are_no_strangers() -> None:
    assert list(strangers(["example.com", "www.example.com", "*.example.com"])) == []
    assert list(strangers(["a.example.com", "b.example.org"])) == ["b.example.org"]


def test_the_web_acl_stays_until_the_plan_has_ended(cloud: Cloud) -> None:
    with pytest.raises(SettingsError, match=r"wafRateLimit: is not set, and must stay until the plan pro has ended"):
        up(cloud, "dev", outputs={"pricingPlan": "pro"})
    assert cloud.resources == []


def test_a_plan_can_be_taken_back_while_the_web_acl_stays(cloud: Cloud) -> None:
    up(cloud, "dev", outputs={"pricingPlan": "pro"}, wafRateLimit="2000")
    assert cloud.one("aws:wafv2/webAcl:WebAcl")
    assert cloud.all(SUBSCRIPTION) == []
