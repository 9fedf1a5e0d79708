"""Rule alarm-actions: alarms that tell someone."""

from typing import Any

import pytest

from secure_site_policies.rules.alarm_actions import policy
from tests.policies.judge import UNKNOWN, judge
from tests.policies.policy_examples import FINE

TYPE = "aws:cloudwatch/metricAlarm:MetricAlarm"


@pytest.mark.parametrize(
    "properties",
    [
        {"alarmActions": ["arn:aws:sns:eu-west-1:123456789012:alarms"]},
        {"alarmActions": UNKNOWN},
        {"alarmActions": ["x"], "actionsEnabled": True},
    ],
)
def test_an_alarm_with_an_action_passes(properties: dict[str, Any]):
    assert judge(policy, TYPE, properties) == FINE


@pytest.mark.parametrize(
    ("properties", "pattern"),
    [
        ({}, "alarmActions"),
        ({"alarmActions": []}, "alarmActions"),
        ({"alarmActions": ["x"], "actionsEnabled": False}, "actionsEnabled"),
        ({"okActions": ["x"]}, "alarmActions"),
    ],
)
def test_an_alarm_that_tells_no_one_is_blocked(properties: dict[str, Any], pattern: str):
    (message,) = judge(policy, TYPE, properties).violations
    assert f"'{pattern}'" in message.split("\n")[0]
    assert "\nWrite instead: " in message


def test_what_is_not_known_yet_fails_closed():
    (message,) = judge(policy, TYPE, {"alarmActions": ["x"], "actionsEnabled": UNKNOWN}).violations
    assert "cannot be decided at preview" in message
