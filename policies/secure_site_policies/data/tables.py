"""Reading and writing tables: JSON objects with one entry a line, parsed one entry at a time."""

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent
"""The folder of the generated tables."""


def table(entries: Iterable[tuple[str, Any]]) -> str:
    """The text of a table, in the order of its keys."""
    lines = (f"{json.dumps(key)}: {json.dumps(value, separators=(',', ':'))}" for key, value in sorted(entries))
    return "{\n" + ",\n".join(lines) + "\n}\n"


def entry(file: Path, key: str) -> Any:
    """The entry of a table with this key, or None."""
    text, start_of_line = _text(file), f"\n{json.dumps(key)}: "
    found = text.find(start_of_line)
    if found < 0:
        return None
    start = found + len(start_of_line)
    return json.loads(text[start : text.index("\n", start)].removesuffix(","))


@cache
def keys(file: Path) -> tuple[str, ...]:
    """The keys of a table, in their order."""
    return tuple(line[1 : line.index('": ')] for line in _text(file).splitlines()[1:-1])


@cache
def _text(file: Path) -> str:
    return file.read_text()
