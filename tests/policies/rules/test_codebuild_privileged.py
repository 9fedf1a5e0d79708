"""Rule codebuild-privileged: what a build may do to the machine it runs on."""

from typing import Any

import pytest

from secure_site_policies.rules.codebuild_privileged import policy
from tests.policies.judge import UNKNOWN, judge

PROJECT = "aws:codebuild/project:Project"
EMPTY: list[dict[str, Any]] = [{}, {"environment": None}, {"environment": {}}, {"environment": {"image": "x"}}]


@pytest.mark.parametrize("properties", EMPTY)
def test_a_build_without_the_mode_passes(properties: dict[str, Any]):
    assert judge(policy, PROJECT, properties).violations == []


@pytest.mark.parametrize("mode", [False, "false", None])
def test_the_mode_turned_off_passes(mode: Any):
    assert judge(policy, PROJECT, {"environment": {"privilegedMode": mode}}).violations == []


@pytest.mark.parametrize("mode", [True, "true"])
def test_a_privileged_build_is_blocked(mode: Any):
    (message,) = judge(policy, PROJECT, {"environment": {"privilegedMode": mode}}).violations
    assert message.startswith("it: environment.privilegedMode: 'privilegedMode' is on.\nWrite instead: ")


@pytest.mark.parametrize("properties", [{"environment": UNKNOWN}, {"environment": {"privilegedMode": UNKNOWN}}])
def test_an_unknown_mode_fails_closed(properties: dict[str, Any]):
    (message,) = judge(policy, PROJECT, properties).violations
    assert "cannot be decided at preview" in message


def test_other_resources_are_left_alone():
    assert judge(policy, "aws:batch/jobDefinition:JobDefinition", {"environment": {"privilegedMode": True}}) == judge(
        policy, "aws:sqs/queue:Queue", {}
    )
