"""Rule cloudfront-viewer-https: every behavior of both kinds of distribution."""

from typing import Any

import pytest

from components.site.distribution import cache_behavior
from secure_site_policies.rules.cloudfront_viewer_https import policy
from secure_site_policies.subjects.distributions import DISTRIBUTION, MULTITENANT
from tests.policies.judge import UNKNOWN, UNKNOWN_LIST, Judgement, judge

FINE = Judgement([], None)
PLACES = [
    (DISTRIBUTION, "defaultCacheBehavior"),
    (DISTRIBUTION, "orderedCacheBehaviors"),
    (MULTITENANT, "defaultCacheBehavior"),
    (MULTITENANT, "cacheBehaviors"),
]


def put(key: str, viewer_protocol_policy: Any) -> dict[str, Any]:
    """Properties with a behavior, in a list the second."""
    behavior = {"viewerProtocolPolicy": viewer_protocol_policy}
    good = {"viewerProtocolPolicy": "https-only"}
    return {"defaultCacheBehavior": good, key: behavior if key == "defaultCacheBehavior" else [good, behavior]}


@pytest.mark.parametrize(("resource_type", "key"), PLACES)
def test_every_behavior_is_https(resource_type: str, key: str):
    own = cache_behavior("content", "headers", "request", "response").get("viewer_protocol_policy")
    assert judge(policy, resource_type, put(key, own)) == FINE
    (message,) = judge(policy, resource_type, put(key, "allow-all")).violations
    path = key if key == "defaultCacheBehavior" else f"{key}[1]"
    assert message.startswith(f"it: {path}: viewerProtocolPolicy 'allow-all' serves pages over plain HTTP.\nWrite inst")


@pytest.mark.parametrize("value", [None, "", "HTTPS-ONLY", 5])
def test_only_the_two_safe_values_are_safe(value: Any):
    assert len(judge(policy, DISTRIBUTION, put("defaultCacheBehavior", value)).violations) == 1


@pytest.mark.parametrize("behavior", ["https-only", 5, [], {}, True])
def test_a_behavior_in_the_wrong_shape_is_a_violation_and_no_crash(behavior: Any):
    assert len(judge(policy, DISTRIBUTION, {"defaultCacheBehavior": behavior}).violations) == 1


def test_what_is_not_known_yet_fails_closed_and_hides_nothing_else():
    behaviors = put("orderedCacheBehaviors", "allow-all") | {"defaultCacheBehavior": {"viewerProtocolPolicy": UNKNOWN}}
    said = judge(policy, DISTRIBUTION, behaviors).violations
    assert [message.split(": ")[1] for message in said] == [
        "orderedCacheBehaviors[1]",
        "defaultCacheBehavior.viewerProtocolPolicy",
    ]
    assert len(judge(policy, DISTRIBUTION, {"orderedCacheBehaviors": UNKNOWN_LIST}).violations) == 1
