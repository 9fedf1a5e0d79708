"""The posts of a rollout at GitHub: created once, then updated; another author's text is never changed."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from rollout import awake, comment, issue
from rollout.github import AUTHOR, BODY_LIMIT, GitHub, GitHubError
from rollout.result import Outcome, Result
from rollout.stacks import REPOSITORY as ROOT
from tests.rollout.fake_github import REPOSITORY, TOKEN, FakeGitHub, serving, written_by

CLEAN = Result(Outcome.PASSED, "no changes, 0 against a policy", "")
DRIFTED = Result(Outcome.DRIFTED, "1 to create, 0 against a policy", "a table")
PLAN = Result(Outcome.PASSED, "2 to update", "the report")


@pytest.fixture
def github() -> Iterator[FakeGitHub]:
    with serving() as found:
        yield found


@pytest.fixture(autouse=True)
def of_no_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_RUN_ID", raising=False)


def test_a_comment_is_written_once_and_then_updated(github: FakeGitHub) -> None:
    assert comment.upsert(github.client, "7", "dev", PLAN, "abc123") == "comment created"
    blocked = Result(Outcome.BLOCKED, "1 to delete", "another report")
    assert comment.upsert(github.client, "7", "dev", blocked, "def456") == "comment updated"
    (only,) = github.comments
    assert all(part in only["body"] for part in ("`dev`", "blocked", "1 to delete", "another report", "def456"))
    assert "abc123" not in only["body"]


def test_each_workflow_with_a_schedule_is_enabled(github: FakeGitHub, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = {"GITHUB_REPOSITORY": REPOSITORY, "GITHUB_TOKEN": TOKEN, "GITHUB_API_URL": github.api}
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert awake.main([]) == 0
    where = f"/repos/{REPOSITORY}/actions/workflows"
    assert github.written == [("PUT", f"{where}/drift.yml/enable"), ("PUT", f"{where}/sites.yml/enable")]
    github.refusal = (403, "Resource not accessible by integration")
    assert awake.main([]) == 1


def test_each_stack_has_a_comment_of_its_own(github: FakeGitHub) -> None:
    for stack in ("dev", "prod", "dev"):
        comment.upsert(github.client, "7", stack, PLAN, "")
    assert len(github.comments) == 2


def test_a_comment_is_found_again_behind_a_hundred_others(github: FakeGitHub) -> None:
    github.comments += [written_by("somebody", "talk") for _ in range(250)]
    comment.upsert(github.client, "7", "dev", PLAN, "")
    assert comment.upsert(github.client, "7", "dev", PLAN, "") == "comment updated"
    assert len(github.comments) == 251


def test_somebody_elses_comment_with_the_marker_is_left_alone(github: FakeGitHub) -> None:
    comment.upsert(github.client, "7", "dev", PLAN, "")
    forged = github.comments[0]["body"]
    github.comments[0] = written_by("somebody", forged, id=1)
    assert comment.upsert(github.client, "7", "dev", PLAN, "") == "comment created"
    assert github.comments[0]["body"] == forged


def test_a_report_cannot_pass_for_the_comment_of_another_stack(github: FakeGitHub) -> None:
    comment.upsert(github.client, "7", "dev", Result(Outcome.PASSED, "", "<!-- secure-site preview of prod -->"), "")
    assert comment.upsert(github.client, "7", "prod", PLAN, "") == "comment created"


def test_a_stack_that_is_not_touched_has_no_comment_but_an_old_one_does_not_stay_as_it_was(github: FakeGitHub) -> None:
    assert comment.upsert(github.client, "7", "dev", None, "abc") == "no result, and no comment to update"
    comment.upsert(github.client, "7", "dev", PLAN, "abc")
    comment.upsert(github.client, "7", "dev", None, "def")
    (only,) = github.comments
    assert "the report" not in only["body"]
    assert "no preview" in only["body"]


def test_what_is_too_long_is_cut_and_says_where_the_rest_is(
    github: FakeGitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_RUN_ID", "12")
    monkeypatch.setenv("GITHUB_SERVER_URL", "https://github.example")
    monkeypatch.setenv("GITHUB_REPOSITORY", REPOSITORY)
    long = Result(Outcome.PASSED, "", "a line\n" * BODY_LIMIT)
    comment.upsert(github.client, "7", "dev", long, "")
    body = github.comments[0]["body"]
    assert BODY_LIMIT - 100 < len(body) <= BODY_LIMIT
    assert "https://github.example/owner/name/actions/runs/12" in body.partition("a line")[0].rpartition("**Cut**")[2]


def test_drift_opens_one_issue_and_updates_it(github: FakeGitHub) -> None:
    assert issue.upsert(github.client, {"dev": DRIFTED, "prod": CLEAN}) == "issue 40 opened"
    worse = Result(Outcome.BLOCKED, "1 to create, 2 against a policy", "more")
    assert issue.upsert(github.client, {"dev": worse, "prod": CLEAN}) == "issue 40 updated"
    (only,) = github.issues
    assert "2 against a policy" in only["body"]
    assert "## `prod`: passed" in only["body"]


def test_the_issue_is_closed_with_a_word_when_all_is_well_again(github: FakeGitHub) -> None:
    issue.upsert(github.client, {"dev": DRIFTED})
    assert issue.upsert(github.client, {"dev": CLEAN}) == "issue 40 closed"
    assert github.issues[0]["state"] == "closed"
    assert github.comments[0]["body"].startswith("The account matches the program")
    assert issue.upsert(github.client, {"dev": CLEAN}) == "no drift, and no issue is open"


def test_new_drift_after_a_closed_issue_opens_another(github: FakeGitHub) -> None:
    for found in (DRIFTED, CLEAN, DRIFTED):
        issue.upsert(github.client, {"dev": found})
    assert [item["state"] for item in github.issues] == ["closed", "open"]


def test_neither_a_pull_request_nor_somebody_elses_issue_is_taken_for_the_issue(github: FakeGitHub) -> None:
    issue.upsert(github.client, {"dev": DRIFTED})
    body = github.issues.pop()["body"]
    github.issues += [
        written_by("somebody", body, number=1, state="open"),
        written_by(AUTHOR, body, number=2, state="open", pull_request={}),
    ]
    assert issue.upsert(github.client, {"dev": DRIFTED}).endswith("opened")


def test_a_stack_without_a_result_counts_as_one_that_could_not_be_looked_at(
    github: FakeGitHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_REPOSITORY", REPOSITORY)
    monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
    monkeypatch.setenv("GITHUB_API_URL", github.api)
    CLEAN.save(tmp_path, "drift", "dev")
    arguments = ["--folder", str(tmp_path), "--stacks", '[{"stack": "dev"}, {"stack": "prod"}]']
    assert issue.main(arguments) == 0
    assert "## `prod`: failed" in github.issues[0]["body"]


def test_the_comments_of_all_stacks_are_written_from_the_folder_of_results(
    github: FakeGitHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_REPOSITORY", REPOSITORY)
    monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
    monkeypatch.setenv("GITHUB_API_URL", github.api)
    PLAN.save(tmp_path, "plan", "prod")
    PLAN.save(tmp_path, "plan", "of-a-pull-request")
    assert comment.main(["--folder", str(tmp_path), "--pull-request", "7", "--commit", "abc"]) == 0
    assert ["`prod`" in item["body"] for item in github.comments] == [True]


@pytest.mark.parametrize(
    "arguments", [["--pull-request", "7/../8"], ["--pull-request", ""], ["--pull-request", "7", "--commit", "a b"]]
)
def test_what_is_no_number_and_no_commit_is_refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert comment.main(arguments) == 1
    assert "number of a pull request" in capsys.readouterr().err


def test_an_error_is_one_line_with_the_request_and_githubs_reason_and_without_the_token(github: FakeGitHub) -> None:
    github.refusal = (403, "Resource not accessible\nby integration")
    with pytest.raises(GitHubError) as error:
        comment.upsert(github.client, "7", "dev", PLAN, "")
    asked = "GET /issues/7/comments"
    assert str(error.value) == f"GitHub answered 403 to {asked}: Resource not accessible by integration"
    assert error.value.__cause__ is None


def test_a_redirect_is_not_followed_with_the_token(github: FakeGitHub) -> None:
    github.refusal = (302, "Moved")
    with pytest.raises(GitHubError, match="302"):
        github.client.send("GET", "/issues")
    assert github.tokens == {f"Bearer {TOKEN}"}


def test_a_host_that_does_not_answer_is_said_without_the_token() -> None:
    with pytest.raises(GitHubError, match="could not be reached for GET /issues") as error:
        GitHub(REPOSITORY, TOKEN, "http://127.0.0.1:9").send("GET", "/issues")
    is_shown = TOKEN in str(error.value)
    assert not is_shown


@pytest.mark.parametrize("command", ["comment", "issue", "stacks"])
def test_what_may_write_needs_nothing_but_python(command: str) -> None:
    # Without site-packages: a job that holds a token installs nothing.
    arguments = [sys.executable, "-S", "-m", "rollout", command, "--help"]
    done = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"usage: python -m rollout {command}")


@pytest.mark.parametrize(("repository", "token"), [("owner/name/more", TOKEN), ("", TOKEN), (REPOSITORY, "")])
def test_a_client_needs_a_repository_and_a_token(repository: str, token: str) -> None:
    with pytest.raises(GitHubError, match="GITHUB_"):
        GitHub(repository, token)
