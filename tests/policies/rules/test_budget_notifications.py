"""Rule budget-notifications: budgets that warn, and budgets that do not."""

from typing import Any

import pytest

from secure_site_policies.rules.budget_notifications import policy
from tests.policies.judge import UNKNOWN, judge
from tests.policies.policy_examples import FINE

TYPE = "aws:budgets/budget:Budget"


@pytest.mark.parametrize(
    "properties",
    [
        {"notifications": [{"subscriberEmailAddresses": ["a@example.com"]}]},
        {"notifications": [{}, {"subscriberSnsTopicArns": [UNKNOWN]}]},
    ],
)
def test_a_budget_with_a_subscriber_passes(properties: dict[str, Any]):
    assert judge(policy, TYPE, properties) == FINE


@pytest.mark.parametrize(
    ("properties", "pattern"),
    [
        ({}, "notifications"),
        ({"notifications": []}, "notifications"),
        ({"notifications": [{"threshold": 80}]}, "notifications"),
        ({"notifications": [{"subscriberEmailAddresses": None}]}, "notifications"),
    ],
)
def test_a_budget_that_no_one_hears_of_is_blocked(properties: dict[str, Any], pattern: str):
    (message,) = judge(policy, TYPE, properties).violations
    assert f"'{pattern}'" in message.split("\n")[0]
    assert "\nWrite instead: " in message


def test_what_is_not_known_yet_fails_closed():
    (message,) = judge(policy, TYPE, {"notifications": UNKNOWN}).violations
    assert "cannot be decided at preview" in message
