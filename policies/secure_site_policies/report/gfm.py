"""Elements of GitHub's Markdown in which any text stays inert.

Text from events goes into code spans, code blocks and escaped HTML, where Markdown, HTML and @mentions have no effect:
https://github.github.com/gfm/
"""

import html
import re
import textwrap
from collections.abc import Iterable, Sequence

from secure_site_policies.report.text import shortened

_WIDTH = 100
_CELL_LIMIT, _SPAN_LIMIT, _PROSE_LIMIT, _BLOCK_LIMIT = 60, 500, 2_000, 4_000


def prose(text: str) -> str:
    """A sentence of the report itself, with Markdown characters escaped."""
    return re.sub(r"([\\`*_\[\]<>#|~$&])", r"\\\1", " ".join(shortened(text, _PROSE_LIMIT).split()))


def span(text: str) -> str:
    """A code span, delimited by more backticks than it contains."""
    line = " ".join(shortened(text, _SPAN_LIMIT).split())
    if not line:
        return ""
    ticks = "`" * (_longest_ticks(line) + 1)
    return f"{ticks} {line} {ticks}" if "`" in line else f"{ticks}{line}{ticks}"


def cell(text: str) -> str:
    """Code for a table cell, which a pipe would end even inside a code span."""
    line = " ".join(shortened(text, _CELL_LIMIT).split())
    escaped = re.sub(r"[^a-zA-Z0-9 .-]", lambda found: f"&#{ord(found[0])};", line)
    return f"<code>{escaped}</code>" if escaped else ""


def tag(text: str, name: str = "code") -> str:
    """An HTML element for the summary of a fold, which holds no Markdown."""
    return f"<{name}>{html.escape(' '.join(shortened(text, _SPAN_LIMIT).split()))}</{name}>"


def block(text: str) -> str:
    """A code block, wrapped at 100 characters and at most about a screen long."""
    lines = shortened(text, _BLOCK_LIMIT).split("\n")
    wrapped = (textwrap.wrap(line, _WIDTH, break_long_words=False, break_on_hyphens=False) or [""] for line in lines)
    return fenced("\n".join(part for parts in wrapped for part in parts), "text")


def fenced(text: str, language: str) -> str:
    """An unwrapped code block, delimited by more backticks than it contains."""
    ticks = "`" * max(3, _longest_ticks(text) + 1)
    return f"{ticks}{language}\n{text}\n{ticks}"


def fold(summary: str, body: str) -> str:
    """A closed fold: its summary is HTML, its body is Markdown."""
    return f"<details>\n<summary>{summary}</summary>\n\n{body}\n\n</details>"


def table(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; "" without rows."""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([f"| {' | '.join(heading)} |", "| --- " * len(heading) + "|", *lines]) if lines else ""


def _longest_ticks(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)
