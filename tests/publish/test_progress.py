"""A progress bar for people, and nothing for anybody else."""

import builtins
import sys
from typing import Any

import pytest

from publish.progress import progress

Capture = pytest.CaptureFixture[str]


def run(capsys: Capture) -> str:
    with progress("publishing", 2) as advance:
        advance(1)
        advance(1)
    out, err = capsys.readouterr()
    assert out == ""
    return err


def test_a_terminal_shows_a_bar(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert "publishing" in run(capsys)


def test_a_pipe_gets_nothing(capsys: Capture) -> None:
    assert run(capsys) == ""


def test_without_rich_there_is_no_bar(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    really_import = builtins.__import__

    def without_rich(name: str, *rest: Any) -> Any:
        if name.startswith("rich"):
            raise ImportError(name)
        return really_import(name, *rest)

    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setattr(builtins, "__import__", without_rich)
    assert run(capsys) == ""
