"""Further headers: which ones are sent, from publish.toml and from _headers, and why the others are refused."""

import pytest

from publish.folder.answer_headers import problem_with
from publish.folder.headers_file import headers_for, parse_headers, unused_blocks

HEADERS = """\ufeff# a comment
/*
  X-Robots-Tag: noindex
  Link: </a.css>; rel=preload
  Cache-Control: public, max-age=0

  # another one
/docs/*
  ! x-robots-tag
  Link: </b.css>; rel=preload
  Cache-Control: public, max-age=60
/users/:id/posts/*
  X-User: :id
  X-Rest: rest is :splat
/movies/:title
\tX-Title: :title and :unknown
"""


def found(*paths: str) -> dict[str, str]:
    blocks, notices = parse_headers(HEADERS)
    assert notices == []
    return headers_for(paths, blocks, set())


def test_blocks_add_up_and_an_exclamation_mark_takes_away() -> None:
    assert found("/a.js") == {
        "x-robots-tag": "noindex",
        "link": "</a.css>; rel=preload",
        "cache-control": "public, max-age=0",
    }
    assert found("/docs/", "/docs/index.html") == {
        "link": "</a.css>; rel=preload, </b.css>; rel=preload",
        "cache-control": "public, max-age=60",
    }


def test_values_repeat_placeholders_and_splats() -> None:
    assert found("/users/7/posts/a/b")["x-user"] == "7"
    assert found("/users/7/posts/a/b")["x-rest"] == "rest is a/b"
    assert found("/movies/up.html", "/movies/up")["x-title"] == "up.html and :unknown"
    assert "x-title" not in found("/movies/a/b")


def test_a_block_that_matches_no_file_is_named() -> None:
    blocks, _ = parse_headers("/a\n  X-A: 1\n/b\n  X-B: 2\n/c\n")
    used: set[int] = set()
    headers_for(["/a"], blocks, used)
    assert unused_blocks(blocks, used) == [
        "_headers:3: /b: no published file has such an address, so the block does nothing"
    ]


@pytest.mark.parametrize(
    ("text", "notice"),
    [
        ("X-A: 1\n", "_headers:1: X-A: 1: a header comes after the path that it is for; put a path before it"),
        ("/a\n  X-A\n", "_headers:2: X-A: a header is written as Name: value, indented below its path"),
        ("/a\n  X-A:\n", "_headers:2: X-A:: a header is written as Name: value, indented below its path"),
        (
            "https://a.pages.dev/*\n  X-Robots-Tag: noindex\n",
            "_headers:1: https://a.pages.dev/*: headers here do not depend on the host; begin the block with a path",
        ),
        (
            "/*\n  Content-Security-Policy: default-src 'self'\n",
            "_headers:2: Content-Security-Policy: default-src 'self': the stack sets it for every answer: write "
            "contentSecurityPolicy in Pulumi.<stack>.yaml instead",
        ),
        (
            "/*\n  Basic-Auth: user:password\n",
            "_headers:2: Basic-Auth: user:password: the stack asks no visitor for a password, so the files would be "
            "public",
        ),
        (
            "/*\n  Content-Type: text/ä\n",
            "_headers:2: Content-Type: text/ä: its value must be one line of printable ASCII, got 'text/ä'",
        ),
        ("/*\n  X A: 1\n", "_headers:2: X A: 1: its name must be letters, digits and hyphens (a token of RFC 9110)"),
    ],
)
def test_every_line_that_cannot_be_served_is_named(text: str, notice: str) -> None:
    assert parse_headers(text)[1] == [notice]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("Strict-Transport-Security", "write hstsDays and hstsSubdomains in"),
        ("X-Frame-Options", "write frameOptions in"),
        ("X-Content-Type-Options", "nothing else is safe"),
        ("Referrer-Policy", "write referrerPolicy in"),
        ("Permissions-Policy", "write permissionsPolicy in"),
        ("Set-Cookie", "all visitors would get the same cookie"),
        ("Location", "write a line in _redirects"),
        ("Status", "its line in _redirects"),
        ("Server", "CloudFront sets it"),
        ("Via", "CloudFront sets it"),
        ("X-Amz-Meta-Foo", "CloudFront sets it"),
        ("X-Edge-Location", "CloudFront sets it"),
        ("Transfer-Encoding", "describes the connection"),
        ("Content-Length", "describes the connection"),
        ("Content-Type", "write it as content_type of the entry"),
        ("Cache-Control", "write it as cache_control of the entry"),
        ("", "a token"),
        ("a b", "a token"),
        ("a:b", "a token"),
        ("ä", "a token"),
    ],
)
def test_headers_of_the_stack_the_connection_and_cloudfront_are_refused(name: str, why: str) -> None:
    assert why in (problem_with(name, "x") or "")


@pytest.mark.parametrize("value", ["", " x", "x ", "a\nb", "a\rb", "a\x00b", "ä", "a\tb"])
def test_values_are_one_line_of_printable_ascii(value: str) -> None:
    assert "one line of printable ASCII" in (problem_with("X-A", value) or "")


@pytest.mark.parametrize(
    "name",
    ["Access-Control-Allow-Origin", "X-Robots-Tag", "Content-Disposition", "Link", "Cross-Origin-Opener-Policy", "X-A"],
)
def test_any_other_header_may_be_sent(name: str) -> None:
    assert problem_with(name, "x; y=\"z\", 'w'") is None
