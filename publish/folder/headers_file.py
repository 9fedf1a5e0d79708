"""Reads `_headers`, as Netlify and Cloudflare Pages document it:

    # comment
    /path/*
      Name: value
      ! Name                 # takes a header away that an earlier block set

A path may hold placeholders and splats, and a value may repeat them (:name, :splat). A header that is set several times
for one file gets all values, joined by commas; of Cache-Control, Content-Type and Content-Encoding the last one counts.
https://docs.netlify.com/manage/routing/headers/ and
https://developers.cloudflare.com/pages/configuration/headers/
"""

from collections.abc import Collection
from dataclasses import dataclass, field

from publish.folder.answer_headers import OWN_KEYS, problem_with, problem_with_value
from publish.folder.path_patterns import PathPattern, fill

HEADERS_FILE = "_headers"
"""The name of the file at the top of the site."""


@dataclass(frozen=True)
class HeaderLine:
    """One header of a block. value None: the line takes the header away."""

    line: int
    name: str
    """In lower case."""
    value: str | None


@dataclass(frozen=True)
class Block:
    """A path and its headers."""

    line: int
    path: PathPattern
    headers: list[HeaderLine] = field(default_factory=list[HeaderLine])


def parse_headers(text: str) -> tuple[list[Block], list[str]]:
    """The blocks of a file, in order, and a notice for each line that cannot be served."""
    blocks: list[Block] = []
    notices: list[str] = []
    is_refused = False
    for number, written in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        line = written.strip()
        if not line or line.startswith("#"):
            continue
        if line.startswith("/"):
            is_refused = False
            blocks.append(Block(number, PathPattern(line)))
        elif line.startswith(("http://", "https://")):
            is_refused = True
            notices.append(_notice(number, line, "headers here do not depend on the host; begin the block with a path"))
        elif not blocks and not is_refused:
            notices.append(_notice(number, line, "a header comes after the path that it is for; put a path before it"))
        elif not is_refused:
            found = _header(number, line)
            if isinstance(found, str):
                notices.append(_notice(number, line, found))
            else:
                blocks[-1].headers.append(found)
    return blocks, notices


def _header(number: int, line: str) -> HeaderLine | str:
    """A line of a block, or why it cannot be served."""
    if line.startswith("!"):
        return HeaderLine(number, line[1:].strip().lower(), None)
    name, colon, value = (part.strip() for part in line.partition(":"))
    if not colon or not name or not value:
        return "a header is written as Name: value, indented below its path"
    problem = problem_with_value(value) if name.lower() in OWN_KEYS else problem_with(name, value)
    return problem or HeaderLine(number, name.lower(), value)


def headers_for(paths: Collection[str], blocks: Collection[Block], used: set[int]) -> dict[str, str]:
    """The headers of a file, by lower-case name, from every block that matches one of its addresses.

    Adds the lines of the blocks that match to `used`.
    """
    headers: dict[str, str] = {}
    for block in blocks:
        values = next((found for path in paths if (found := block.path.match(path)) is not None), None)
        if values is None:
            continue
        used.add(block.line)
        for header in block.headers:
            if header.value is None:
                headers.pop(header.name, None)
            else:
                value = fill(header.value, values)
                is_list = header.name in headers and header.name not in OWN_KEYS
                headers[header.name] = f"{headers[header.name]}, {value}" if is_list else value
    return headers


def unused_blocks(blocks: Collection[Block], used: set[int]) -> list[str]:
    """A notice for each block that matches no file."""
    return [
        _notice(block.line, block.path.text, "no published file has such an address, so the block does nothing")
        for block in blocks
        if block.line not in used and block.headers
    ]


def _notice(number: int, line: str, why: str) -> str:
    return f"{HEADERS_FILE}:{number}: {line}: {why}"
