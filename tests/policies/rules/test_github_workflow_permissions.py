"""Rule github-workflow-permissions: what a workflow may do by default."""

from typing import Any

import pytest

from secure_site_policies.rules.github_workflow_permissions import policy
from tests.policies.judge import UNKNOWN, judge
from tests.policies.policy_examples import FINE

TYPE = "github:index/workflowRepositoryPermissions:WorkflowRepositoryPermissions"


@pytest.mark.parametrize(
    "properties", [{}, {"defaultWorkflowPermissions": "read", "canApprovePullRequestReviews": False}]
)
def test_reading_passes(properties: dict[str, Any]):
    assert judge(policy, TYPE, properties) == FINE


@pytest.mark.parametrize(
    ("properties", "pattern"),
    [
        ({"defaultWorkflowPermissions": "write"}, "write"),
        ({"canApprovePullRequestReviews": True}, "canApprovePullRequestReviews"),
    ],
)
def test_writing_and_approving_are_blocked(properties: dict[str, Any], pattern: str):
    (message,) = judge(policy, TYPE, properties).violations
    assert f"'{pattern}'" in message.split("\n")[0]
    assert "\nWrite instead: " in message


def test_what_is_not_known_yet_fails_closed():
    (message,) = judge(policy, TYPE, {"defaultWorkflowPermissions": UNKNOWN}).violations
    assert "cannot be decided at preview" in message
