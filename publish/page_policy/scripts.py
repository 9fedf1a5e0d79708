"""What the text of a script shows of the addresses that it will ask for, and of code that it makes while it runs.

A script's text shows little: an address can be put together from parts, and code may never run. So what is found here
is noted, and refuses nothing.
"""

import re
from collections.abc import Iterator

from publish.page_policy.address import Address, resolve
from publish.page_policy.asked import Request, Unknown

_QUOTED = r"""\s*(?P<quote>["'`])(?P<address>(?:https?|wss?):[^"'`\s$\\]*)(?P=quote)"""
_CALLS: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    ("connect", "connect-src", re.compile(rf"(?<![\w$])(fetch|sendBeacon|EventSource|WebSocket)\({_QUOTED}")),
    ("connect", "connect-src", re.compile(rf"\.(open)\(\s*[\"'`][A-Za-z]+[\"'`]\s*,{_QUOTED}")),
    ("module", "script-src-elem", re.compile(rf"(?<![\w$.])(import)\s*\(?{_QUOTED}")),
    ("module", "script-src-elem", re.compile(rf"(?<![\w$])(from){_QUOTED}")),
)
_MADE: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("eval", re.compile(r"(?<![\w$.])(?:(?:window|globalThis|self)\s*\.\s*)?eval\s*\(|\bnew\s+Function\s*\(")),
    ("wasm", re.compile(r"(?<![\w$.])WebAssembly\s*\.\s*(?:instantiate|compile|Module)")),
)
_WORTH_A_LOOK = re.compile(
    r"(?:fetch|sendBeacon|EventSource|WebSocket|open)\s*\(|import|from|eval|Function|WebAssembly"
)
_COMMENT = re.compile(r"(?:^|[\s;{}(),])//|^\s*\*|/\*(?!.*\*/)")


def unknowns(script: str, base: Address, first_line: int = 1) -> Iterator[Unknown]:
    """What a script may ask for.

    base: the address that its own addresses resolve against.
    first_line: the line of the file in which the script begins.
    """
    if not _WORTH_A_LOOK.search(script):
        return
    for kind, directive, pattern in _CALLS:
        for found in pattern.finditer(script):
            address = resolve(found["address"], base)
            if address and not _is_comment(script, found.start()):
                line, what = first_line + script.count("\n", 0, found.start()), found[1]
                yield Unknown(kind, what, line, Request(directive, address, what, line))
    for kind, pattern in _MADE:
        for found in pattern.finditer(script):
            if not _is_comment(script, found.start()):
                yield Unknown(kind, found[0].rstrip("( "), first_line + script.count("\n", 0, found.start()))
                break


def _is_comment(script: str, position: int) -> bool:
    """Whether the line is a comment as far as the position. A minified script has no comments and long lines."""
    start = script.rfind("\n", 0, position) + 1
    return position - start < 1000 and bool(_COMMENT.search(script[start:position]))
