"""What the built sites of the nine generators hold, as a table: `python -m tests.sites.facts`.

The numbers say what the policy of a page and the addresses of a site have to cope with.
"""

import base64
import hashlib
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

from tests.sites.build import built
from tests.sites.generators import GENERATORS, MissingError

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
_COLUMNS = (
    *("page", "scripts", "data blocks", "styles", "style=", "different style=", "on*="),
    *("policy bytes", "with style=", "loads from"),
)
_NO_SCRIPT = re.compile(r"application/(?:ld\+)?json|text/(?:plain|template|x-template)")
_CSS_URL = re.compile(r"url\(\s*['\"]?((?:https?:|data:)[^'\")]{0,200})|@import\s+['\"](https?:[^'\"]+)")
_HASH = re.compile(
    r"(?<![0-9A-Za-z])(?:(?P<hex>[0-9a-f]{8,64})|(?P<url>(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[A-Za-z0-9_-]{7,22}))(?![0-9A-Za-z])"
)


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


def forms(names: Iterable[str]) -> Counter[str]:
    """How many files have which form of address."""
    found: Counter[str] = Counter()
    for name in names:
        *folders, last = name.split("/")
        if last == "index.html":
            found["folder/index.html"] += bool(folders)
        elif last.endswith(".html"):
            found["page.html"] += 1
        if "." not in last:
            found["no suffix"] += 1
        if any("." in folder.strip(".") for folder in folders):
            found["folder with a dot"] += 1
        if last.removesuffix(".html").count(".") and last.endswith(".html"):
            found["page with a dot"] += 1
        if last.startswith("."):
            found["hidden"] += 1
    return +found


def fingerprints(names: Iterable[str]) -> Counter[str]:
    """How many assets have which form of fingerprint in their names: letters h for hex, b for base64url."""
    found: Counter[str] = Counter()
    for name in names:
        if name.endswith((".html", ".txt", ".xml")):
            continue
        stem = name.rpartition("/")[2]
        for match in _HASH.finditer(stem):
            before, after = stem[: match.start()], stem[match.end() :]
            shape = f"hex{len(match[0])}" if match["hex"] else f"b64-{len(match[0])}"
            found[f"{'NAME' + before[-1] if before else ''}{shape}.{after.rpartition('.')[2]}"] += 1
    return found


def code(site: Path) -> Iterator[str]:
    """What the scripts and styles of a site do that a policy has to do with."""
    for file in sorted(site.rglob("*")):
        if file.suffix in (".css", ".js", ".mjs"):
            text = file.read_text(errors="replace")
            if file.suffix == ".css":
                for match in _CSS_URL.finditer(text):
                    yield f"css {foreign(match[1] or match[2])}"
                continue
            for word, pattern in (
                ("eval", r"\beval\("),
                ("new Function", r"\bnew Function\(|\bFunction\(['\"]"),
                ("wasm", r"WebAssembly\."),
                ("worker", r"new (?:Shared)?Worker\("),
                ("blob:", r"createObjectURL\("),
                ("sets style=", r"setAttribute\(['\"]style['\"]"),
                ("adds <style>", r"createElement\(['\"]style['\"]"),
            ):
                if re.search(pattern, text):
                    yield f"js {word}"


def table() -> Iterator[str]:
    """The table, line by line, as Markdown."""
    for generator in GENERATORS:
        try:
            site = built(generator, lambda line: print(line, file=sys.stderr))
        except MissingError as error:
            yield f"\n## {generator.name}: {error}"
            continue
        names = sorted(file.relative_to(site).as_posix() for file in site.rglob("*") if file.is_file())
        pages = {name: read(site / name) for name in names if name.endswith(".html")}
        yield f"\n## {generator.name} {generator.version()}: {len(names)} files, {len(pages)} pages\n"
        yield f"| {' | '.join(_COLUMNS)} |"
        yield f"|{' --- |' * len(_COLUMNS)}"
        for name, page in pages.items():
            cells = (
                *(name, len(page.scripts), page.data_blocks, len(page.styles)),
                *(page.style_attributes, len(page.attribute_styles), page.handlers),
                *(page.policy_bytes(), page.policy_bytes(attributes=True), ", ".join(sorted(page.foreign))),
            )
            yield f"| {' | '.join(map(str, cells))} |"
        yield ""
        for label, counted in (
            ("addresses", forms(names)),
            ("suffixes", Counter(Path(name).suffix or "none" for name in names)),
            ("fingerprints", fingerprints(names)),
            ("code (files)", Counter(code(site))),
        ):
            yield f"- {label}: {', '.join(f'{key} {count}' for key, count in sorted(counted.items())) or 'none'}"
        every = set[str]().union(*(page.scripts | page.styles for page in pages.values()))
        yield f"- different inline scripts and styles in the whole site: {len(every)}"


if __name__ == "__main__":
    for line in table():
        print(line)
