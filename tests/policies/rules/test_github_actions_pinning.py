"""Rule github-actions-pinning: actions of everyone by a tag, and by a commit."""

from typing import Any

import pytest

from secure_site_policies.rules.github_actions_pinning import policy
from tests.policies.judge import UNKNOWN, judge
from tests.policies.policy_examples import FINE

TYPE = "github:index/actionsRepositoryPermissions:ActionsRepositoryPermissions"


@pytest.mark.parametrize(
    "properties",
    [
        {"allowedActions": "all", "shaPinningRequired": True},
        {"allowedActions": "local_only"},
        {"allowedActions": "selected"},
        {"enabled": False},
    ],
)
def test_reviewed_code_passes(properties: dict[str, Any]):
    assert judge(policy, TYPE, properties) == FINE


@pytest.mark.parametrize(
    ("properties", "pattern"),
    [
        ({"allowedActions": "all"}, "shaPinningRequired"),
        ({}, "shaPinningRequired"),
        ({"shaPinningRequired": False}, "shaPinningRequired"),
    ],
)
def test_tags_that_can_move_are_blocked(properties: dict[str, Any], pattern: str):
    (message,) = judge(policy, TYPE, properties).violations
    assert f"'{pattern}'" in message.split("\n")[0]
    assert "\nWrite instead: " in message


def test_what_is_not_known_yet_fails_closed():
    (message,) = judge(policy, TYPE, {"allowedActions": UNKNOWN}).violations
    assert "cannot be decided at preview" in message
