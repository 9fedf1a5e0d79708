"""The function on requests and publish/folder/addresses.py have one rule, in JavaScript and in Python."""

from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.site.viewer_request import viewer_request_code
from publish.folder.addresses import Addresses
from tests.components.site.functions import request, run

STACKS: dict[str, dict[str, Any]] = {
    "pages": {},
    "another index": {"index_document": "home.htm"},
    "application": {"single_page_app": True},
    "application with pages": {"single_page_app": True, "prerendered": ("/docs/*", "/about", "/c++/*", "/über/x")},
    "application of pages": {"single_page_app": True, "prerendered": ("/*",)},
}
BEGINNINGS = ("/", "/docs/", "/docs", "/about", "/.previews/", "/.previews/pr-7/", "/.previews/pr-7", "/.well-known/")
NAMES = (
    "",
    "a",
    "c++",
    "about",
    "docs",
    "v1.0",
    "app.js",
    "APP.JS",
    "a.tar.gz",
    ".html",
    "x.unheard",
    "%C3%BCber",
    "a%2Eb",
)
ENDINGS = ("", "/", "//", ".html", "+", "/x", "/docs/", ".")
PATHS = sorted({"".join(parts) for parts in product(BEGINNINGS, NAMES, ENDINGS)})


def in_python(paths: list[str], stack: dict[str, Any]) -> list[str]:
    """The path of the object for each path."""
    return [Addresses(**stack).resolve(path) for path in paths]


def in_javascript(paths: list[str], stack: dict[str, Any]) -> list[str]:
    more = dict(stack)
    code = viewer_request_code(more.pop("index_document", "index.html"), **more)
    return [one["uri"] for one in run(code, [request(path) for path in paths])]


@pytest.mark.parametrize("stack", STACKS.values(), ids=STACKS.keys())
def test_every_combination_of_likely_parts_means_the_same_to_both(stack: dict[str, Any]) -> None:
    assert in_javascript(PATHS, stack) == in_python(PATHS, stack)


@settings(deadline=None, max_examples=20)
@given(st.lists(st.text("ab./+%2fF~-_JS", max_size=14).map("/{}".format), min_size=1, max_size=100))
def test_any_path_means_the_same_to_both(paths: list[str]) -> None:
    for stack in STACKS.values():
        assert in_javascript(paths, stack) == in_python(paths, stack)
