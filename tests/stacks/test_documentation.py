"""Every command of the pages runs as it stands, page by page, in a copy of the repository with a sandbox of its own.

A block that needs what is not here says so in a comment right before it; tests/docs/test_pages.py has the reasons.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from sandbox.home import REPOSITORY
from tests.docs.pages import Command, Page, pages

LEFT_OUT = shutil.ignore_patterns(
    ".git", ".hypothesis", ".*_cache", ".rollout", ".sandbox", ".uv", ".venv", "__pycache__"
)
SECONDS = 300
"""How long the commands of one page may take together."""

_DOWN = "make down"
_MARK = "=== of the documentation's test ==="
# What differs from one run, machine or version to the next.
_VARYING = re.compile(
    r"https://127\.0\.0\.1:\d+"
    r"|\b\d{8}T\d{6}Z-[0-9a-f]{8}\b|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"  # a release and its time
    r"|\b[0-9a-f]{12}\b"  # a commit
    r"|\b\d+\.\d s\b"
    r"|@v[\d.]+"
)


@dataclass(frozen=True)
class Ran:
    """A command of a page that has run."""

    command: Command
    code: int
    printed: str


def commands_of(page: Page) -> list[Command]:
    """The commands of a page that are run, in order."""
    blocks = [block for block in page.blocks if block.language == "console" and not block.not_run]
    return [command for block in blocks for command in block.commands]


def in_order() -> list[Page]:
    """The pages that have commands: first the README, which starts the sandbox, last the page that removes it."""

    def place(page: Page) -> tuple[bool, bool]:
        return page.name != "README.md", _DOWN in [command.line for command in commands_of(page)]

    return sorted((page for page in pages() if commands_of(page)), key=place)


PAGES = in_order()


@pytest.fixture(scope="module")
def all_ran(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, list[Ran]]]:
    """What came of the commands, by the page's name. The pages share one sandbox, in a copy of the repository."""
    folder = tmp_path_factory.mktemp("documentation") / "secure-site"
    shutil.copytree(REPOSITORY, folder, ignore=LEFT_OUT)
    (folder / ".venv").symlink_to(REPOSITORY / ".venv")
    try:
        yield {page.name: run(folder, commands_of(page)) for page in PAGES}
    finally:
        shell(folder, _DOWN)


def shell(folder: Path, script: str) -> str:
    """What a script prints, run by bash in the folder."""
    # Not the variables of make and pytest: this may be running under `make test`, and the pages run both.
    foreign = ("MAKE", "MFLAGS", "PYTEST_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=SECONDS,
    )
    return done.stdout


def run(folder: Path, commands: Sequence[Command]) -> list[Ran]:
    """Runs commands in one shell, as a reader does, up to the first that fails."""
    mark = f'code=$?; echo; echo "{_MARK} $code"; [ $code = 0 ] || exit'
    printed = shell(folder, "".join(f"{{ {command.line}\n}}\n{mark}\n" for command in commands))
    *parts, _ = re.split(rf"\n{_MARK} (\d+)\n", printed)
    done = zip(commands, parts[::2], parts[1::2], strict=False)
    return [Ran(command, int(code), text) for command, text, code in done]


def not_printed(shown: Sequence[str], printed: str) -> list[str]:
    """The lines of the page that the command did not print in this order; "..." stands for anything."""
    lines = iter([plain(line) for line in printed.splitlines()])
    wanted = [line for line in shown if line.strip() not in ("", "...")]
    return [line for line in wanted if not any(re.fullmatch(pattern(line), found) for found in lines)]


def pattern(line: str) -> str:
    """What matches a line of a page."""
    return ".*".join(re.escape(part) for part in re.split(r"\s*\.\.\.\s*", plain(line)))


def plain(line: str) -> str:
    """A line without what varies, each run of spaces as one."""
    return " ".join(_VARYING.sub("#", line).split())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_commands_of_a_page_run_and_print_what_it_shows(all_ran: Mapping[str, list[Ran]], page: Page) -> None:
    ran = all_ran[page.name]
    assert [each.command.line for each in ran if each.code] == [], ran[-1].printed
    assert [each.command for each in ran] == commands_of(page)
    missing = {each.command.line: not_printed(each.command.shown, each.printed) for each in ran}
    assert {line: lines for line, lines in missing.items() if lines} == {}, [each.printed for each in ran]


def test_what_a_page_shows_has_to_be_printed_in_its_order() -> None:
    printed = "one 20261127T114922Z-550da2df\ntwo (local: /a/b/policies)\nthree\n"
    shown = ["one 20250101T000000Z-00000000", "...", "two (local: .../policies)"]
    assert not_printed(shown, printed) == []
    assert not_printed(["three", "two ..."], printed) == ["two ..."]
    assert not_printed(["four"], printed) == ["four"]


def test_a_command_that_fails_is_the_last_that_runs_and_is_named(tmp_path: Path) -> None:
    ran = run(tmp_path, [Command("export A=b", ()), Command('echo "$A"; false # why', ()), Command("echo c", ())])
    assert [(each.command.line, each.code) for each in ran] == [("export A=b", 0), ('echo "$A"; false # why', 1)]
    assert "b" in ran[-1].printed
