"""Which key answers a path, and that every published file has a path that leads to it, or is named."""

import unicodedata
from urllib.parse import quote, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.folder.addresses import Addresses
from publish.folder.derived import Derived, derive
from publish.folder.local_files import LONGEST_KEY_BYTES
from tests.publish.folder.addresses_table import NOT_FOUND, SITES, Site
from tests.publish.folder.properties import stable

_ROWS = [(site, *row) for site in SITES for row in site.rows]
_CHARACTERS = st.sampled_from([*"abcXYZ019", *".-_~+ %#?&=[]()!'*,;:@$\"<>|\\^`{}", "é", "ü", "日", "🙂", "\u0301"])
_NAME = st.one_of(
    st.text(_CHARACTERS, min_size=1, max_size=12),
    st.sampled_from(
        ["index.html", "index", "about.html", "LICENSE", "v1.0", "next.js", "a.html.html", "index.html.html"]
    ),
).filter(lambda name: not name.startswith(".") and name.strip("."))
_SUFFIX = st.sampled_from(["", "", ".html", ".html", ".js", ".HTML", ".png", ".xyz", ".1"])


def _key(folders: list[str], name: str, suffix: str) -> str:
    return unicodedata.normalize("NFC", "/".join([*folders, f"{name}{suffix}"]))


_KEY = st.builds(_key, st.lists(_NAME, max_size=3), _NAME, _SUFFIX)
_ADDRESSES = st.builds(
    Addresses,
    st.sampled_from(["index.html", "home.html"]),
    st.booleans(),
    st.sampled_from([(), ("/*",), ("/about", "/docs/*")]),
    st.sampled_from(["", ".previews/pr-7/"]),
)


def answer(path: str, site: Site, derived: Derived) -> str:
    """What a viewer gets: a file, "302 /location", or "404"."""
    key = site.addresses.key_at(path)
    if key in site.files:
        return key
    if key in derived.stubs:
        return f"{derived.stubs[key].status} {derived.stubs[key].location}"
    return derived.aliases.get(key or "", NOT_FOUND)


@pytest.mark.parametrize(
    ("site", "path", "looked_up", "expected"), _ROWS, ids=[f"{row[0].name} {row[1]}" for row in _ROWS]
)
def test_every_path_leads_where_the_table_says(site: Site, path: str, looked_up: str, expected: str) -> None:
    assert site.addresses.resolve(path) == looked_up
    assert answer(path, site, derive(site.files, site.addresses)) == expected


def test_the_table_has_enough_rows() -> None:
    assert len(_ROWS) >= 80


@stable
@given(st.sets(_KEY, min_size=1, max_size=12), _ADDRESSES)
def test_every_file_has_an_address_that_leads_back_to_it_or_is_named(keys: set[str], addresses: Addresses) -> None:
    derived = derive(keys, addresses)
    for key in keys:
        place = addresses.key_at(addresses.own_path(key))
        leads_back = place == key or (place not in keys and derived.aliases.get(place or "") == key)
        is_hidden = addresses.single_page_app and place == addresses.index_document
        is_named = any(notice.startswith(f"{key} has no address: ") for notice in derived.notices)
        assert leads_back or is_named or (is_hidden and "published files have an address" in derived.notices[-1]), key


@stable
@given(st.sets(_KEY, min_size=1, max_size=12), _ADDRESSES)
def test_what_is_added_takes_no_files_place_and_leads_to_a_file(keys: set[str], addresses: Addresses) -> None:
    derived = derive(keys, addresses)
    added = [*derived.stubs, *derived.aliases]
    assert not keys.intersection(added)
    assert len(set(added)) == len(added)
    assert set(derived.aliases.values()) <= keys
    for target in derived.stubs.values():
        assert addresses.key_at(target.location) in keys
        assert target.location.startswith("/")
        assert not target.location.startswith(("//", "/\\"))
    assert all(len(f"{addresses.prefix}{key}".encode()) <= LONGEST_KEY_BYTES for key in added)


@stable
@given(_KEY, _ADDRESSES)
def test_each_address_of_a_key_leads_to_it(key: str, addresses: Addresses) -> None:
    found = addresses.addresses_of(key)
    assert all(addresses.key_at(path) == key for path in found)
    if addresses.key_at(addresses.own_path(key)) == key:
        assert addresses.own_path(key) in found


@stable
@given(st.text(st.sampled_from([*"abX./-_~+%", "é"]), max_size=20))
def test_a_path_never_leaves_the_host_and_a_second_pass_changes_nothing(text: str) -> None:
    addresses = Addresses()
    path = f"/{quote(text, safe='/+%')}"
    found = addresses.resolve(path)
    assert "+" not in found
    assert unquote(found).startswith("/")
    assert addresses.resolve(found) == found or found.endswith("/") or found.startswith("/.well-known/")


def test_a_file_that_another_one_hides_is_named() -> None:
    derived = derive(["index.html", "install", "install.html"], Addresses())
    assert derived.aliases == {}
    assert derived.notices == ["install has no address: /install shows install.html. Rename one of the two"]


def test_an_alias_whose_key_is_too_long_is_named() -> None:
    name = "x" * 1021
    assert derive([name], Addresses()).notices[0].endswith("Shorten the name")
    assert derive(["x" * 1019], Addresses()).notices == []


def test_an_index_document_needs_no_alias_and_a_well_known_folder_no_redirect() -> None:
    assert derive(["index.html", ".well-known/x/index.html"], Addresses()) == Derived()


def test_pages_that_an_application_hides_are_named_with_the_setting_that_shows_them() -> None:
    keys = ["index.html", "404.html", "about.html", "docs/index.html", "docs/a.html", "LICENSE", "app.js"]
    derived = derive(keys, Addresses(single_page_app=True), "404.html")
    assert derived.notices == [
        "4 published files have an address that shows the single-page application instead: LICENSE, about.html, "
        'docs/a.html, docs/index.html. To show them, set prerenderedPages of the stack: ["/LICENSE", "/about", '
        '"/docs/*"]'
    ]
    followed = Addresses(single_page_app=True, prerendered=("/LICENSE", "/about", "/docs/*"))
    assert derive(keys, followed, "404.html").notices == []
    assert derive(keys, followed, "404.html").aliases == {"LICENSE.html": "LICENSE"}
    assert derive(keys, followed, "404.html").stubs.keys() == {"docs.html"}
