"""What the text of a script shows of the addresses that it will ask for, and of code that it makes while it runs.

A script's text shows little: an address can be put together from parts, and code may never run. So what is found here
is noted, and refuses nothing.
"""

import re
from collections.abc import Iterator

from publish.page_policy.address import Address, resolve
from publish.page_policy.asked import Request, Unknown

_ADDRESS = re.compile(r"""(["'`])((?:https?|wss?):[^"'`\s$\\]*)\1""")
_CALLS: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    ("connect", "connect-src", re.compile(r"(?<![\w$])(fetch|sendBeacon|EventSource|WebSocket)\(\s*\Z")),
    ("connect", "connect-src", re.compile(r"\.(open)\(\s*[\"'`][A-Za-z]+[\"'`]\s*,\s*\Z")),
    ("module", "script-src-elem", re.compile(r"(?<![\w$.])(import)\s*\(?\s*\Z")),
    ("module", "script-src-elem", re.compile(r"(?<![\w$])(from)\s*\Z")),
)
"""What stands before an address that a script asks for."""
_REACH = 80
_MADE: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("eval", re.compile(r"eval\s*\(|new\s+Function\s*\(")),
    ("wasm", re.compile(r"WebAssembly\s*\.\s*(?:instantiate|compile|Module)")),
)
_OWN_NAME = re.compile(r"(?<![\w$.])(?:(?:window|globalThis|self)\s*\.\s*)?\Z")
"""What may stand before the name of a global function. Another object's eval makes no code."""
_COMMENT = re.compile(r"(?:^|[\s;{}(),])//|^\s*\*|/\*(?!.*\*/)")


def unknowns(script: str, base: Address, first_line: int = 1) -> Iterator[Unknown]:
    """What a script may ask for.

    base: the address that its own addresses resolve against.
    first_line: the line of the file in which the script begins.
    """
    for found in _ADDRESS.finditer(script):
        before = script[max(0, found.start() - _REACH) : found.start()]
        for kind, directive, pattern in _CALLS:
            call = pattern.search(before)
            address = resolve(found[2], base) if call else None
            if call and address and not _is_comment(script, found.start()):
                line, what = first_line + script.count("\n", 0, found.start()), call[1]
                yield Unknown(kind, what, line, Request(directive, address, what, line))
    for kind, pattern in _MADE:
        for found in pattern.finditer(script):
            before = script[max(0, found.start() - _REACH) : found.start()]
            if _OWN_NAME.search(before) and not _is_comment(script, found.start()):
                yield Unknown(kind, found[0].rstrip("( "), first_line + script.count("\n", 0, found.start()))
                break


def _is_comment(script: str, position: int) -> bool:
    """Whether the line is a comment as far as the position. A minified script has no comments and long lines."""
    start = script.rfind("\n", 0, position) + 1
    return position - start < 1000 and bool(_COMMENT.search(script[start:position]))
