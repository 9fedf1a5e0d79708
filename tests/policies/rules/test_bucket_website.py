"""Rule bucket-website: no endpoint, neither as a resource nor as a property."""

from typing import Any

import pytest

from secure_site_policies.rules.bucket_website import policy
from tests.policies.bucket import BUCKET, BUCKET_V2
from tests.policies.judge import UNKNOWN, UNKNOWN_LIST, Judgement, judge

WEBSITE: dict[str, Any] = {"indexDocument": "index.html"}


@pytest.mark.parametrize("version", ["", "V2"])
def test_no_bucket_is_a_website(version: str):
    resource_type = f"aws:s3/bucketWebsiteConfiguration{version}:BucketWebsiteConfiguration{version}"
    (message,) = judge(policy, resource_type, {"bucket": UNKNOWN}).violations
    assert "a 'website' endpoint serves the bucket over plain HTTP" in message


@pytest.mark.parametrize(("resource_type", "key"), [(BUCKET, "website"), (BUCKET_V2, "websites")])
@pytest.mark.parametrize("value", [WEBSITE, [WEBSITE]])
def test_the_old_property_counts_as_well(resource_type: str, key: str, value: Any):
    assert judge(policy, resource_type, {"bucket": "content", key: None}) == Judgement([], None)
    assert judge(policy, resource_type, {"bucket": "content", key: []}) == Judgement([], None)
    (message,) = judge(policy, resource_type, {key: value}).violations
    assert message.startswith(f"it: {key}: a 'website' endpoint")


def test_an_unknown_property_fails_closed():
    (message,) = judge(policy, BUCKET_V2, {"websites": UNKNOWN_LIST}).violations
    assert message.startswith("it: websites: this cannot be decided at preview")


@pytest.mark.parametrize(
    "host", [{"hostName": "example.com", "protocol": "https"}, UNKNOWN, [{"hostName": "example.com"}]]
)
def test_an_endpoint_that_only_redirects_passes(host: Any):
    resource_type = "aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration"
    assert judge(policy, resource_type, {"bucket": "old", "redirectAllRequestsTo": host}) == Judgement([], None)
    assert judge(policy, BUCKET, {"website": {"redirectAllRequestsTo": host}}) == Judgement([], None)
    assert judge(policy, BUCKET, {"website": {**WEBSITE, "redirectAllRequestsTo": None}}).violations


def test_a_routing_rule_for_every_request_is_a_redirect_and_one_with_a_condition_is_not():
    resource_type = "aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration"
    redirect: dict[str, Any] = {"redirect": {"hostName": "example.com"}}
    for_some = {**redirect, "condition": {"keyPrefixEquals": "old/"}}
    assert judge(policy, resource_type, {"routingRules": [redirect], **WEBSITE}) == Judgement([], None)
    assert judge(policy, resource_type, {"routingRules": [for_some], **WEBSITE}).violations
