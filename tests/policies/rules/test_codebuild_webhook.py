"""Rule codebuild-webhook: who can start a build, and with which patterns."""

from typing import Any

import pytest

from secure_site_policies.rules.codebuild_webhook import policy
from tests.policies.judge import UNKNOWN, judge
from tests.policies.policy_examples import FINE

WEBHOOK = "aws:codebuild/webhook:Webhook"
PULLS, PUSH = "PULL_REQUEST_CREATED, PULL_REQUEST_UPDATED", "PUSH"
ACTOR = "ACTOR_ACCOUNT_ID"


def one(kind: str, pattern: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, "pattern": pattern, **more}


def groups(*filters: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {"projectName": "site", "filterGroups": [{"filters": each} for each in filters], **more}


def patterns(webhook: dict[str, Any]) -> list[str]:
    messages = judge(policy, WEBHOOK, webhook).violations
    assert all("\nWrite instead: " in message for message in messages)
    return [message.split("filterGroups: ")[1].split("'")[1] for message in messages]


@pytest.mark.parametrize(
    "webhook",
    [
        groups([one("EVENT", PUSH)]),
        groups([one("EVENT", PUSH), one("HEAD_REF", "^refs/heads/main$")]),
        groups([one("EVENT", PUSH), one("HEAD_REF", "^refs/tags/v.*")]),
        groups([one("EVENT", PUSH), one("HEAD_REF", "^refs/heads/feature/")]),
        groups([one("EVENT", PUSH), one("HEAD_REF", "refs/tags", excludeMatchedPattern=True)]),
        groups([one("EVENT", PUSH), one("BASE_REF", "master"), one("COMMIT_MESSAGE", "deploy")]),
        groups([one("EVENT", PULLS), one(ACTOR, "^1234567$")]),
        groups([one("EVENT", PULLS), one(ACTOR, "^(1234567|7654321)$")]),
        groups([one("EVENT", PULLS), one(ACTOR, "(^1234567$|^7654321$)")]),
        groups([one("EVENT", PULLS), one(ACTOR, "^1234567$|^7654321$")]),
        groups([one("EVENT", "PULL_REQUEST_MERGED")]),
        groups([one("EVENT", PULLS)], pullRequestBuildPolicy={"requiresCommentApproval": "ALL_PULL_REQUESTS"}),
        {"pullRequestBuildPolicy": {"requiresCommentApproval": "FORK_PULL_REQUESTS"}},
    ],
)
def test_a_webhook_for_people_with_access_passes(webhook: dict[str, Any]):
    assert judge(policy, WEBHOOK, webhook) == FINE


@pytest.mark.parametrize(
    "webhook",
    [
        {"projectName": "site"},
        {"filterGroups": []},
        {"filterGroups": [{"filters": None}]},
        {"branchFilter": "main"},
        {"pullRequestBuildPolicy": {"requiresCommentApproval": "DISABLED"}},
    ],
)
def test_without_a_filter_the_pull_request_of_anyone_builds(webhook: dict[str, Any]):
    assert patterns(webhook) == ["filterGroups"]


@pytest.mark.parametrize(
    "group",
    [
        [one("EVENT", PULLS)],
        [one("EVENT", f"PUSH,{PULLS}"), one("HEAD_REF", "^refs/heads/main$")],
        [one("EVENT", "PULL_REQUEST_CLOSED"), one("BASE_REF", "^refs/heads/main$")],
        [one("EVENT", PULLS), one(ACTOR, "^1234567$", excludeMatchedPattern=True)],
        [one("FILE_PATH", "^src/")],
    ],
)
def test_a_group_for_pull_requests_names_the_actors(group: list[dict[str, Any]]):
    assert patterns(groups([one("EVENT", PUSH)], group)) == [ACTOR]


@pytest.mark.parametrize(
    "pattern",
    [
        *("1234567", "^1234567", "1234567$", "^1234567|7654321$", "^1234567$|7654321", "(1234567|7654321)", "1234567|"),
        *("^.*$", "^[0-9]+$", ".*", "", "^(1234567|.*)$", "^(1234567$"),
    ],
)
def test_a_pattern_that_lets_in_other_accounts_is_blocked(pattern: str):
    assert patterns(groups([one("EVENT", PULLS), one(ACTOR, pattern)])) == [pattern]


@pytest.mark.parametrize("pattern", [r"^\d+$", r"^1234567\$", r"^\w*$"])
def test_an_escape_is_read_as_one(pattern: str):
    assert len(patterns(groups([one("EVENT", PULLS), one(ACTOR, pattern)]))) == 1


@pytest.mark.parametrize("pattern", ["refs/heads/main", "^refs/heads/main", "refs/heads/main$", "main"])
def test_a_branch_is_named_in_full(pattern: str):
    assert patterns(groups([one("EVENT", PUSH), one("HEAD_REF", pattern)])) == [pattern]


@pytest.mark.parametrize("webhook", [{"filterGroups": UNKNOWN}, groups([one("EVENT", UNKNOWN)])])
def test_what_is_not_known_yet_fails_closed(webhook: dict[str, Any]):
    (message,) = judge(policy, WEBHOOK, webhook).violations
    assert "cannot be decided at preview" in message
