"""The program's modules are imported while the engine starts."""

import sys
import threading
from pathlib import Path

import pytest

from sandbox.program import import_ahead


def import_and_wait(project: Path) -> None:
    import_ahead(project)
    for thread in threading.enumerate():
        if thread.name == "import":
            thread.join(timeout=30)


def test_what_the_program_imports_is_there_when_it_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    for name in ("imported_ahead_one", "imported_ahead_two"):
        (tmp_path / f"{name}.py").write_text("value = 1")
    program = "import imported_ahead_one\nfrom imported_ahead_two import value\nraise SystemExit('is not run')\n"
    (tmp_path / "__main__.py").write_text(program)
    import_and_wait(tmp_path)
    assert {"imported_ahead_one", "imported_ahead_two"} <= sys.modules.keys()


@pytest.mark.parametrize("program", ["import no_such_module", "not Python"])
def test_a_program_that_cannot_be_imported_is_left_to_its_own_run(
    tmp_path: Path, program: str, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "__main__.py").write_text(program)
    import_and_wait(tmp_path)
    assert capfd.readouterr() == ("", "")
