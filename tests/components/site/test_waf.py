"""Who asks too much is told so, and AWS's common rules hold unless they are turned off."""

from typing import Any

import pytest

from components.site.waf import WebFirewall
from tests.examples import CONTEXT
from tests.mock_cloud import Cloud


def acl(cloud: Cloud, **more: Any) -> dict[str, Any]:
    cloud.build(WebFirewall, "waf", {"context": CONTEXT, "rate_limit": 2000, **more})
    return cloud.one("aws:wafv2/webAcl:WebAcl")


def test_the_web_acl_is_made_where_cloudfront_looks_for_it(cloud: Cloud) -> None:
    made = acl(cloud)
    assert (made["scope"], made["region"], made["defaultAction"]) == ("CLOUDFRONT", "us-east-1", {"allow": {}})
    assert made["tags"] == CONTEXT.tags


def test_an_address_that_asks_too_much_in_five_minutes_gets_429_and_not_the_sites_404_page(cloud: Cloud) -> None:
    rate = acl(cloud)["rules"][0]
    assert rate["statement"]["rateBasedStatement"] == {
        "limit": 2000,
        "aggregateKeyType": "IP",
        "evaluationWindowSec": 300,
    }
    assert rate["action"] == {"block": {"customResponse": {"responseCode": 429}}}


def test_awss_common_rules_are_enforced_by_default(cloud: Cloud) -> None:
    common = acl(cloud)["rules"][1]
    assert common["statement"]["managedRuleGroupStatement"] == {
        "vendorName": "AWS",
        "name": "AWSManagedRulesCommonRuleSet",
    }
    assert common["overrideAction"] == {"none": {}}


def test_the_common_rules_can_count_before_they_block_and_the_limit_blocks(cloud: Cloud) -> None:
    rate, common = acl(cloud, count_only=True)["rules"]
    assert common["overrideAction"] == {"count": {}}
    assert "block" in rate["action"]


def test_the_common_rules_can_be_left_out(cloud: Cloud) -> None:
    assert [rule["name"] for rule in acl(cloud, managed_rules=False)["rules"]] == ["rate"]


def test_every_rule_and_the_acl_can_be_watched_under_a_name_of_its_own(cloud: Cloud) -> None:
    made = acl(cloud)
    watched = [made["visibilityConfig"], *(rule["visibilityConfig"] for rule in made["rules"])]
    assert all(metric["cloudwatchMetricsEnabled"] and metric["sampledRequestsEnabled"] for metric in watched)
    assert len({metric["metricName"] for metric in watched}) == 3
    assert [rule["priority"] for rule in made["rules"]] == [0, 1]


@pytest.mark.parametrize("limit", [9, 2_000_000_001])
def test_a_limit_that_waf_does_not_take_is_refused(cloud: Cloud, limit: int) -> None:
    with pytest.raises(
        ValueError, match=rf"WebFirewall 'waf': rate_limit must be a whole number from 10 to .*, got {limit}"
    ):
        acl(cloud, rate_limit=limit)
    assert cloud.resources == []
