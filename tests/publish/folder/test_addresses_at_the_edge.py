"""The function on viewer requests and addresses.py give the same answers."""

import random
from typing import Any
from urllib.parse import quote

import pytest

from components.site.viewer_request import viewer_request_code
from publish.folder.addresses import Addresses
from tests.components.site.functions import request, run
from tests.publish.folder.addresses_table import SITES, Site

_PIECES = [
    "a",
    "b.c",
    "x.js",
    "X.JS",
    "v1.0",
    "c++",
    "é",
    " ",
    "~",
    ".",
    "..",
    ".well-known",
    ".previews",
    "pr-7",
    "docs",
    "[a]",
]
_SETTINGS = [
    Addresses(),
    Addresses("home.html"),
    Addresses(single_page_app=True),
    Addresses(single_page_app=True, prerendered=("/docs/*", "/a", "/é/*", "/c++")),
]


def at_the_edge(addresses: Addresses, paths: list[str]) -> list[str]:
    """What the function makes of each path: the path that it looks up, or "302 /location"."""
    code = viewer_request_code(
        addresses.index_document, single_page_app=addresses.single_page_app, prerendered=addresses.prerendered
    )
    return [_shown(answer) for answer in run(code, [request(path) for path in paths])]


def _shown(answer: dict[str, Any]) -> str:
    return answer["uri"] if "uri" in answer else f"{answer['statusCode']} {answer['headers']['location']['value']}"


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.name)
def test_the_function_looks_up_what_the_table_says(site: Site) -> None:
    paths = [path for path, _, _ in site.rows]
    assert dict(zip(paths, at_the_edge(site.addresses, paths), strict=True)) == {
        path: looked_up for path, looked_up, _ in site.rows
    }


@pytest.mark.parametrize("addresses", _SETTINGS, ids=str)
def test_both_give_the_same_answer_to_any_path(addresses: Addresses) -> None:
    chance = random.Random(12)
    paths: list[str] = []
    for _ in range(3000):
        path = "/".join(chance.choices(_PIECES, k=chance.randint(1, 4)))
        encoded = quote(path, safe=chance.choice(["/+~", "/", "/[]+~"]))
        paths.append(f"/{encoded}{chance.choice(['', '', '/', '.html', '//'])}")
    expected = [addresses.resolve(path) for path in paths]
    differing = [row for row in zip(paths, at_the_edge(addresses, paths), expected, strict=True) if row[1] != row[2]]
    assert differing == []
