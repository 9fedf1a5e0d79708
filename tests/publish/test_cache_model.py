"""The table of docs/releases.md on caching, held against what a publication does."""

from pathlib import Path

import pytest

from publish.folder.kinds import Kind
from tests.publish.published_site import PublishedSite

Capture = pytest.CaptureFixture[str]

_PAGE = Path(__file__).resolve().parents[2] / "docs" / "releases.md"
_YEAR, _HOUR = 31_536_000, 3_600
_IN_WORDS = {"a year": _YEAR, "an hour": _HOUR, "asks each time": 0}
_ASSET = "assets/app-BqXZ9aA1.js"
_FILES = {
    Kind.FINGERPRINTED: (_ASSET,),
    Kind.REVALIDATED: ("about.html", "page-data.json", "style.css", "app.js", "feed.xml", "site.webmanifest", "sw.js"),
    Kind.MEDIA: ("photo.jpg", "font.woff2", "film.mp4", "paper.pdf", "iPhone15.png"),
}
"""Files of each kind."""


def rows() -> dict[Kind, dict[str, str]]:
    """Kind -> the row of the table with its Cache-Control, by the names of the columns."""
    lines = _PAGE.read_text(encoding="utf-8").splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("| file | browser | edge |"))
    names = [cell.strip() for cell in lines[start].strip("|").split("|")]
    found: dict[Kind, dict[str, str]] = {}
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        row = dict(zip(names, (cell.strip() for cell in line.strip("|").split("|")), strict=True))
        found[Kind(row["`Cache-Control`"].strip("`"))] = row
    return found


def test_the_table_has_each_kind_with_the_times_that_its_header_sets() -> None:
    found = rows()
    assert found.keys() == set(Kind)
    for kind, row in found.items():
        parts: list[tuple[str, str, str]] = [part.partition("=") for part in kind.value.split(", ")]
        seconds = {name: value for name, _, value in parts}
        browser = int(seconds["max-age"])
        assert _IN_WORDS[row["browser"]] == browser
        assert _IN_WORDS[row["edge"]] == int(seconds.get("s-maxage", browser))


def test_files_of_each_kind_have_its_header_and_are_invalidated_as_the_table_says(
    published: PublishedSite, capsys: Capture
) -> None:
    keys = [key for files in _FILES.values() for key in files]
    published.write({"index.html": "x", **dict.fromkeys(keys, "1")})
    assert published.deploy(capsys).code == 0
    assert {key: published.head(key)["CacheControl"] for key in keys} == {
        key: kind.value for kind, files in _FILES.items() for key in files
    }
    published.write({"index.html": "x", **dict.fromkeys(keys, "2")})
    changed = set(published.deploy(capsys).json["invalidated"])
    assert {f"/{key}" for key in keys} <= changed
    assert rows()[Kind.FINGERPRINTED]["invalidated"] == "if its bytes change all the same"
    published.write({"index.html": "x"})
    gone = set(published.deploy(capsys, "--allow-removal").json["invalidated"])
    revalidated_or_media = {f"/{key}" for key in keys if key != _ASSET}
    assert revalidated_or_media <= gone
    assert f"/{_ASSET}" not in gone
    published.write({"index.html": "x", "new.html": "x", "assets/app-CqXZ9aA2.js": "x"})
    assert published.deploy(capsys).json["invalidated"] == []
