"""Rule certificate-key: strong and weak keys, seen and unseen certificates."""

from typing import Any

import pytest

from secure_site_policies.rules.certificate_key import policy
from tests.policies.judge import UNKNOWN, judge
from tests.policies.policy_examples import FINE

TYPE = "aws:acm/certificate:Certificate"


@pytest.mark.parametrize(
    "properties",
    [
        {},
        {"keyAlgorithm": "RSA_2048"},
        {"keyAlgorithm": "EC_prime256v1"},
        {"options": {"certificateTransparencyLoggingPreference": "ENABLED"}},
    ],
)
def test_a_strong_key_passes(properties: dict[str, Any]):
    assert judge(policy, TYPE, properties) == FINE


@pytest.mark.parametrize(
    ("properties", "pattern"),
    [
        ({"keyAlgorithm": "RSA_1024"}, "RSA_1024"),
        (
            {"options": {"certificateTransparencyLoggingPreference": "DISABLED"}},
            "certificateTransparencyLoggingPreference",
        ),
    ],
)
def test_a_weak_key_and_a_hidden_certificate_are_blocked(properties: dict[str, Any], pattern: str):
    (message,) = judge(policy, TYPE, properties).violations
    assert f"'{pattern}'" in message.split("\n")[0]
    assert "\nWrite instead: " in message


def test_what_is_not_known_yet_fails_closed():
    (message,) = judge(policy, TYPE, {"keyAlgorithm": UNKNOWN}).violations
    assert "cannot be decided at preview" in message
