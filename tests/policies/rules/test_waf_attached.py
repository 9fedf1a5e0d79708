"""Rule waf-attached: web ACLs in use, out of use, and unseen."""

from typing import Any

import pytest
from pulumi_policy import PolicyResource

from secure_site_policies.rules.waf_attached import policy
from tests.policies.judge import UNKNOWN, judge_stack, resource
from tests.policies.policy_examples import FINE

ARN = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/site/1"
SEEN = {"cloudwatchMetricsEnabled": True, "sampledRequestsEnabled": True, "metricName": "site"}


def acl(arn: Any = ARN, **visibility: Any) -> PolicyResource:
    properties = {"arn": arn, "visibilityConfig": {**SEEN, **visibility}}
    return resource("aws:wafv2/webAcl:WebAcl", properties, name="acl")


def user(kind: str, **properties: Any) -> PolicyResource:
    return resource(kind, properties, name="user")


@pytest.mark.parametrize(
    "other",
    [
        user("aws:cloudfront/distribution:Distribution", webAclId=ARN),
        user("aws:wafv2/webAclAssociation:WebAclAssociation", webAclArn=ARN, resourceArn="x"),
        user("pulumi:pulumi:Stack", firewall=ARN),
    ],
)
def test_a_web_acl_that_guards_something_passes(other: PolicyResource):
    assert judge_stack(policy, acl(), other) == FINE


def test_a_reference_counts_before_the_arn_is_known():
    new = acl(UNKNOWN)
    guarded = resource(
        "aws:cloudfront/distribution:Distribution", {"webAclId": UNKNOWN}, name="user", refers={"webAclId": [new]}
    )
    assert judge_stack(policy, new, guarded) == FINE


def test_a_web_acl_that_nothing_names_is_blocked():
    (message,) = judge_stack(
        policy, acl(), user("aws:cloudfront/distribution:Distribution", webAclId="other")
    ).violations
    assert message.startswith("acl: nothing names it as 'webAclId'")


@pytest.mark.parametrize("key", ["cloudwatchMetricsEnabled", "sampledRequestsEnabled"])
def test_what_it_blocks_is_seen(key: str):
    guarded = user("aws:cloudfront/distribution:Distribution", webAclId=ARN)
    (message,) = judge_stack(policy, acl(**{key: False}), guarded).violations
    assert message.startswith(f"acl: {key!r} is not true")
