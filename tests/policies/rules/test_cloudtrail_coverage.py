"""Rule cloudtrail-coverage: all regions, all services, and proof."""

from typing import Any

import pytest

from secure_site_policies.rules.cloudtrail_coverage import policy
from tests.policies.judge import UNKNOWN, judge
from tests.policies.policy_examples import FINE

TYPE = "aws:cloudtrail/trail:Trail"
GOOD = {"isMultiRegionTrail": True, "enableLogFileValidation": True}


@pytest.mark.parametrize("properties", [GOOD, {**GOOD, "enableLogging": True, "includeGlobalServiceEvents": "true"}])
def test_a_trail_of_all_passes(properties: dict[str, Any]):
    assert judge(policy, TYPE, properties) == FINE


@pytest.mark.parametrize(
    ("properties", "pattern"),
    [
        ({"enableLogFileValidation": True}, "isMultiRegionTrail"),
        ({"isMultiRegionTrail": True}, "enableLogFileValidation"),
        ({**GOOD, "enableLogging": False}, "enableLogging"),
        ({**GOOD, "includeGlobalServiceEvents": False}, "includeGlobalServiceEvents"),
    ],
)
def test_each_gap_is_blocked(properties: dict[str, Any], pattern: str):
    (message,) = judge(policy, TYPE, properties).violations
    assert f"'{pattern}'" in message.split("\n")[0]
    assert "\nWrite instead: " in message


def test_what_is_not_known_yet_fails_closed():
    (message,) = judge(policy, TYPE, {**GOOD, "isMultiRegionTrail": UNKNOWN}).violations
    assert "cannot be decided at preview" in message
