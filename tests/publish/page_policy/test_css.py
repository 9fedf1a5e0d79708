"""The addresses of a style sheet are those that a browser fetches."""

import pytest

from publish.page_policy.css import named_in


def named(css: str) -> list[tuple[str, str]]:
    return [(found.directive, found.reference) for found in named_in(css)]


@pytest.mark.parametrize(
    ("css", "expected"),
    [
        ("p { background: url(a.png) }", [("img-src", "a.png")]),
        ("p { background: URL( 'a b.png' ) }", [("img-src", "a b.png")]),
        ('p { background: url("a\\"b.png"), url(c.png) }', [("img-src", 'a"b.png'), ("img-src", "c.png")]),
        ("p { background: url(a\\20 b.png) }", [("img-src", "a b.png")]),
        ("p { background: url(data:image/svg+xml;base64,aa==) }", [("img-src", "data:image/svg+xml;base64,aa==")]),
        ("@font-face { src: local('A'), url(a.woff2) format('woff2') }", [("font-src", "a.woff2")]),
        (
            "@media print { @font-face { src: url(a.woff) } p { cursor: url(b.cur) } }",
            [("font-src", "a.woff"), ("img-src", "b.cur")],
        ),
        ("@import 'a.css';", [("style-src-elem", "a.css")]),
        ("@IMPORT url(a.css) layer(x) supports(background: url(b.png)) screen;", [("style-src-elem", "a.css")]),
        (
            "@charset 'utf-8'; @layer x; @import 'a.css'; @import 'b.css' print; p {}",
            [("style-src-elem", "a.css"), ("style-src-elem", "b.css")],
        ),
        (
            "p { background: image-set('a.png' 1x, url(b.png) 2x) } q { content: 'c.png' }",
            [("img-src", "a.png"), ("img-src", "b.png")],
        ),
        ("p { background: -webkit-image-set(url(a.png) 1x) }", [("img-src", "a.png")]),
        ("p { --icon: url('data:image/svg+xml;utf8,<svg/>') }", [("img-src", "data:image/svg+xml;utf8,<svg/>")]),
        ("background:url(a.png);color:red", [("img-src", "a.png")]),
        ("p { background: url(a.png", [("img-src", "a.png")]),
        ("p { background: u\\rl(a.png) }", []),
    ],
)
def test_an_address_is_found(css: str, expected: list[tuple[str, str]]) -> None:
    assert named(css) == expected


@pytest.mark.parametrize(
    "css",
    [
        "/* url(a.png) */ p { color: red }",
        "p { content: 'url(a.png)' }",
        "p { fill: url(#gradient) } q { background: url() }",
        "p {} @import 'late.css';",
        "@media print {} @import 'late.css';",
        "@font-face {} @import 'late.css';",
        "@namespace svg url(http://www.w3.org/2000/svg);",
        "p { background: url(data:image/svg+xml,<svg xmlns='x'>) }",
        "a[href='x.png'] { color: red }",
    ],
)
def test_what_a_browser_does_not_fetch_is_none(css: str) -> None:
    assert named(css) == []


def test_a_late_comment_or_a_stray_brace_hides_nothing() -> None:
    assert named("} p { background: /* x */ url(a.png) } /* open url(b.png)") == [("img-src", "a.png")]


def test_large_sheets_are_read_in_one_pass() -> None:
    sheet = "p { background: url(data:image/png;base64," + "A" * 1_000_000 + ") }" + "q { color: red } " * 50_000
    assert len(named(sheet)) == 1
