"""What one page holds that a Content-Security-Policy has to do with. A count for people, and no part of publishing."""

import base64
import hashlib
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

_POLICY = "default-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
"""The stack's default."""
_LOADING = {
    ("audio", "src"),
    ("embed", "src"),
    ("iframe", "src"),
    ("img", "src"),
    ("link", "href"),
    ("object", "data"),
    ("script", "src"),
    ("source", "src"),
    ("track", "src"),
    ("video", "poster"),
    ("video", "src"),
}
"""Attributes whose address a page loads by itself."""
_LOADING_LINKS = {"icon", "manifest", "modulepreload", "preload", "stylesheet"}
_NO_SCRIPT = re.compile(r"application/(?:ld\+)?json|text/(?:plain|template|x-template)")


@dataclass
class Page:
    """The code and the addresses of one page."""

    scripts: set[str] = field(default_factory=set[str])
    """Inline scripts that a browser runs, as source expressions of a policy."""
    data_blocks: int = 0
    """Inline scripts that a browser does not run."""
    styles: set[str] = field(default_factory=set[str])
    style_attributes: int = 0
    attribute_styles: set[str] = field(default_factory=set[str])
    """The different values of `style`, as source expressions."""
    handlers: int = 0
    foreign: set[str] = field(default_factory=set[str])
    """Hosts that the page loads something from, and "data:"."""

    def policy_bytes(self, attributes: bool = False) -> int:
        """The size of the default policy with the hashes of this page's inline scripts and styles.

        attributes: whether also with those of its style attributes, each on its own.
        """
        styles = set(self.styles)
        if attributes and self.style_attributes:
            styles |= {"'unsafe-hashes'", *self.attribute_styles}
        added = (("script-src", self.scripts), ("style-src", styles))
        return len(_POLICY) + sum(len(f"; {name} 'self' {' '.join(of)}") for name, of in added if of)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self._inline: tuple[str, str, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in reversed(attrs)}
        if "style" in found:
            self.page.style_attributes += 1
            self.page.attribute_styles.add(_source(found["style"]))
        self.page.handlers += sum(name.startswith("on") for name in found)
        if tag in ("script", "style") and "src" not in found:
            self._inline = tag, found.get("type", ""), []
        loads = tag != "link" or _LOADING_LINKS & {*found.get("rel", "").lower().split()}
        for name, value in found.items():
            if (tag, name) in _LOADING and loads and (host := foreign(value)):
                self.page.foreign.add(host)

    def handle_data(self, data: str) -> None:
        if self._inline:
            self._inline[2].append(data)

    def handle_endtag(self, tag: str) -> None:
        if self._inline is None or tag != self._inline[0]:
            return
        _, kind, text = self._inline
        self._inline = None
        if tag == "style":
            self.page.styles.add(_source("".join(text)))
        elif _NO_SCRIPT.match(kind):
            self.page.data_blocks += 1
        else:
            self.page.scripts.add(_source("".join(text)))


def _source(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def foreign(address: str) -> str | None:
    """The host of an address on another site, "data:" for data in the address itself, None for the site's own."""
    if address.startswith("data:"):
        return "data:"
    return urlsplit(address).hostname


def read(file: Path) -> Page:
    """Reads one page."""
    reader = _Reader()
    reader.feed(file.read_text(errors="replace"))
    reader.close()
    return reader.page
