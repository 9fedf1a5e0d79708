"""The Markdown pages of the repository, taken apart: headings, links, names in backticks, commands."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).resolve().parents[2]

_PARSER = MarkdownIt("commonmark").enable("table")
_ID = re.compile(r'<a id="([^"]+)">')
_NOT_RUN = re.compile(r"<!-- not run: (.+) -->\s*")


@dataclass(frozen=True)
class Command:
    """One command of a `console` block."""

    line: str
    """What follows the prompt; several lines where each but the last ends in a backslash."""
    shown: tuple[str, ...]
    """The lines of output that the page shows."""


@dataclass(frozen=True)
class Block:
    """A fenced block of a page."""

    language: str
    text: str
    not_run: str | None
    """The reason in the comment right before the block. None: the test runs it."""

    @property
    def commands(self) -> list[Command]:
        """The commands of a `console` block, in order."""
        found: list[tuple[str, list[str]]] = []
        for line in self.text.splitlines():
            if found and found[-1][0].endswith("\\"):
                found[-1] = (f"{found[-1][0]}\n{line}", [])
            elif line.startswith("$ "):
                found.append((line.removeprefix("$ "), []))
            elif found:
                found[-1][1].append(line)
            elif line.strip():
                raise ValueError(f"output before the first command: {line!r}")
        return [Command(line, tuple(shown)) for line, shown in found]


@dataclass(frozen=True)
class Page:
    """One Markdown file."""

    file: Path
    tokens: list[Token] = field(repr=False)

    @classmethod
    def read(cls, file: Path) -> "Page":
        """Parses the file."""
        return cls(file, _PARSER.parse(file.read_text()))

    @property
    def name(self) -> str:
        """The path from the root of the repository."""
        return self.file.relative_to(ROOT).as_posix()

    @property
    def inline(self) -> Iterator[Token]:
        """The tokens inside paragraphs, headings and cells, in order."""
        for token in self.tokens:
            yield from token.children or ()

    @property
    def links(self) -> list[str]:
        """The targets of links and images."""
        targets = [token.attrs.get("href") or token.attrs.get("src") for token in self.inline]
        return [str(target) for target in targets if target]

    @property
    def names(self) -> list[str]:
        """What stands in backticks."""
        return [token.content for token in self.inline if token.type == "code_inline"]

    @cached_property
    def anchors(self) -> set[str]:
        """What a link to this page may name after the #."""
        found: set[str] = set()
        for opening, content in zip(self.tokens, self.tokens[1:], strict=False):
            if opening.type == "heading_open":
                found.add(_free(slug(_text(content)), found))
        explicit = (_ID.findall(token.content) for token in [*self.tokens, *self.inline] if "html" in token.type)
        return found.union(*explicit)

    @property
    def blocks(self) -> Iterator[Block]:
        """The fenced blocks, in order."""
        for before, token in zip([None, *self.tokens], self.tokens, strict=False):
            if token.type == "fence":
                mark = _NOT_RUN.fullmatch(before.content) if before and before.type == "html_block" else None
                yield Block(token.info.strip(), token.content, mark[1] if mark else None)


def pages() -> list[Page]:
    """Every page, in the order of the paths. The pages of the sites that tests build are no documentation."""
    folders = [folder for folder in ROOT.iterdir() if folder.is_dir() and not folder.name.startswith(".")]
    files = [*ROOT.glob("*.md"), *ROOT.glob(".github/*.md"), *(file for each in folders for file in each.rglob("*.md"))]
    return [Page.read(file) for file in sorted(files) if not file.is_relative_to(ROOT / "tests" / "sites")]


def slug(heading: str) -> str:
    """The anchor that GitHub gives a heading: https://github.com/gjtorikian/html-pipeline (toc_filter.rb).

    Lower case; letters, digits, hyphens and underscores stay, a space becomes a hyphen, everything else goes.
    """
    kept = (letter for letter in heading.lower() if letter in "-_ " or unicodedata.category(letter)[0] in "LMN")
    return "".join(kept).replace(" ", "-")


def _free(name: str, taken: set[str]) -> str:
    """The name, or with the first number behind it that is free: GitHub numbers headings of the same text."""
    if name not in taken:
        return name
    return next(free for number in range(1, len(taken) + 2) if (free := f"{name}-{number}") not in taken)


def _text(heading: Token) -> str:
    return "".join(child.content for child in heading.children or () if child.type in ("code_inline", "text"))
