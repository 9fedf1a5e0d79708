"""The step that builds a pull request's site leaves the built folder and the rules beside it, and nothing else."""

import subprocess
from pathlib import Path

import pytest

from rollout.previews import build, main
from rollout.previews.task import StepError, Task
from rollout.stacks import REPOSITORY


def left(folder: Path) -> set[str]:
    return {str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file()}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "site" / ".git").mkdir(parents=True)
    (tmp_path / "site" / ".git" / "config").write_text("x")
    (tmp_path / "site" / "publish.toml").write_text("")
    (tmp_path / "site" / "index.html").write_text("as it is")
    return tmp_path / "site"


def test_a_site_is_built_and_its_folder_is_kept(site: Path, tmp_path: Path) -> None:
    given = {"SITE": str(site), "BUILD": "mkdir -p dist/a\necho built > dist/a/index.html", "OUTPUT": "dist"}
    assert build.run(tmp_path / "out", given) == 0
    assert left(tmp_path / "out") == {"site/a/index.html", "publish.toml"}


def test_a_site_without_a_build_is_kept_without_its_history(site: Path, tmp_path: Path) -> None:
    (tmp_path / "out" / "site").mkdir(parents=True)
    (tmp_path / "out" / "site" / "old.html").write_text("of an earlier run")
    build.run(tmp_path / "out", {"SITE": str(site)})
    assert left(tmp_path / "out") == {"site/index.html", "site/publish.toml"}


@pytest.mark.parametrize(
    ("commands", "message"),
    [("false\ntrue", "exit status 1"), ("false | true", "exit status 1"), ("true", "no folder")],
)
def test_a_build_that_fails_or_leaves_nothing_ends_the_step(
    site: Path, tmp_path: Path, commands: str, message: str
) -> None:
    with pytest.raises(StepError, match=message):
        build.run(tmp_path / "out", {"SITE": str(site), "BUILD": commands, "OUTPUT": "dist"})


def test_a_checkout_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StepError, match="set SITE to the checkout"):
        build.run(tmp_path / "out", {"SITE": str(tmp_path / "nowhere"), "BUILD": "true"})


@pytest.mark.parametrize("written", ["", "[]", '{"publish":["1"],"commit":"","open":[],"newest":1}', '{"commit":"x"}'])
def test_a_task_that_no_step_has_written_is_refused(
    tmp_path: Path, written: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "task.json").write_text(written)
    with pytest.raises(StepError):
        Task.read(tmp_path)
    assert main(["publish", "--folder", str(tmp_path)]) == 2
    assert "task.json" in capsys.readouterr().err


def test_what_is_stale_is_a_closed_pull_requests_and_no_other_preview() -> None:
    task = Task([], "", [1, 7], 9)
    assert task.stale(["pr-1", "pr-2", "pr-7", "pr-9", "pr-10", "try-1", "pr-02"]) == ["pr-2", "pr-9"]


@pytest.mark.parametrize("step", ["build", "fetch", "comment"])
def test_a_step_with_a_token_or_none_needs_nothing_but_python(step: str) -> None:
    code = f"import sys; sys.modules['boto3'] = sys.modules['pulumi'] = None; import rollout.previews.{step}"
    ran = subprocess.run(
        ["python3", "-S", "-c", f"import sys; sys.path.append('policies'); {code}"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
