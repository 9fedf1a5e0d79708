"""Addresses resolve as they do in browsers."""

import pytest

from publish.page_policy.address import Address, key_of, page_address, resolve

SITE = Address("https", "www.example.com", path="/")
BASE = page_address(SITE, "docs/guide/index.html")


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("a.png", "https://www.example.com/docs/guide/a.png"),
        ("./a.png?v=1#x", "https://www.example.com/docs/guide/a.png"),
        ("../a.png", "https://www.example.com/docs/a.png"),
        ("../../../a.png", "https://www.example.com/a.png"),
        ("..", "https://www.example.com/docs/"),
        ("%2e%2E/a.png", "https://www.example.com/docs/a.png"),
        ("/a/./b/../c.png", "https://www.example.com/a/c.png"),
        ("", "https://www.example.com/docs/guide/index.html"),
        ("?page=2", "https://www.example.com/docs/guide/index.html"),
        ("//cdn.example.com/a.js", "https://cdn.example.com/a.js"),
        ("/\\cdn.example.com/a.js", "https://cdn.example.com/a.js"),
        ("\\\\cdn.example.com\\a.js", "https://cdn.example.com/a.js"),
        ("https:a.png", "https://www.example.com/docs/guide/a.png"),
        ("http:cdn.example.com/a.png", "http://cdn.example.com/a.png"),
        ("https:////cdn.example.com/a.png", "https://cdn.example.com/a.png"),
        (" HTTPS://CDN.Example.com:443 ", "https://cdn.example.com/"),
        ("http://cdn.example.com:8080/a", "http://cdn.example.com:8080/a"),
        ("https://user:secret@cdn.example.com/a", "https://cdn.example.com/a"),
        ("ht\ntps://cdn.exam\tple.com/a", "https://cdn.example.com/a"),
        ("https://bücher.example/a", "https://xn--bcher-kva.example/a"),
        ("https://[::1]:81/a", "https://[::1]:81/a"),
        ("//cdn.example.com?x", "https://cdn.example.com/"),
        ("data:image/png;base64,aa", "data:"),
        ("BLOB:https://www.example.com/1", "blob:"),
        ("mailto:team@example.com", "mailto:"),
    ],
)
def test_a_reference_leads_where_browsers_go(reference: str, expected: str) -> None:
    assert str(resolve(reference, BASE)) == expected


@pytest.mark.parametrize("reference", ["https://", "https://a b/", "//:80/", "https://a:99999/", "https://a:x/"])
def test_what_browsers_find_invalid_is_not_fetched(reference: str) -> None:
    assert resolve(reference, BASE) is None


@pytest.mark.parametrize("key", ["index.html", "a b/ü.css", "100%.css", "a+b#c?.css"])
def test_the_address_of_a_file_leads_back_to_it(key: str) -> None:
    assert key_of(page_address(SITE, key)) == key
