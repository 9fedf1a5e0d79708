"""Rule oidc-provider: the audiences of an identity provider."""

from typing import Any

import pytest

from secure_site_policies.rules.oidc_provider import policy
from tests.policies.judge import UNKNOWN, judge
from tests.policies.policy_examples import FINE

TYPE = "aws:iam/openIdConnectProvider:OpenIdConnectProvider"
GITHUB = {"url": "https://token.actions.githubusercontent.com"}


@pytest.mark.parametrize(
    "properties",
    [
        {**GITHUB, "clientIdLists": ["sts.amazonaws.com"]},
        {"url": "https://oidc.eks.eu-west-1.amazonaws.com/id/X", "clientIdLists": ["sts.amazonaws.com"]},
        {"url": "https://gitlab.com", "clientIdLists": ["https://gitlab.com"]},
        {"url": "https://login.example.com", "clientIdLists": ["app"]},
    ],
)
def test_one_audience_passes(properties: dict[str, Any]):
    assert judge(policy, TYPE, properties) == FINE


@pytest.mark.parametrize(
    ("properties", "pattern"),
    [
        ({**GITHUB, "clientIdLists": ["sts.amazonaws.com", "vault"]}, "vault"),
        ({**GITHUB, "clientIdLists": ["https://github.com/example"]}, "https://github.com/example"),
        ({"url": "http://login.example.com", "clientIdLists": ["app"]}, "url"),
        ({"url": "https://login.example.com", "clientIdLists": ["*"]}, "*"),
    ],
)
def test_tokens_for_others_are_blocked(properties: dict[str, Any], pattern: str):
    (message,) = judge(policy, TYPE, properties).violations
    assert f"'{pattern}'" in message.split("\n")[0]
    assert "\nWrite instead: " in message


def test_what_is_not_known_yet_fails_closed():
    (message,) = judge(policy, TYPE, {**GITHUB, "clientIdLists": UNKNOWN}).violations
    assert "cannot be decided at preview" in message
