"""A page asks for what a browser with scripts asks for. The tables were compared with Chromium (test_chromium.py)."""

import pytest

from publish.page_policy.page import read_page
from tests.publish.page_policy.examples import SITE, asked, requested

OWN = "https://www.example.com"
CDN = "https://cdn.example.com"


def inline(html: str) -> list[tuple[str, str]]:
    """(directive, code) of a page's inline code."""
    return [(code.directive, code.code) for code in asked(html).inline]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (f"<script src={CDN}/a.js></script>", "script-src-elem"),
        (f"<SCRIPT TYPE=Module SRC={CDN}/a.js></SCRIPT>", "script-src-elem"),
        (f"<svg><script href={CDN}/a.js /></svg>", "script-src-elem"),
        (f"<svg><script xlink:href={CDN}/a.js /></svg>", "script-src-elem"),
        (f"<link rel=stylesheet href={CDN}/a.css>", "style-src-elem"),
        (f"<link rel='alternate StyleSheet' href={CDN}/a.css>", "style-src-elem"),
        (f"<link rel=stylesheet type='text/css; charset=utf-8' href={CDN}/a.css>", "style-src-elem"),
        (f"<link rel=modulepreload href={CDN}/a.js>", "script-src-elem"),
        (f"<link rel=preload as=script href={CDN}/a>", "script-src-elem"),
        (f"<link rel=preload as=style href={CDN}/a>", "style-src-elem"),
        (f"<link rel=preload as=FONT crossorigin href={CDN}/a>", "font-src"),
        (f"<link rel=preload as=image href={CDN}/a>", "img-src"),
        (f"<link rel=preload as=fetch href={CDN}/a>", "connect-src"),
        (f"<link rel=preload as=track href={CDN}/a>", "media-src"),
        (f"<link rel='shortcut icon' href={CDN}/a.ico>", "img-src"),
        (f"<link rel=apple-touch-icon href={CDN}/a.png>", "img-src"),
        (f"<link rel=manifest href={CDN}/a.json>", "manifest-src"),
        (f"<img src={CDN}/a.png>", "img-src"),
        (f"<IMG SRC='{CDN}/a.png' loading=lazy>", "img-src"),
        (f"<img srcset='{CDN}/a.png 2x'>", "img-src"),
        (f"<link rel=preload as=image imagesrcset='{CDN}/a.png 2x' href=/fallback.png>", "img-src"),
        (f"<picture><source srcset='{CDN}/a.avif'></picture>", "img-src"),
        (f"<video poster={CDN}/a.png></video>", "img-src"),
        (f"<input type=image src={CDN}/a.png>", "img-src"),
        (f"<body background={CDN}/a.png>", "img-src"),
        (f"<table><td background={CDN}/a.png>", "img-src"),
        (f"<svg><image href={CDN}/a.png /></svg>", "img-src"),
        (f"<svg><filter><feImage xlink:href={CDN}/a.png /></filter></svg>", "img-src"),
        (f"<svg><rect fill='url({CDN}/a.svg#p)' /></svg>", "img-src"),
        (f"<video src={CDN}/a.mp4></video>", "media-src"),
        (f"<audio><source src={CDN}/a.mp3></audio>", "media-src"),
        (f"<video><track src={CDN}/a.vtt></video>", "media-src"),
        (f"<iframe src={CDN}/></iframe>", "frame-src"),
        (f"<frameset><frame src={CDN}/></frameset>", "frame-src"),
        (f"<embed src={CDN}/a.png>", "object-src"),
        (f"<object data={CDN}/a type=image/png></object>", "object-src"),
        (f"<form action={CDN}/subscribe></form>", "form-action"),
        (f"<form><button formaction={CDN}/x></button></form>", "form-action"),
        (f"<form><input type=submit formaction={CDN}/x></form>", "form-action"),
        (f"<a href=/ ping={CDN}/p>x</a>", "connect-src"),
        (f"<style>@import '{CDN}/a.css';</style>", "style-src-elem"),
        (f"<style>@font-face {{ src: url({CDN}/a.woff2) }}</style>", "font-src"),
        (f"<style>p {{ background: url({CDN}/a.png) }}</style>", "img-src"),
        (f"<svg><style>p {{ background: url({CDN}/a.png) }}</style></svg>", "img-src"),
        (f"<p style='background: url({CDN}/a.png)'>", "img-src"),
        (f"<iframe srcdoc='<img src={CDN}/a.png>'></iframe>", "img-src"),
        (f"<div><template shadowrootmode=open><img src={CDN}/a.png></template></div>", "img-src"),
        (f"<select><img src={CDN}/a.png></select>", "img-src"),
    ],
)
def test_an_address_is_asked_for(html: str, expected: str) -> None:
    ((directive, address),) = requested(html)
    assert directive == expected
    assert address.startswith(f"{CDN}/")


@pytest.mark.parametrize(
    "html",
    [
        f"<noscript><img src={CDN}/a.png><iframe src={CDN}/></iframe></noscript>",
        f"<template><img src={CDN}/a.png><script src={CDN}/a.js></script></template>",
        f"<!-- <img src={CDN}/a.png> --><textarea><img src={CDN}/a.png></textarea>",
        f"<title><img src={CDN}/a.png></title><xmp><img src={CDN}/a.png></xmp>",
        f"<script type=text/template><img src={CDN}/a.png></script>",
        f"<script type=application/json src={CDN}/a.js></script>",
        f"<script nomodule src={CDN}/a.js></script>",
        f"<script type=importmap src={CDN}/a.json></script>",
        f"<iframe><img src={CDN}/a.png></iframe>",
        f"<link rel=stylesheet type=text/less href={CDN}/a.less>",
        f"<link rel=stylesheet disabled href={CDN}/a.css>",
        f"<link rel='preconnect dns-prefetch' href={CDN}><link rel=canonical href={CDN}>",
        f"<link rel=preload as=video href={CDN}/a><link rel=preload href={CDN}/a>",
        f"<meta property=og:image content={CDN}/a.png>",
        f"<a href={CDN}>x</a><blockquote cite={CDN}></blockquote>",
        f"<input src={CDN}/a.png><button type=button formaction={CDN}/x></button>",
        f"<form method=dialog action={CDN}></form>",
        f"<svg><use href={CDN}/a.svg#x /></svg>",
        f"<div srcset={CDN}/a.png background={CDN}/a.png fill='url({CDN}/a)'></div>",
        f"<iframe srcdoc=x src={CDN}></iframe>",
        f"<style type=text/less>p {{ background: url({CDN}/a.png) }}</style>",
        "<img src=''><iframe src=about:blank></iframe><script src></script>",
    ],
)
def test_what_a_browser_does_not_fetch_is_not_asked_for(html: str) -> None:
    assert requested(html) == []


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<script>a</script>", [("script-src-elem", "a")]),
        ("<script> </script>", [("script-src-elem", " ")]),
        ("<SCRIPT TYPE='TEXT/JavaScript'>a</SCRIPT>", [("script-src-elem", "a")]),
        ("<script type=module>a</script>", [("script-src-elem", "a")]),
        ("<script type=importmap>{}</script>", [("script-src-elem", "{}")]),
        ("<script type=speculationrules>{}</script>", [("script-src-elem", "{}")]),
        ("<script language=JavaScript>a</script>", [("script-src-elem", "a")]),
        ("<script type>a</script>", [("script-src-elem", "a")]),
        ("<script>a &amp; b</script>", [("script-src-elem", "a &amp; b")]),
        ("<script>a\r\nb\rc</script>", [("script-src-elem", "a\nb\nc")]),
        ("<script>a\0b</script>", [("script-src-elem", "a\ufffdb")]),
        ("<script><!-- <script> a </script> --></script>", [("script-src-elem", "<!-- <script> a </script> -->")]),
        ("<!--><script>a</script>", [("script-src-elem", "a")]),
        ("<svg><script>a &amp; b<![CDATA[<c>]]></script></svg>", [("script-src-elem", "a & b<c>")]),
        ("<svg><script>a<g>b</g>c</script></svg>", [("script-src-elem", "ac")]),
        ("<style>p {}</style>", [("style-src-elem", "p {}")]),
        ("<style></style>", [("style-src-elem", "")]),
        ("<p style='a' style='b'>", [("style-src-attr", "a")]),
        ("<p STYLE>", [("style-src-attr", "")]),
        ("<p onclick='a &amp;&amp; b'>", [("script-src-attr", "a && b")]),
        ("<p ONCLICK=''>", [("script-src-attr", "")]),
        ("<p onclick='a\r\nb'>", [("script-src-attr", "a\nb")]),
        ("<body onafterprint=a>", [("script-src-attr", "a")]),
        ("<svg><animate onbegin=a /></svg>", [("script-src-attr", "a")]),
        ("<math><mi onclick=a></mi></math>", [("script-src-attr", "a")]),
        ("<div><template shadowrootmode=open><script>a</script></template></div>", [("script-src-elem", "a")]),
        (
            "<template><style>p {}</style><b onclick=a></b></template>",
            [("style-src-elem", "p {}"), ("script-src-attr", "a")],
        ),
        (
            "<iframe srcdoc='<script>a</script><p style=b>'></iframe>",
            [("script-src-elem", "a"), ("style-src-attr", "b")],
        ),
        ("<iframe srcdoc=\"<iframe srcdoc='<script>a</script>'></iframe>\"></iframe>", [("script-src-elem", "a")]),
        ("<iframe sandbox srcdoc='<script>a</script><b onclick=c style=d>'></iframe>", [("style-src-attr", "d")]),
        ("<iframe sandbox='allow-scripts' srcdoc='<script>a</script>'></iframe>", [("script-src-elem", "a")]),
        (
            "<noscript><style>p {}</style><script>a</script><p onclick=b style=c></noscript>",
            [("style-src-elem", "p {}")],
        ),
    ],
)
def test_inline_code_is_what_a_browser_hashes(html: str, expected: list[tuple[str, str]]) -> None:
    assert inline(html) == expected


@pytest.mark.parametrize(
    "html",
    [
        "<script></script><script src=/a.js>ignored</script>",
        "<script type=application/ld+json>{}</script><script type=application/json>{}</script>",
        "<script type='text/javascript; charset=utf-8'>a</script><script language=vbscript>a</script>",
        "<script nomodule>a</script>",
        "<p onfoo=a onunload=b on=c data-onclick=d hx-on:click=e @click=f>",
        "<p>style= onclick= &lt;script&gt;a&lt;/script&gt;</p>",
        "<plaintext><script>a</script>",
    ],
)
def test_what_a_browser_does_not_run_is_no_code(html: str) -> None:
    assert inline(html) == []


def test_a_base_address_is_asked_for_and_leads_the_others() -> None:
    html = "<img src=a.png><base target=_top><base href=//cdn.example.com/x/><base href=/ignored/><img src=b.png>"
    assert requested(html, "docs/index.html") == [
        ("base-uri", f"{CDN}/x/"),
        ("img-src", f"{CDN}/x/a.png"),
        ("img-src", f"{CDN}/x/b.png"),
    ]


def test_a_base_within_the_site_moves_relative_addresses() -> None:
    assert requested("<base href=/v2/><link rel=stylesheet href=a.css>")[1] == ("style-src-elem", f"{OWN}/v2/a.css")


def test_all_candidates_count() -> None:
    html = "<img src=a.png srcset=' b.png, c.png 2x,d.png 3x , data:image/png,x,y 4x'>"
    assert [address for _, address in requested(html)] == [*(f"{OWN}/{name}.png" for name in "abcd"), "data:"]


def test_embedded_documents_are_frames_as_well() -> None:
    assert requested("<object data=/a.svg></object><embed src=/b.html>") == [
        ("object-src", f"{OWN}/a.svg"),
        ("frame-src", f"{OWN}/a.svg"),
        ("object-src", f"{OWN}/b.html"),
        ("frame-src", f"{OWN}/b.html"),
    ]


def test_fonts_of_google_come_from_a_second_host() -> None:
    html = "<link rel=stylesheet href='https://fonts.googleapis.com/css?family=Roboto'>"
    assert ("font-src", "https://fonts.gstatic.com/") in requested(html)


@pytest.mark.parametrize(
    "html",
    [
        "<a href='JavaScript:run()'>x</a>",
        "<a href=' java\nscript:run()'>x</a>",
        "<a href='&#106;avascript:run()'>x</a>",
        "<area href=javascript:run()>",
        "<form action=javascript:run()></form>",
        "<form><button formaction=javascript:run()></button></form>",
        "<form><input formaction=javascript:run()></form>",
        "<iframe src=javascript:run()></iframe>",
        "<svg><a xlink:href=javascript:run()></a></svg>",
    ],
)
def test_a_javascript_address_is_code(html: str) -> None:
    found = asked(html)
    assert [link.code.lower() for link in found.links] == ["javascript:run()"]
    assert found.requests == []


@pytest.mark.parametrize("code", ["", "void(0)", "void(0);", "void 0", ";", " // nothing", "undefined"])
def test_a_javascript_address_that_does_nothing_is_only_noted(code: str) -> None:
    found = asked(f"<a href='javascript:{code}'>x</a>")
    assert found.links == []
    assert [note.kind for note in found.unknown] == ["idle link"]


def test_hints_and_policies_of_the_page_are_noted() -> None:
    html = f"<link rel=prefetch href={CDN}/a><meta http-equiv=Content-Security-Policy content=x>"
    assert [note.kind for note in asked(html).unknown] == ["prefetch", "meta"]
    assert requested(html) == []


def test_the_line_is_that_of_the_file() -> None:
    found = asked("<!doctype html>\n<p>\n<img src=a.png>\n<style>\n\np { background: url(b.png) }</style>")
    assert [request.line for request in found.requests] == [3, 6]


@pytest.mark.parametrize(
    "content",
    [
        "<script>'ü'</script>".encode(),
        b"\xef\xbb\xbf" + "<script>'ü'</script>".encode(),
        b"<meta charset=windows-1252><script>'\xfc'</script>",
        b"<script>'\xfc'</script>",
        "\ufeff<script>'ü'</script>".encode("utf-16-le"),
    ],
)
def test_code_is_decoded_as_a_browser_decodes_it(content: bytes) -> None:
    assert [code.code for code in read_page(content, SITE).inline] == ["'ü'"]
