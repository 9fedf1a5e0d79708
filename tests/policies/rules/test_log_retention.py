"""Rule log-retention: log groups with and without an end."""

from typing import Any

import pytest

from secure_site_policies.rules.log_retention import policy
from tests.policies.judge import UNKNOWN, judge
from tests.policies.policy_examples import FINE

TYPE = "aws:cloudwatch/logGroup:LogGroup"


@pytest.mark.parametrize(
    "properties", [{"retentionInDays": 1}, {"retentionInDays": 365}, {"logGroupClass": "DELIVERY"}]
)
def test_a_group_with_an_end_passes(properties: dict[str, Any]):
    assert judge(policy, TYPE, properties) == FINE


@pytest.mark.parametrize(
    ("properties", "pattern"),
    [
        ({}, "retentionInDays"),
        ({"retentionInDays": 0}, "retentionInDays"),
        ({"retentionInDays": None, "logGroupClass": "STANDARD"}, "retentionInDays"),
    ],
)
def test_events_for_ever_are_blocked(properties: dict[str, Any], pattern: str):
    (message,) = judge(policy, TYPE, properties).violations
    assert f"'{pattern}'" in message.split("\n")[0]
    assert "\nWrite instead: " in message


def test_what_is_not_known_yet_fails_closed():
    (message,) = judge(policy, TYPE, {"retentionInDays": UNKNOWN}).violations
    assert "cannot be decided at preview" in message
