"""Only the head of a branch is deployed: a run for an older commit stops before it has a role."""

import subprocess
from pathlib import Path

import pytest

from rollout import head


def git(repository: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.com"]
    command = ["git", "-C", str(repository), *identity, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def commits(tmp_path: Path) -> list[str]:
    """The commits of a repository, whose last one is checked out."""
    git(tmp_path, "init", "--initial-branch=main")
    found: list[str] = []
    for name in ("first", "second"):
        git(tmp_path, "commit", "--allow-empty", "-m", name)
        found.append(git(tmp_path, "rev-parse", "HEAD"))
    return found


def test_the_run_of_the_head_goes_on(tmp_path: Path, commits: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_SHA", commits[1])
    assert head.main([], tmp_path) == 0


def test_the_run_of_an_older_commit_stops_and_names_both(
    tmp_path: Path, commits: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITHUB_SHA", commits[0])
    assert head.main([], tmp_path) == 2
    said = capsys.readouterr().err
    assert all(commit in said for commit in commits)
    assert "nothing was deployed" in said


@pytest.mark.parametrize("commit", ["", "HEAD", "main"])
def test_what_is_no_commit_is_not_the_head(
    tmp_path: Path, commits: list[str], monkeypatch: pytest.MonkeyPatch, commit: str
) -> None:
    assert commits
    monkeypatch.setenv("GITHUB_SHA", commit)
    assert head.main([], tmp_path) == 2


def test_a_shortened_commit_is_not_taken_for_the_head(
    tmp_path: Path, commits: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_SHA", commits[1][:12])
    assert head.main([], tmp_path) == 2
