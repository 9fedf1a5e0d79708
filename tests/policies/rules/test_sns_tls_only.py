"""Rule sns-tls-only: policies of topics with and without a Deny of plain HTTP."""

from typing import Any

import pytest

from secure_site_policies.rules.sns_tls_only import policy
from tests.policies.judge import UNKNOWN, judge
from tests.policies.policy_examples import FINE
from tests.policies.policy_examples import policy as document

TYPE, TOPIC = "aws:sns/topicPolicy:TopicPolicy", "arn:aws:sns:eu-west-1:123456789012:alarms"
PUBLISH: dict[str, Any] = {
    "Action": "sns:Publish",
    "Resource": TOPIC,
    "Principal": {"Service": "cloudwatch.amazonaws.com"},
}
HTTP = {"Bool": {"aws:SecureTransport": "false"}}
DENY: dict[str, Any] = {
    "Effect": "Deny",
    "Action": "sns:Publish",
    "Resource": TOPIC,
    "Principal": "*",
    "Condition": HTTP,
}
TLS = {"Bool": {"aws:SecureTransport": "true"}}


@pytest.mark.parametrize(
    "text",
    [
        document(PUBLISH, DENY),
        document(PUBLISH, {**DENY, "Principal": {"AWS": "*"}, "Action": "sns:*"}),
        document({**PUBLISH, "Condition": TLS}),
        document({**PUBLISH, "Action": "sns:Subscribe"}),
    ],
)
def test_a_topic_over_tls_only_passes(text: str):
    assert judge(policy, TYPE, {"policy": text}) == FINE
    assert judge(policy, "aws:sns/topic:Topic", {"policy": text}) == FINE


@pytest.mark.parametrize(
    "statements",
    [
        [PUBLISH],
        [{**PUBLISH, "Action": ["sns:P*", "sns:Subscribe"]}],
        [PUBLISH, {**DENY, "Principal": {"AWS": "arn:aws:iam::123456789012:root"}}],
        [PUBLISH, {**DENY, "Action": "sns:Subscribe"}],
        [PUBLISH, {**DENY, "Condition": TLS}],
        [PUBLISH, {**DENY, "Condition": {**HTTP, "StringEquals": {"aws:SourceAccount": "123456789012"}}}],
    ],
)
def test_plain_http_is_blocked(statements: list[dict[str, Any]]):
    (message,) = judge(policy, TYPE, {"policy": document(*statements)}).violations
    assert "no Deny of sns:Publish covers everyone where 'aws:SecureTransport' is false" in message
    assert "\nWrite instead, as one more statement: {" in message


def test_a_topic_without_a_policy_and_a_subscription_by_mail_pass():
    assert judge(policy, "aws:sns/topic:Topic", {"name": "alarms"}) == FINE
    subscription = "aws:sns/topicSubscription:TopicSubscription"
    assert judge(policy, subscription, {"protocol": "email"}) == FINE
    assert judge(policy, subscription, {"protocol": "https"}) == FINE
    (message,) = judge(policy, subscription, {"protocol": "http"}).violations
    assert "'http' delivers in plain text" in message


def test_what_is_not_known_yet_fails_closed():
    (message,) = judge(policy, TYPE, {"policy": UNKNOWN}).violations
    assert "cannot be decided at preview" in message
