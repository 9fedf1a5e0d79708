"""Rule kms-rotation: keys that rotate, and keys that cannot."""

from typing import Any

import pytest

from secure_site_policies.rules.kms_rotation import policy
from tests.policies.judge import UNKNOWN, judge
from tests.policies.policy_examples import FINE

TYPE = "aws:kms/key:Key"


@pytest.mark.parametrize(
    "properties",
    [
        {"enableKeyRotation": True},
        {"enableKeyRotation": "true", "customerMasterKeySpec": "SYMMETRIC_DEFAULT"},
        {"customerMasterKeySpec": "RSA_4096"},
        {"customerMasterKeySpec": "HMAC_256"},
        {"customKeyStoreId": "cks-1"},
    ],
)
def test_a_key_that_rotates_or_cannot_passes(properties: dict[str, Any]):
    assert judge(policy, TYPE, properties) == FINE


@pytest.mark.parametrize(
    ("properties", "pattern"),
    [
        ({}, "enableKeyRotation"),
        ({"enableKeyRotation": False}, "enableKeyRotation"),
        ({"enableKeyRotation": True, "rotationPeriodInDays": 2560}, "rotationPeriodInDays"),
    ],
)
def test_a_key_that_never_rotates_is_blocked(properties: dict[str, Any], pattern: str):
    (message,) = judge(policy, TYPE, properties).violations
    assert f"'{pattern}'" in message.split("\n")[0]
    assert "\nWrite instead: " in message


def test_what_is_not_known_yet_fails_closed():
    (message,) = judge(policy, TYPE, {"enableKeyRotation": UNKNOWN}).violations
    assert "cannot be decided at preview" in message
