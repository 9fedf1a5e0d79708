"""Rule github-deploy-key: a key that can push is blocked."""

from typing import Any

import pytest

from secure_site_policies.rules.github_deploy_key import policy
from tests.policies.judge import UNKNOWN, judge
from tests.policies.policy_examples import FINE

TYPE = "github:index/repositoryDeployKey:RepositoryDeployKey"


@pytest.mark.parametrize("properties", [{}, {"readOnly": True}, {"readOnly": "true"}])
def test_a_key_that_only_reads_passes(properties: dict[str, Any]):
    assert judge(policy, TYPE, properties) == FINE


@pytest.mark.parametrize(
    ("properties", "pattern"), [({"readOnly": False}, "readOnly"), ({"readOnly": "false"}, "readOnly")]
)
def test_a_key_that_pushes_is_blocked(properties: dict[str, Any], pattern: str):
    (message,) = judge(policy, TYPE, properties).violations
    assert f"'{pattern}'" in message.split("\n")[0]
    assert "\nWrite instead: " in message


def test_what_is_not_known_yet_fails_closed():
    (message,) = judge(policy, TYPE, {"readOnly": UNKNOWN}).violations
    assert "cannot be decided at preview" in message
