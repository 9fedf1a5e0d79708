"""A policy allows what it allows in browsers: https://www.w3.org/TR/CSP3/"""

import pytest

from publish.page_policy.address import Address, resolve
from publish.page_policy.asked import Inline, Request
from publish.page_policy.matching import allows_inline, allows_request
from publish.page_policy.policy import parse
from tests.publish.page_policy.examples import SITE, sha256

CODE = "run()"
DIGESTS = {name: Inline("script-src-elem", CODE, "", 1).digest(name) for name in ("sha256", "sha384", "sha512")}


def allows(policy: str, directive: str, address: str, *, nonce: str = "", integrity: str = "") -> bool:
    found = resolve(address, SITE)
    assert found
    request = Request(directive, found, "", 1, nonce, integrity)
    return all(allows_request(each, request, SITE) for each in parse(policy))


def allows_code(policy: str, directive: str, *, nonce: str = "", is_speculation: bool = False) -> bool:
    code = Inline(directive, CODE, "", 1, nonce, is_speculation=is_speculation)
    return all(allows_inline(each, code) for each in parse(policy))


@pytest.mark.parametrize(
    ("source", "address", "expected"),
    [
        ("'self'", "/a.png", True),
        ("'SELF'", "https://www.example.com/a.png", True),
        ("'self'", "https://www.example.com:8443/a.png", False),
        ("'self'", "https://example.com/a.png", False),
        ("'self'", "wss://www.example.com/", True),
        ("'self'", "http://www.example.com/a.png", False),
        ("'self'", "data:x", False),
        ("'none'", "/a.png", False),
        ("'none' https://cdn.example.com", "https://cdn.example.com/a.png", True),
        ("", "/a.png", False),
        ("*", "https://cdn.example.com/a.png", True),
        ("*", "wss://cdn.example.com/", True),
        ("*", "data:x", False),
        ("*", "blob:x", False),
        ("data:", "data:x", True),
        ("https:", "https://cdn.example.com/", True),
        ("https:", "http://cdn.example.com/", False),
        ("http:", "https://cdn.example.com/", True),
        ("ws:", "wss://cdn.example.com/", True),
        ("wss:", "https://cdn.example.com/", True),
        ("wss:", "ws://cdn.example.com/", False),
        ("cdn.example.com", "https://cdn.example.com/a/b.png", True),
        ("CDN.Example.com", "https://cdn.example.com/a", True),
        ("cdn.example.com", "http://cdn.example.com/", False),
        ("cdn.example.com", "wss://cdn.example.com/", False),
        ("cdn.example.com", "https://a.cdn.example.com/", False),
        ("http://cdn.example.com", "https://cdn.example.com/", True),
        ("https://cdn.example.com", "http://cdn.example.com/", False),
        ("*.example.com", "https://a.b.example.com/", True),
        ("*.example.com", "https://example.com/", False),
        ("https://*", "https://cdn.example.com/", True),
        ("cdn.example.com:443", "https://cdn.example.com/", True),
        ("cdn.example.com", "https://cdn.example.com:444/", False),
        ("cdn.example.com:*", "https://cdn.example.com:444/", True),
        ("http://cdn.example.com:80", "https://cdn.example.com/", True),
        ("cdn.example.com:444", "https://cdn.example.com/", False),
        ("cdn.example.com/a/", "https://cdn.example.com/a/b.png", True),
        ("cdn.example.com/a", "https://cdn.example.com/a/b.png", False),
        ("cdn.example.com/a", "https://cdn.example.com/a?x=1", True),
        ("cdn.example.com/a/", "https://cdn.example.com/a", False),
        ("cdn.example.com/a%20b", "https://cdn.example.com/a b", True),
        ("cdn.example.com/A", "https://cdn.example.com/a", False),
        ("cdn.example.com/", "https://cdn.example.com/a", True),
        ("a_b.example.com", "https://a_b.example.com/", False),
        ("self", "/a.png", False),
    ],
)
def test_a_source_matches_an_address(source: str, address: str, expected: bool) -> None:
    assert allows(f"img-src {source}", "img-src", address) is expected


@pytest.mark.parametrize(
    ("policy", "directive", "expected"),
    [
        ("default-src 'none'", "img-src", False),
        ("default-src 'none'; img-src 'self'", "img-src", True),
        ("default-src 'none'; script-src 'self'", "script-src-elem", True),
        ("script-src 'self'; script-src-elem 'none'", "script-src-elem", False),
        ("script-src 'none'", "style-src-elem", True),
        ("style-src 'none'", "style-src-elem", False),
        ("child-src 'none'", "frame-src", False),
        ("child-src 'none'; frame-src 'self'", "frame-src", True),
        ("child-src 'none'", "worker-src", False),
        ("script-src 'none'", "worker-src", False),
        ("script-src 'none'; child-src 'self'", "worker-src", True),
        ("default-src 'none'", "connect-src", False),
        ("default-src 'none'", "manifest-src", False),
        ("default-src 'none'", "media-src", False),
        ("default-src 'none'", "object-src", False),
        ("default-src 'none'", "font-src", False),
        ("default-src 'none'", "form-action", True),
        ("default-src 'none'", "base-uri", True),
        ("form-action 'none'", "form-action", False),
        ("base-uri 'none'", "base-uri", False),
        ("img-src 'none'; img-src *", "img-src", False),
        ("IMG-SRC 'none'", "img-src", False),
        ("img-src *, img-src 'none'", "img-src", False),
        ("img-src *, default-src *", "img-src", True),
        ("frame-ancestors 'none'", "img-src", True),
    ],
)
def test_the_nearest_directive_of_every_policy_decides(policy: str, directive: str, expected: bool) -> None:
    assert allows(policy, directive, "/a") is expected


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("script-src 'nonce-abc'", True),
        ("script-src 'nonce-ABC'", False),
        ("script-src 'strict-dynamic' 'self'", False),
        ("script-src 'strict-dynamic' 'nonce-abc'", True),
        (f"script-src 'strict-dynamic' {sha256(CODE)}", True),
        (f"script-src {sha256('other')}", False),
        ("img-src 'nonce-abc'", True),
    ],
)
def test_a_file_is_allowed_by_its_nonce_or_its_integrity(policy: str, expected: bool) -> None:
    integrity = sha256(CODE).strip("'")
    assert allows(policy, "script-src-elem", "/a.js", nonce="abc", integrity=integrity) is expected


def test_a_file_with_two_hashes_needs_both_in_the_policy() -> None:
    integrity = f"sha256-{DIGESTS['sha256']} sha384-{DIGESTS['sha384']}"
    one = f"script-src 'sha256-{DIGESTS['sha256']}'"
    assert not allows(one, "script-src-elem", "/a.js", integrity=integrity)
    assert allows(f"{one} 'sha384-{DIGESTS['sha384']}'", "script-src-elem", "/a.js", integrity=integrity)


@pytest.mark.parametrize(
    ("policy", "element", "attribute"),
    [
        ("img-src 'none'", True, True),
        ("default-src 'self'", False, False),
        ("script-src 'unsafe-inline'", True, True),
        ("default-src 'unsafe-inline'", True, True),
        ("script-src 'unsafe-inline' 'nonce-other'", False, False),
        (f"script-src 'unsafe-inline' {sha256('other')}", False, False),
        ("script-src 'unsafe-inline' 'strict-dynamic'", False, False),
        (f"script-src {sha256(CODE)}", True, False),
        (f"script-src 'unsafe-hashes' {sha256(CODE)}", True, True),
        (f"script-src 'sha384-{DIGESTS['sha384']}'", True, False),
        (f"script-src 'SHA512-{DIGESTS['sha512']}'", True, False),
        (f"script-src 'sha256-{DIGESTS['sha256'].replace('+', '-').replace('/', '_')}'", True, False),
        (f"script-src sha256-{DIGESTS['sha256']}", False, False),
        ("script-src 'nonce-abc'", True, False),
        ("script-src 'none'; script-src-attr 'unsafe-inline'", False, True),
        ("script-src 'unsafe-inline'; script-src-elem 'self'", False, True),
        ("script-src 'unsafe-inline', script-src 'self'", False, False),
    ],
)
def test_inline_code_is_allowed_by_what_browsers_take(policy: str, element: bool, attribute: bool) -> None:
    assert allows_code(policy, "script-src-elem", nonce="abc") is element
    assert allows_code(policy, "script-src-attr", nonce="abc") is attribute


def test_strict_dynamic_is_no_word_for_styles() -> None:
    assert allows_code("style-src 'unsafe-inline' 'strict-dynamic'", "style-src-elem")


def test_speculation_rules_have_a_word_of_their_own() -> None:
    policy = "script-src 'inline-speculation-rules'"
    assert allows_code(policy, "script-src-elem", is_speculation=True)
    assert not allows_code(policy, "script-src-elem")


def test_a_site_over_plain_http_may_be_upgraded() -> None:
    site = Address("http", "127.0.0.1", 8000, "/")
    (policy,) = parse("connect-src 'self'")
    for scheme in ("http", "ws", "wss"):
        assert allows_request(policy, Request("connect-src", Address(scheme, "127.0.0.1", 8000, "/"), "", 1), site)
