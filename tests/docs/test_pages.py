"""What the pages refer to exists: files, anchors, targets of the Makefile, modules."""

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tests.docs.pages import ROOT, Block, Page, pages, slug

PAGES = pages()
README = next(page for page in PAGES if page.name == "README.md")
REASONS = {"installs packages", "needs an AWS account", "needs GitHub", "opens a browser", "runs the tests"}
"""Why a block of commands cannot run in tests/stacks/test_documentation.py."""
TOP_LEVEL = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")} | {".github", ".ci"}
FORMER = {"account", "permissions", "permissions.page", "policies.matrix", "policies.report", "tests/unit/"}
"""Folders and modules of earlier versions, which docs/upgrading.md names."""

_PATH = re.compile(r"[\w.@-]+(/[\w.@-]+)*/?")
_TARGET = re.compile(r"\bmake ([a-z][a-z-]*)")
_MODULE = re.compile(r"\bpython3? -m ([\w.]+)")
_OF_OTHERS = {"pytest"}

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def texts_of_commands(page: Page) -> list[str]:
    """Everything in which the page names a command."""
    return [*page.names, *(block.text for block in page.blocks)]


def missing_target(page: Page, link: str) -> str | None:
    """What is wrong with a link between files. None for one that leads somewhere, or out of the repository."""
    parts = urlsplit(link)
    if parts.scheme:
        return None
    target = (page.file.parent / unquote(parts.path)).resolve() if parts.path else page.file
    if not target.exists() or not target.is_relative_to(ROOT):
        return f"{link}: there is no such file"
    if parts.fragment and parts.fragment not in Page.read(target).anchors:
        return f"{link}: {target.name} has no such heading"
    return None


def former(page: Page) -> set[str]:
    """What the page may name although it is no more."""
    return FORMER if page.name == "docs/upgrading.md" else set()


@each_page
def test_every_link_leads_to_a_file_and_a_heading(page: Page) -> None:
    assert [fault for link in page.links if (fault := missing_target(page, link))] == []


@each_page
def test_every_file_named_in_backticks_exists(page: Page) -> None:
    named = {name for name in page.names if _PATH.fullmatch(name)} - former(page)
    paths = {name for name in named if "/" in name and name.partition("/")[0] in TOP_LEVEL}
    assert [path for path in sorted(paths) if not (ROOT / path).exists()] == []


@each_page
def test_every_target_of_the_makefile_that_is_named_exists(page: Page) -> None:
    targets = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {target for text in texts_of_commands(page) for target in _TARGET.findall(text)}
    assert named - targets == set()


@each_page
def test_every_module_that_is_run_exists(page: Page) -> None:
    named = {module for text in texts_of_commands(page) for module in _MODULE.findall(text)}
    named -= _OF_OTHERS | former(page)
    assert [module for module in sorted(named) if not is_module(module)] == []


def is_module(name: str) -> bool:
    """Whether `python -m name` finds something to run in the repository or in the policy pack's folder."""
    relative = Path(*name.split("."))
    files = (relative.with_suffix(".py"), relative / "__main__.py")
    return any((root / file).is_file() for root in (ROOT, ROOT / "policies") for file in files)


@each_page
def test_a_block_that_is_not_run_gives_one_of_the_known_reasons(page: Page) -> None:
    assert {block.not_run for block in page.blocks if block.not_run} <= REASONS


@each_page
def test_commands_are_in_console_blocks_where_the_test_that_runs_them_finds_them(page: Page) -> None:
    languages = {block.language for block in page.blocks}
    assert languages & {"", "bash", "sh", "shell", "zsh"} == set()
    assert all(block.commands for block in page.blocks if block.language == "console")


def test_the_readme_has_at_most_1200_words() -> None:
    assert len(README.file.read_text().split()) <= 1200


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ("Two commands", "two-commands"),
        ("From 0.1.0 to 0.2.0", "from-010-to-020"),
        ("What it does: `make up`, twice", "what-it-does-make-up-twice"),
        ("A - B_c", "a---b_c"),
    ],
)
def test_an_anchor_is_the_one_that_github_makes(heading: str, anchor: str, tmp_path: Path) -> None:
    file = tmp_path / "page.md"
    file.write_text(f"# {heading}\n\n## {heading}\n")
    assert Page.read(file).anchors == {anchor, f"{anchor}-1"}
    assert slug("Éléments") == "éléments"


def test_a_command_keeps_its_continuation_and_the_output_that_is_shown() -> None:
    first, second = Block("console", "$ one \\\n    two\nout\n$ three\n", None).commands
    assert (first.line, first.shown) == ("one \\\n    two", ("out",))
    assert (second.line, second.shown) == ("three", ())
