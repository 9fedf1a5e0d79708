"""Rule kms-deletion-window: the days in which a deleted key comes back."""

from typing import Any

import pytest

from secure_site_policies.rules.kms_deletion_window import policy
from tests.policies.judge import UNKNOWN, judge
from tests.policies.policy_examples import FINE

TYPE = "aws:kms/key:Key"


@pytest.mark.parametrize(
    "properties", [{}, {"deletionWindowInDays": None}, {"deletionWindowInDays": 30}, {"deletionWindowInDays": 14.0}]
)
def test_two_weeks_and_the_default_pass(properties: dict[str, Any]):
    assert judge(policy, TYPE, properties) == FINE


@pytest.mark.parametrize(
    ("properties", "pattern"),
    [({"deletionWindowInDays": 7}, "deletionWindowInDays"), ({"deletionWindowInDays": 13}, "deletionWindowInDays")],
)
def test_a_shorter_window_is_blocked(properties: dict[str, Any], pattern: str):
    (message,) = judge(policy, TYPE, properties).violations
    assert f"'{pattern}'" in message.split("\n")[0]
    assert "\nWrite instead: " in message


def test_what_is_not_known_yet_fails_closed():
    (message,) = judge(policy, TYPE, {"deletionWindowInDays": UNKNOWN}).violations
    assert "cannot be decided at preview" in message
