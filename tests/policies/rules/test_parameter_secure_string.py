"""Rule parameter-secure-string: the type of parameters that hold credentials."""

from typing import Any

import pytest

from secure_site_policies.rules.parameter_secure_string import policy
from tests.policies.judge import UNKNOWN, judge
from tests.policies.policy_examples import FINE

TYPE = "aws:ssm/parameter:Parameter"


@pytest.mark.parametrize(
    "properties",
    [
        {"name": "/app/db/password", "type": "SecureString", "value": "x-y-z"},
        {"name": "/app/color", "type": "String", "value": "blue"},
        {"name": "/app/db/password-arn", "type": "String", "value": "x"},
        {"name": "/app/token", "type": "String", "value": "CHANGEME"},
        {"type": "String", "value": UNKNOWN},
    ],
)
def test_an_encrypted_parameter_passes(properties: dict[str, Any]):
    assert judge(policy, TYPE, properties) == FINE


@pytest.mark.parametrize(
    ("properties", "pattern"),
    [
        ({"name": "/app/db/password", "type": "String", "value": "x-y-z"}, "String"),
        ({"name": "API_TOKEN", "type": "StringList", "value": UNKNOWN}, "StringList"),
        ({"name": "/app/secret", "type": "String", "insecureValue": "x-y-z"}, "String"),
    ],
)
def test_a_credential_in_plain_is_blocked(properties: dict[str, Any], pattern: str):
    (message,) = judge(policy, TYPE, properties).violations
    assert f"'{pattern}'" in message.split("\n")[0]
    assert "\nWrite instead: " in message


def test_what_is_not_known_yet_fails_closed():
    (message,) = judge(policy, TYPE, {"name": "/app/token", "type": UNKNOWN}).violations
    assert "cannot be decided at preview" in message
