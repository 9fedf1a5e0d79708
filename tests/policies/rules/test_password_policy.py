"""Rule password-policy: long passwords, not used again."""

from typing import Any

import pytest

from secure_site_policies.rules.password_policy import policy
from tests.policies.judge import UNKNOWN, judge
from tests.policies.policy_examples import FINE

TYPE = "aws:iam/accountPasswordPolicy:AccountPasswordPolicy"
GOOD = {"minimumPasswordLength": 14, "passwordReusePrevention": 24}


@pytest.mark.parametrize("properties", [GOOD, {**GOOD, "minimumPasswordLength": 20.0}])
def test_a_strong_policy_passes(properties: dict[str, Any]):
    assert judge(policy, TYPE, properties) == FINE


@pytest.mark.parametrize(
    ("properties", "pattern"),
    [
        ({**GOOD, "minimumPasswordLength": 8}, "minimumPasswordLength"),
        ({"minimumPasswordLength": 14}, "passwordReusePrevention"),
        ({**GOOD, "passwordReusePrevention": 5}, "passwordReusePrevention"),
        ({"passwordReusePrevention": 24}, "minimumPasswordLength"),
    ],
)
def test_a_weak_policy_is_blocked(properties: dict[str, Any], pattern: str):
    (message,) = judge(policy, TYPE, properties).violations
    assert f"'{pattern}'" in message.split("\n")[0]
    assert "\nWrite instead: " in message


def test_what_is_not_known_yet_fails_closed():
    (message,) = judge(policy, TYPE, {**GOOD, "minimumPasswordLength": UNKNOWN}).violations
    assert "cannot be decided at preview" in message
