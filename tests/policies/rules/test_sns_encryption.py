"""Rule sns-encryption: topics of alarms, topics of events, and their keys."""

from typing import Any

import pytest
from pulumi_policy import PolicyResource

from secure_site_policies.rules.sns_encryption import policy
from tests.policies.judge import UNKNOWN, judge_stack, resource
from tests.policies.policy_examples import FINE

ARN = "arn:aws:sns:eu-west-1:123456789012:alarms"
KEY = "arn:aws:kms:eu-west-1:123456789012:key/1"


def topic(key: Any = None, **more: Any) -> PolicyResource:
    return resource("aws:sns/topic:Topic", {"name": "alarms", "kmsMasterKeyId": key, **more}, name="topic")


def alarm(*actions: Any) -> PolicyResource:
    return resource("aws:cloudwatch/metricAlarm:MetricAlarm", {"alarmActions": list(actions)}, name="alarm")


def target(arn: Any, *topics: PolicyResource) -> PolicyResource:
    return resource("aws:cloudwatch/eventTarget:EventTarget", {"arn": arn}, name="target", refers={"arn": topics})


def test_a_topic_with_a_key_of_the_customer_passes():
    for key in (KEY, UNKNOWN, "alias/alarms"):
        assert judge_stack(policy, topic(key), alarm(ARN)) == FINE


def test_a_topic_of_events_needs_no_key():
    bare = topic(arn=ARN)
    for published in (target(ARN), target(UNKNOWN, bare), target(UNKNOWN)):
        assert judge_stack(policy, bare, published) == FINE


def test_a_topic_of_events_may_have_the_alarm_on_what_eventbridge_could_not_publish_but_no_other():
    undelivered = resource(
        "aws:cloudwatch/metricAlarm:MetricAlarm", {"namespace": "AWS/Events", "alarmActions": [ARN]}, name="undelivered"
    )
    assert judge_stack(policy, topic(), target(ARN), undelivered) == FINE
    assert judge_stack(policy, topic(), undelivered).violations
    assert judge_stack(policy, topic(), target(ARN), undelivered, alarm(ARN)).violations


@pytest.mark.parametrize(
    "others", [[], [alarm(ARN)], [target("arn:aws:sns:eu-west-1:123456789012:other")], [alarm(ARN), target(ARN)]]
)
def test_another_topic_without_a_key_is_blocked(others: list[PolicyResource]):
    (message,) = judge_stack(policy, topic(), *others).violations
    assert message.startswith("topic: 'kmsMasterKeyId' is missing")


def test_alarms_cannot_use_the_key_of_aws():
    assert judge_stack(policy, topic("alias/aws/sns")) == FINE
    (message,) = judge_stack(policy, topic("alias/aws/sns"), alarm(ARN)).violations
    assert "CloudWatch cannot use 'alias/aws/sns', so alarms reach no one" in message
