"""The tables of docs/sandbox.md and the tests that they name hold together."""

import ast
import re
from pathlib import Path

from sandbox.home import REPOSITORY

_PAGE = REPOSITORY / "docs" / "sandbox.md"
_ROW = re.compile(r"`(test_\w+)` in (?:\[[\w.]+\]\((?P<file>[^)]+)\)|the same)")
_WHOLLY_NAMED = ("tests/stacks/test_strictness.py",)
"""Files whose every test stands for a difference, and so for a row."""


def named_tests() -> set[tuple[Path, str]]:
    """File and name of each test that a row names."""
    found: set[tuple[Path, str]] = set()
    file: Path | None = None
    for row in _ROW.finditer(_PAGE.read_text()):
        if row["file"]:
            file = (_PAGE.parent / row["file"]).resolve()
        assert file is not None, row[0]
        found.add((file, row[1]))
    return found


def _functions_of(file: Path) -> set[str]:
    return {
        node.name
        for node in ast.parse(file.read_text()).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def test_every_test_that_the_page_names_exists() -> None:
    missing = [f"{file.name}: {name}" for file, name in sorted(named_tests()) if name not in _functions_of(file)]
    assert missing == []


def test_every_row_of_a_difference_names_a_test_and_a_source() -> None:
    text = _PAGE.read_text().partition("## What the provider plugins refuse")[2]
    rows = [line for line in text.splitlines() if line.startswith("| ") and not line.startswith(("| what ", "| --- "))]
    assert len(rows) > 20
    assert [line for line in rows if _ROW.search(line) is None or line.split("|")[2].strip() == ""] == []


def test_every_strictness_of_local_aws_has_a_row() -> None:
    for path in _WHOLLY_NAMED:
        file = REPOSITORY / path
        assert _functions_of(file) == {name for found, name in named_tests() if found == file}
