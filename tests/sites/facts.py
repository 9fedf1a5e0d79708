"""What the built sites of the nine generators hold, as tables: `python -m tests.sites.facts`.

The numbers say what the policy of a page and the addresses of a site have to cope with.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.sites.build import built
from tests.sites.generators import GENERATORS, MissingError
from tests.sites.page_facts import Page, foreign, read

_COLUMNS = (
    *("page", "scripts", "data blocks", "styles", "style=", "different style=", "on*="),
    *("policy bytes", "with style=", "loads from"),
)
_CSS_URL = re.compile(r"url\(\s*['\"]?((?:https?:|data:)[^'\")]{0,200})|@import\s+['\"](https?:[^'\"]+)")
_HASH = re.compile(
    r"(?<![0-9A-Za-z])(?:(?P<hex>[0-9a-f]{8,64})|(?P<url>(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[A-Za-z0-9_-]{7,22}))(?![0-9A-Za-z])"
)


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


@dataclass(frozen=True)
class Site:
    """A built site, read."""

    title: str
    folder: Path
    names: list[str]
    pages: dict[str, Page]

    @classmethod
    def of(cls, title: str, folder: Path) -> "Site":
        names = sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())
        return cls(title, folder, names, {name: read(folder / name) for name in names if name.endswith(".html")})


def summary(sites: Iterable[Site]) -> Iterator[str]:
    """A row for each site: the most that one of its pages has."""
    yield from _row("generator", "files", "pages", *(f"{name}, most" for name in _COLUMNS[1:-1]), _COLUMNS[-1])
    yield from _row(*["---"] * (len(_COLUMNS) + 2))
    for site in sites:
        cells = [_cells(page) for page in site.pages.values()]
        most = [max(column) for column in zip(*(one[:-1] for one in cells), strict=True)]
        hosts = set[str]().union(*(page.foreign for page in site.pages.values()))
        yield from _row(site.title, len(site.names), len(site.pages), *most, ", ".join(sorted(hosts)))


def details(site: Site) -> Iterator[str]:
    """Page by page, and what the names and the code of the site have."""
    yield f"\n## {site.title}\n"
    yield from _row(*_COLUMNS)
    yield from _row(*["---"] * len(_COLUMNS))
    for name, page in site.pages.items():
        yield from _row(name, *_cells(page))
    yield ""
    for label, counted in (
        ("addresses", forms(site.names)),
        ("suffixes", Counter(Path(name).suffix or "none" for name in site.names)),
        ("fingerprints", fingerprints(site.names)),
        ("code (files)", Counter(code(site.folder))),
    ):
        yield f"- {label}: {', '.join(f'{key} {count}' for key, count in sorted(counted.items())) or 'none'}"
    every = set[str]().union(*(page.scripts | page.styles for page in site.pages.values()))
    yield f"- different inline scripts and styles in the whole site: {len(every)}"


def _cells(page: Page) -> tuple[int | str, ...]:
    return (
        *(len(page.scripts), page.data_blocks, len(page.styles)),
        *(page.style_attributes, len(page.attribute_styles), page.handlers),
        *(page.policy_bytes(), page.policy_bytes(attributes=True), ", ".join(sorted(page.foreign))),
    )


def _row(*cells: object) -> Iterator[str]:
    yield f"| {' | '.join(map(str, cells))} |"


def main() -> None:
    """Prints the tables. A generator that this machine lacks is named on stderr."""
    sites: list[Site] = []
    for generator in GENERATORS:
        try:
            folder = built(generator, lambda line: print(line, file=sys.stderr))
        except MissingError as error:
            print(f"{generator.name}: {error}", file=sys.stderr)
            continue
        sites.append(Site.of(f"{generator.name} {generator.version()}", folder))
    for line in summary(sites):
        print(line)
    for site in sites:
        for line in details(site):
            print(line)


if __name__ == "__main__":
    main()
