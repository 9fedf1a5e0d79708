"""A result is passed from job to job as a file, and its reader does not trust it."""

import json
from pathlib import Path

import pytest

from rollout.result import Outcome, Result, load

RESULT = Result(Outcome.BLOCKED, "1 to delete", "the report")


def test_a_result_comes_back_as_it_was(tmp_path: Path) -> None:
    RESULT.save(tmp_path, "plan", "dev")
    assert load(tmp_path, "plan", "dev") == RESULT
    assert load(tmp_path, "plan", "prod") is None
    assert load(tmp_path, "drift", "dev") is None


def test_a_result_is_shown_and_added_to_the_summary_of_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    summary = tmp_path / "summary.md"
    summary.write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    RESULT.save(tmp_path, "plan", "dev")
    for text in (summary.read_text(), capsys.readouterr().out):
        assert "dev: blocked, 1 to delete\n\nthe report" in text
    assert summary.read_text().startswith("before\n")


def test_a_link_to_another_file_is_not_read(tmp_path: Path) -> None:
    RESULT.save(tmp_path / "elsewhere", "plan", "dev")
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "plan-dev.json").symlink_to(tmp_path / "elsewhere" / "plan-dev.json")
    assert load(tmp_path / "results", "plan", "dev") is None


@pytest.mark.parametrize(
    "content",
    [
        "no JSON",
        "[]",
        "{}",
        json.dumps({"outcome": "splendid", "headline": "", "report": ""}),
        json.dumps({"outcome": "passed", "headline": 7, "report": ""}),
        "[" * 100_000,
    ],
    ids=["no JSON", "a list", "nothing", "an unknown outcome", "a number", "too deep"],
)
def test_what_is_no_result_counts_as_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "plan-dev.json").write_text(content)
    assert load(tmp_path, "plan", "dev") is None


def test_a_headline_stays_one_short_line(tmp_path: Path) -> None:
    content = {"outcome": "passed", "headline": "one\n# two " + "x" * 500, "report": ""}
    (tmp_path / "plan-dev.json").write_text(json.dumps(content))
    found = load(tmp_path, "plan", "dev")
    assert found is not None
    assert "\n" not in found.headline
    assert len(found.headline) == 200
