"""Finds the inline code that a Content-Security-Policy would block: scripts, styles, event handlers, style attributes.

A browser reports blocked code only in its console, after the page is live. This module reports it before the upload,
with the hash that would allow it. https://www.w3.org/TR/CSP3/#match-element-to-source-list
"""

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

_MAY_HOLD_INLINE_CODE = re.compile(rb"<script|<style|\sstyle\s*=|[\s\"'/]on[a-z]+\s*=|javascript:", re.IGNORECASE)
_SCRIPT_TYPES = re.compile(r"|module|importmap|speculationrules|(?:text|application)/(?:x-)?(?:java|ecma)script.*")
_FALLBACKS = {
    "script-src-elem": ("script-src-elem", "script-src", "default-src"),
    "script-src-attr": ("script-src-attr", "script-src", "default-src"),
    "style-src-elem": ("style-src-elem", "style-src", "default-src"),
    "style-src-attr": ("style-src-attr", "style-src", "default-src"),
}


@dataclass(frozen=True)
class Inline:
    """A piece of inline code in a page."""

    line: int
    what: str
    """A description, such as "<script>"."""
    directive: str
    """The CSP directive that applies to it, such as "script-src-elem"."""
    source: str
    nonce: str | None = None

    @property
    def hash(self) -> str:
        """The source expression of a policy that allows it: 'sha256-...', with the quotes."""
        # A browser's HTML parser turns every line end into a line feed before it applies the policy.
        text = self.source.replace("\r\n", "\n").replace("\r", "\n")
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def blocked_by(policy: str, pages: Mapping[str, Path]) -> list[str]:
    """A line for each piece of inline code that the policy blocks.

    pages: key -> file.
    """
    policies = [_directives(one) for one in policy.split(",")]
    return [
        f"{key}:{found.line}: {found.what} is blocked by {directive}; to allow it, add {_remedy(found)}"
        for key, path in pages.items()
        for found in inline_code(path.read_bytes())
        if (directive := _blocking(policies, found))
    ]


def inline_code(page: bytes) -> Sequence[Inline]:
    """The inline code of a page, in order."""
    if not _MAY_HOLD_INLINE_CODE.search(page):
        return ()
    parser = _InlineParser()
    parser.feed(page.decode("utf-8", errors="replace"))
    parser.close()
    return parser.found


class _InlineParser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Inline] = []
        self._open: Inline | None = None
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in reversed(attrs)}
        line = self.getpos()[0]
        self.found.extend(_in_attributes(line, tag, attributes))
        if tag == "style" or (tag == "script" and "src" not in attributes and _is_script(attributes)):
            self._open = Inline(line, f"<{tag}>", f"{tag}-src-elem", "", attributes.get("nonce"))
            self._text = []

    def handle_data(self, data: str) -> None:
        if self._open:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open.what == f"<{tag}>":
            opened, source = self._open, "".join(self._text)
            self._open = None
            if source:  # a browser ignores an empty one
                self.found.append(Inline(opened.line, opened.what, opened.directive, source, opened.nonce))


def _is_script(attributes: Mapping[str, str]) -> bool:
    """Whether a browser would run the element: any other type is data, which no policy blocks."""
    return bool(_SCRIPT_TYPES.fullmatch(attributes.get("type", "").strip().lower()))


def _in_attributes(line: int, tag: str, attributes: Mapping[str, str]) -> Iterator[Inline]:
    for name, value in attributes.items():
        if name == "style":
            yield Inline(line, f"style attribute of <{tag}>", "style-src-attr", value)
        elif name.startswith("on") and name[2:].isalpha():
            yield Inline(line, f"{name} of <{tag}>", "script-src-attr", value)
        elif name in ("action", "formaction", "href") and value.strip().lower().startswith("javascript:"):
            yield Inline(line, f"javascript: address in {name} of <{tag}>", "script-src-elem", value.strip())


def _directives(policy: str) -> dict[str, list[str]]:
    """Directive -> sources. The first of two equal directives counts."""
    found: dict[str, list[str]] = {}
    for directive in policy.split(";"):
        name, *sources = directive.split() or [""]
        found.setdefault(name.lower(), sources)
    return found


def _blocking(policies: Sequence[Mapping[str, list[str]]], code: Inline) -> str | None:
    """The directive that blocks the code, with its sources. None if every policy allows it."""
    for policy in policies:
        name = next((name for name in _FALLBACKS[code.directive] if name in policy), None)
        if name is not None and not _allows(policy[name], code):
            return " ".join([name, *policy[name]])
    return None


def _allows(sources: Sequence[str], code: Inline) -> bool:
    is_element = code.what.startswith("<")
    lowered = [source.lower() for source in sources]
    if is_element and code.nonce and f"'nonce-{code.nonce}'" in sources:
        return True
    if code.hash in sources and (is_element or "'unsafe-hashes'" in lowered):
        return True
    # A nonce or a hash makes browsers ignore 'unsafe-inline'.
    strict = any(source.startswith(("'nonce-", "'sha256-", "'sha384-", "'sha512-", "'strict-")) for source in lowered)
    return "'unsafe-inline'" in lowered and not strict


def _remedy(code: Inline) -> str:
    words = code.hash if code.what.startswith("<") else f"'unsafe-hashes' {code.hash}"
    return f"{words} to {code.directive.removesuffix('-elem').removesuffix('-attr')}, or move it into a file"
