"""Rule codebuild-logs: where a build leaves its log."""

from typing import Any

import pytest

from secure_site_policies.rules.codebuild_logs import policy
from tests.policies.judge import UNKNOWN, judge

PROJECT = "aws:codebuild/project:Project"
OFF = {"status": "DISABLED"}


@pytest.mark.parametrize(
    "logs",
    [
        {"cloudwatchLogs": {"status": "ENABLED", "groupName": UNKNOWN}},
        {"cloudwatchLogs": {"groupName": "/aws/codebuild/site"}},
        {"cloudwatchLogs": OFF, "s3Logs": {"status": "ENABLED", "location": "logs/build"}},
        {"s3Logs": OFF},
        {"s3Logs": {"status": "ENABLED"}},
        [{"cloudwatchLogs": {"status": "ENABLED"}}],
        {},
        None,
    ],
)
def test_a_build_with_one_log_passes(logs: Any):
    assert judge(policy, PROJECT, {"logsConfig": logs}).violations == []
    assert judge(policy, PROJECT, {}).violations == []


@pytest.mark.parametrize(
    "logs",
    [
        {"cloudwatchLogs": OFF},
        {"cloudwatchLogs": OFF, "s3Logs": OFF},
        {"cloudwatchLogs": OFF, "s3Logs": None},
        {"cloudwatchLogs": OFF, "s3Logs": {"location": "logs/build"}},
        [{"cloudwatchLogs": OFF}],
    ],
)
def test_a_build_without_a_log_is_blocked(logs: Any):
    (message,) = judge(policy, PROJECT, {"logsConfig": logs}).violations
    assert "logsConfig.cloudwatchLogs is 'DISABLED' and logsConfig.s3Logs is not enabled." in message
    assert 'Write instead: logs_config={"cloudwatch_logs"' in message


@pytest.mark.parametrize("logs", [UNKNOWN, {"cloudwatchLogs": UNKNOWN}, {"cloudwatchLogs": OFF, "s3Logs": UNKNOWN}])
def test_unknown_logs_fail_closed(logs: Any):
    (message,) = judge(policy, PROJECT, {"logsConfig": logs}).violations
    assert "cannot be decided at preview" in message


def test_other_resources_are_left_alone():
    assert judge(policy, "aws:codebuild/fleet:Fleet", {"logsConfig": {"cloudwatchLogs": OFF}}).violations == []
