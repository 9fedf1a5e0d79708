"""What a run has built is fetched for the pull request that GitHub says it is of, and in no larger amount."""

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rollout.github import GitHubError
from rollout.previews import fetch, main
from rollout.previews.archive import Limits
from tests.rollout.fake_github import REPOSITORY, TOKEN, FakeGitHub, serving

COMMIT = "a" * 40


def archive(text: str = "x") -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as found:
        found.writestr("site/index.html", text)
    return written.getvalue()


def pull(number: int, commit: str = COMMIT, repository: int | None = 5, state: str = "open") -> dict[str, Any]:
    return {"number": number, "state": state, "head": {"sha": commit, "repo": repository and {"id": repository}}}


@pytest.fixture
def github(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeGitHub]:
    with serving() as found:
        given = {"GITHUB_REPOSITORY": REPOSITORY, "GITHUB_TOKEN": TOKEN, "GITHUB_API_URL": found.api, "RUN_ID": "9"}
        for name, value in given.items():
            monkeypatch.setenv(name, value)
        found.pulls.append(pull(7))
        found.archives[9] = archive()
        found.runs[9] = {
            "id": 9,
            "event": "pull_request",
            "conclusion": "success",
            "head_sha": COMMIT,
            "head_repository": {"id": 5},
        }
        yield found


def task(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "task.json").read_text())


def test_the_site_and_the_pull_requests_it_is_for_are_handed_on(github: FakeGitHub, tmp_path: Path) -> None:
    github.pulls += [pull(8, "b" * 40), pull(9, repository=6), pull(10, repository=None), pull(11, state="closed")]
    github.pulls.append(pull(12))
    assert main(["fetch", "--folder", str(tmp_path / "out")]) == 0
    assert task(tmp_path / "out") == {"publish": [7, 12], "commit": COMMIT, "open": [7, 8, 9, 10, 12], "newest": 12}
    assert (tmp_path / "out" / "site" / "index.html").read_text() == "x"
    assert not list(tmp_path.glob("*.zip"))
    assert github.tokens == {f"Bearer {TOKEN}"}


def test_without_a_run_nothing_is_published_and_the_open_ones_are_handed_on(
    github: FakeGitHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RUN_ID", "")
    github.pulls.append(pull(30, state="closed"))
    assert main(["fetch", "--folder", str(tmp_path / "out")]) == 0
    assert task(tmp_path / "out") == {"publish": [], "commit": "", "open": [7], "newest": 30}


@pytest.mark.parametrize("changed", [{"event": "push"}, {"event": "workflow_dispatch"}, {"conclusion": "failure"}])
def test_only_a_run_for_a_pull_request_that_has_succeeded_is_published(
    github: FakeGitHub, tmp_path: Path, changed: dict[str, str]
) -> None:
    github.runs[9].update(changed)
    assert main(["fetch", "--folder", str(tmp_path / "out")]) == 0
    assert task(tmp_path / "out") == {"publish": [], "commit": "", "open": [7], "newest": 7}
    assert not (tmp_path / "out" / "site").exists()


@pytest.mark.parametrize("run_id", ["0", "-1", "9/../8", "$(id)", "9\n"])
def test_only_an_id_of_a_run_is_asked_for(
    github: FakeGitHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run_id: str
) -> None:
    monkeypatch.setenv("RUN_ID", run_id)
    assert main(["fetch", "--folder", str(tmp_path / "out")]) == 2
    assert github.runs.keys() == {9}


def test_an_archive_that_is_larger_than_github_says_is_not_kept(
    github: FakeGitHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def small() -> Limits:
        return Limits(packed_bytes=100)

    monkeypatch.setattr(fetch, "Limits", small)
    assert main(["fetch", "--folder", str(tmp_path / "out")]) == 2
    assert "more than 100 bytes" in capsys.readouterr().err
    monkeypatch.setattr(github, "_artifact", lambda number: {"id": number, "size_in_bytes": 1})  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
    assert main(["fetch", "--folder", str(tmp_path / "out")]) == 2
    assert "more than 100 bytes" in capsys.readouterr().err
    assert not list(tmp_path.rglob("index.html"))


def test_a_run_that_has_left_nothing_is_told_apart(
    github: FakeGitHub, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    github.archives.clear()
    assert main(["fetch", "--folder", str(tmp_path / "out")]) == 2
    assert "the build has left no artifact site-preview" in capsys.readouterr().err


def test_a_redirect_to_where_there_is_no_tls_is_not_followed(github: FakeGitHub) -> None:
    github.refusal = (302, "elsewhere")
    with pytest.raises(GitHubError, match="GitHub answered 302 to GET /x"):
        github.client.redirect("/x")
