"""Rule github-environment: the branches that deploy to an environment."""

from typing import Any

import pytest

from secure_site_policies.rules.github_environment import policy
from tests.policies.judge import UNKNOWN, judge
from tests.policies.policy_examples import FINE

TYPE = "github:index/repositoryEnvironment:RepositoryEnvironment"
KEY = "deploymentBranchPolicy"


@pytest.mark.parametrize(
    "properties",
    [{KEY: {"customBranchPolicies": True, "protectedBranches": False}}, {KEY: [{"protectedBranches": True}]}],
)
def test_named_branches_pass(properties: dict[str, Any]):
    assert judge(policy, TYPE, properties) == FINE


@pytest.mark.parametrize(
    ("properties", "pattern"),
    [({}, KEY), ({KEY: None}, KEY), ({KEY: {"protectedBranches": False, "customBranchPolicies": False}}, KEY)],
)
def test_any_branch_is_blocked(properties: dict[str, Any], pattern: str):
    (message,) = judge(policy, TYPE, properties).violations
    assert f"'{pattern}'" in message.split("\n")[0]
    assert "\nWrite instead: " in message


def test_what_is_not_known_yet_fails_closed():
    (message,) = judge(policy, TYPE, {KEY: UNKNOWN}).violations
    assert "cannot be decided at preview" in message
