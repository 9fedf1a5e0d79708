"""The addresses that a style sheet or a style attribute names.

A browser fetches most of them only when a rule matches an element. Scripts change which rules do, so all of them count.
https://www.w3.org/TR/css-syntax-3/
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

_STRING = r"""(?:"((?:[^"\\\n]++|\\[\s\S])*+)"|'((?:[^'\\\n]++|\\[\s\S])*+)')"""
_PLAIN = r"""(?:[^"'()\\\s]++|\\(?:[0-9a-fA-F]{1,6}\s?|[^\n]))*+"""
_TOKEN = re.compile(
    rf"""
      /\*[\s\S]*?(?:\*/|\Z)
    | (?P<url>(?<![\w-])(?:url|src)\(\s*+(?:{_STRING}[^)]*|({_PLAIN})\s*+)(?:\)|\Z))
    | (?P<set>(?<![\w-])(?:-webkit-)?image-set\()
    | (?P<string>{_STRING})
    | @(?P<at>[\w-]+)
    | (?P<mark>[{{}};()])
    """,
    re.IGNORECASE | re.VERBOSE,
)
_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})(?:\r\n|\s)?|(\n)|([\s\S]))")
_NAMES_AN_ADDRESS = re.compile(r"url\(|src\(|@import|image-set\(|\\", re.IGNORECASE)
_BEFORE_IMPORTS = ("charset", "import", "layer")


class Named(NamedTuple):
    """An address in a style sheet."""

    directive: str
    """style-src-elem for an import, font-src or img-src."""
    reference: str
    offset: int
    """Where it stands in the text."""


def named_in(css: str) -> Iterator[Named]:
    """The addresses in a style sheet, in order. Those that begin with # lead to the page itself and are left out."""
    if not _NAMES_AN_ADDRESS.search(css):
        return
    state = _State()
    for token in _TOKEN.finditer(css):
        kind = token.lastgroup
        if kind in ("url", "string"):
            texts = token.groups()[1:4] if kind == "url" else token.groups()[6:8]
            reference = _unescaped(next(filter(None, texts), ""))
            directive = state.directive(is_url=kind == "url")
            if directive and reference and not reference.startswith("#"):
                yield Named(directive, reference, token.start())
        elif kind == "set":
            state.sets.append(state.parentheses)
            state.parentheses += 1
        elif kind == "at":
            state.start(token["at"].lower())
        elif kind == "mark":
            state.mark(token["mark"])


class _State:
    """What a token stands in."""

    def __init__(self) -> None:
        self.rules: list[str] = []
        """The at-rules (or "") of the open blocks."""
        self.rule = ""
        """The at-rule of the statement that has no block yet."""
        self.is_named = False
        """Whether the address of the current import is known: its other strings are conditions."""
        self.may_import = True
        self.parentheses = 0
        self.sets: list[int] = []

    def start(self, rule: str) -> None:
        self.rule = rule
        self.is_named = False
        if rule not in _BEFORE_IMPORTS:
            self.may_import = False

    def mark(self, mark: str) -> None:
        if mark == "(":
            self.parentheses += 1
        elif mark == ")":
            self.parentheses = max(0, self.parentheses - 1)
            if self.sets and self.sets[-1] == self.parentheses:
                self.sets.pop()
        else:
            self.parentheses = 0
            self.sets.clear()
            if mark == "{":
                self.may_import = False
                self.rules.append(self.rule)
            elif mark == "}" and self.rules:
                self.rules.pop()
            self.rule = ""

    def directive(self, *, is_url: bool) -> str | None:
        """The directive for an address here. None if it is no address, or none that a browser fetches."""
        if self.rule == "import" and not self.rules:
            if self.is_named or not self.may_import:
                return None
            self.is_named = True
            return "style-src-elem"
        if self.rule in ("import", "namespace", "charset"):
            return None
        if not is_url and not self.sets:
            return None
        return "font-src" if self.rules and self.rules[-1] == "font-face" else "img-src"


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(_character, text) if "\\" in text else text


def _character(escape: re.Match[str]) -> str:
    if escape[1]:
        code = int(escape[1], 16)
        return chr(code) if 0 < code < 0xD800 or 0xDFFF < code < 0x110000 else "\ufffd"
    return "" if escape[2] else escape[3]
