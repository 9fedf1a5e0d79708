"""When an update may be left out: nothing of it can have changed since the last one."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox.applied import Applied
from sandbox.checkpoint import Checkpoint


@pytest.fixture
def program(tmp_path: Path) -> Path:
    folder = tmp_path / "program"
    (folder / "components").mkdir(parents=True)
    (folder / "__main__.py").write_text("program")
    (folder / "components" / "bucket.py").write_text("bucket")
    return folder


@pytest.fixture
def applied(program: Path, tmp_path: Path) -> Callable[[], Applied]:
    (tmp_path / "dev.json").write_text("state")
    return lambda: Applied(tmp_path / "applied.json", Checkpoint(tmp_path / "dev.json"), program)


def test_before_the_first_update_nothing_is_applied(applied: Callable[[], Applied]) -> None:
    assert not applied().is_current()


def test_after_an_update_everything_is_applied(applied: Callable[[], Applied]) -> None:
    applied().note()
    assert applied().is_current()


def test_a_changed_a_new_and_a_removed_file_ask_for_an_update(applied: Callable[[], Applied], program: Path) -> None:
    file = program / "components" / "bucket.py"
    for change in (lambda: file.write_text("protect"), (program / "components" / "new.py").touch, file.unlink):
        applied().note()
        change()
        assert not applied().is_current()


def test_a_changed_state_asks_for_an_update(applied: Callable[[], Applied], tmp_path: Path) -> None:
    applied().note()
    (tmp_path / "dev.json").write_text("unprotected by hand")
    assert not applied().is_current()


def test_a_file_that_changes_during_the_update_counts_as_not_applied(
    applied: Callable[[], Applied], program: Path
) -> None:
    before = applied()
    (program / "__main__.py").write_text("saved while the update ran")
    before.note()
    assert not applied().is_current()


def test_bytecode_and_hidden_folders_do_not_count(applied: Callable[[], Applied], program: Path) -> None:
    applied().note()
    for folder in (program / ".sandbox", program / "components" / "__pycache__"):
        folder.mkdir()
        (folder / "file").touch()
    assert applied().is_current()
