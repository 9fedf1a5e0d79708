"""What is said of a page is what Chromium blocks on it, with the stack's policy and with the page's own."""

import hashlib
from collections.abc import Iterator

import pytest

from publish.page_policy.address import Address, key_of, page_address
from publish.page_policy.asked import Asked, Request
from publish.page_policy.matching import allows_inline
from publish.page_policy.own_policy import page_policy
from publish.page_policy.page import read_page
from publish.page_policy.policy import parse
from publish.page_policy.rules import Rules
from publish.page_policy.sheets import Sheets
from tests.publish.page_policy.examples import DEFAULT, sha256
from tests.publish.page_policy.served import Served, served
from tests.publish.page_policy.test_generators import SHAPES

X, Y = "https://x.invalid", "https://y.invalid"
OPEN = "default-src 'self' 'unsafe-inline' https://y.invalid; object-src 'none'; base-uri 'none'; form-action 'none'"
CLICK = "document.getElementById('x')?.click()"
CLONE = "document.body.append(document.getElementById('x').content.cloneNode(true))"
SUBMIT = "document.getElementById('x')?.submit()"

FILES = {
    "a.css": f"@import 'b.css'; p {{ background: url({Y}/a.png) }}",
    "b.css": "q { color: red }",
    "a.js": "document.title = 'ran'",
    "a.svg": "<svg xmlns='http://www.w3.org/2000/svg'><g id='x'/></svg>",
}
PAGES: dict[str, tuple[str, str]] = {
    "scripts": (f"<script>1</script><script type=module>2</script><script src=a.js></script><script src={X}/a></script>", ""),  # noqa: E501
    "script types": ("<script language=JavaScript>1</script><script type=text/JSCRIPT>2</script>", ""),
    "no scripts": ("<script type='text/javascript; x'>1</script><script type=x>2</script><script></script>", ""),
    "nomodule": (f"<script nomodule>1</script><script nomodule src={X}/a></script>", ""),
    "import map": ("<script type=importmap>{}</script>", ""),
    "speculation rules": ("<script type=speculationrules>{}</script>", ""),
    "data block": ("<script type=application/ld+json>{}</script>", ""),
    "line ends": ("<script>1\r\n2\r3</script><p onclick='1\r\n2' style='color:\r\nred'>", ""),
    "entities": ("<p onclick='1 &amp;&amp; 2'><script>1 &amp;&amp; 2</script>", ""),
    "duplicates": (f"<img src={X}/a src={Y}/b><p onclick=1 onclick=2>", ""),
    "nul": ("<script>1\0</script>", ""),
    "escaped": ("<script><!-- <script> </script> --></script>", ""),
    "styles": (f"<style>p {{ background: url({X}/a) }}</style><style></style><p>x", ""),
    "style type": ("<style type=text/less>p {}</style>", ""),
    "style attribute": (f"<p style='background: url({X}/a)'>x", ""),
    "empty style attribute": ("<p style>", ""),
    "handlers": ("<p onclick=1 onfoo=2 hx-on:click=3><body onafterprint=4>", ""),
    "empty handler": ("<p onclick=''>", ""),
    "window handlers elsewhere": ("<p onunload=1 onafterprint=2 onbegin=3>", ""),
    "svg": (f"<svg><script>1</script><style>g {{}}</style><image href={X}/a /><animate onbegin=2 /></svg>", ""),
    "svg use": (f"<svg><use href={X}/a.svg#x /><use href=a.svg#x /></svg>", ""),
    "svg paint": (f"<svg width=9 height=9><rect width=5 height=5 fill='url({X}/a.svg#p)' /></svg>", ""),
    "svg filter": (f"<svg><filter id=f><feImage href={X}/a /></filter><rect filter='url(#f)' width=5 height=5 /></svg>", ""),  # noqa: E501
    "math": ("<math><mi onclick=1 style='color: red'>x</mi></math>", ""),
    "noscript": (f"<noscript><img src={X}/a style=b onclick=c><script>1</script></noscript>", ""),
    "template": (f"<template><img src={X}/a style=b onclick=c></template>", ""),
    "cloned template": ("<template id=x><style>p {}</style><script>1</script></template>", CLONE),
    "shadow root": (f"<div><template shadowrootmode=open><script>1</script><style>p {{}}</style><img src={X}/a></template></div>", ""),  # noqa: E501
    "text": (f"<textarea><script>1</script></textarea><!-- <img src={X}/a> --><xmp><p onclick=1></xmp>", ""),
    "select": ("<select><script>1</script></select>", ""),
    "srcdoc": (f"<iframe srcdoc='<script>1</script><style>p{{}}</style><p onclick=2 style=color:red><img src={X}/a>'></iframe>", ""),  # noqa: E501
    "frames": (f"<iframe src={X}/></iframe><iframe src=a.svg></iframe><iframe src=about:blank></iframe>", ""),
    "frame set": (f"<frameset><frame src={X}/></frameset>", ""),
    "objects": (f"<object data={X}/a.png></object><embed src=a.svg>", ""),
    "images": (f"<img src={X}/a><img srcset='{Y}/b 1x'><input type=image src=https://z.invalid/c>", ""),
    "legacy images": (f"<table background={X}/a><tr><td background={Y}/b>x</table>", ""),
    "picture": (f"<picture><source srcset={X}/a><img></picture>", ""),
    "media": (f"<video src={X}/a poster={Y}/b></video><audio><source src={Y}/c></audio>", ""),
    "track": (f"<video><track default src={X}/a></video>", "document.querySelector('track').track.mode = 'showing'"),
    "icons": (f"<link rel=icon href={X}/a><link rel=apple-touch-icon href={Y}/b>", ""),
    "manifest": (f"<link rel=manifest href={X}/a>", ""),
    "style sheets": (f"<link rel=stylesheet href={X}/a><link rel='alternate stylesheet' title=b href={Y}/b>", ""),
    "no style sheets": (f"<link rel=stylesheet disabled href={X}/a><link rel=stylesheet type=text/less href={X}/b>", ""),  # noqa: E501
    "own style sheet": ("<link rel=stylesheet href=a.css><p>x", ""),
    "imports": (f"<style>@import '{X}/a'; p {{}} @import '{Y}/b';</style>", ""),
    "fonts": (f"<style>@font-face {{ font-family: f; src: url({X}/a) }} p {{ font-family: f }}</style><p>x", ""),
    "image set": (f"<style>p {{ background: image-set('{X}/a' 1x) }}</style><p>x", ""),
    "preloads": ("".join(f"<link rel=preload as={kind} crossorigin href={X}/{kind}>" for kind in
                         ("script", "style", "image", "font", "fetch", "track", "audio", "video", "worker", "document")), ""),
    "module preload": (f"<link rel=modulepreload href={X}/a>", ""),
    "hints": (f"<link rel='dns-prefetch preconnect' href={X}><link rel=canonical href={X}>", ""),
    "data": ("<img src=data:image/png;base64,aa><iframe src=data:text/html,a></iframe>", ""),
    "data script": ("<script src=data:text/javascript,1></script>", ""),
    "plain http": ("<script src=http://x.invalid/a></script><img src=http://x.invalid/a>", ""),
    "windows path": ("<img src='C:\\a.png'>", ""),
    "odd addresses": (f"<img src='//x.invalid\\a'><img src='ht\ntps:{Y.partition(':')[2]}/b'><img src=https:a.svg>", ""),  # noqa: E501
    "base": (f"<base href={X}/>", ""),
    "form": (f"<form id=x action={X}/></form>", SUBMIT),
    "form action": (f"<form><button id=x formaction={X}/></button></form>", CLICK),
    "ping": (f"<a id=x href=#y ping={X}/p>x</a>", CLICK),
    "javascript": ("<a id=x href=' JavaScript:1+1'>x</a>", CLICK),
    "javascript frame": ("<iframe src=javascript:1+1></iframe>", ""),
}  # fmt: skip
for name, (html, *_) in SHAPES.items():
    PAGES[name] = (html, "")

POLICIES = {
    "default": DEFAULT,
    "open": OPEN,
    "hashed": f"default-src 'self'; script-src 'self' {sha256('1')}; style-src 'unsafe-hashes' {sha256('color: red')}",
    "two": f"default-src 'self' 'unsafe-inline' {X}, default-src 'self' {Y} {X}",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The pages and their files."""
    files = {name: text.encode() for name, text in FILES.items()}
    files.update({_key(name): _document(html) for name, (html, _) in PAGES.items()})
    with served(tmp_path_factory.mktemp("served"), files) as found:
        yield found


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
def test_chromium_blocks_what_is_reported_and_nothing_else(site: Served, policy: str) -> None:
    address = _site_of(site)
    wrong: list[str] = []
    for name, (html, action) in PAGES.items():
        asked = read_page(_document(html), page_address(address, _key(name)))
        for sent in dict.fromkeys([policy, page_policy(policy, asked) or policy]):
            expected, found = _blocked(asked, sent, address), site.violations(_key(name), sent, action)
            if expected != found:
                wrong.append(f"{name} with {sent}: reported {expected - found}, blocked {found - expected}")
    assert not wrong, "\n".join(wrong)


def _key(name: str) -> str:
    return f"{hashlib.sha256(name.encode()).hexdigest()[:8]}.html"


def _document(html: str) -> bytes:
    return (html if html.lower().startswith(("<!doctype", "<frameset")) else f"<!doctype html>{html}").encode()


def _site_of(site: Served) -> Address:
    port = int(site.address.rpartition(":")[2])
    return Address("https", "127.0.0.1", port, "/")


def _blocked(asked: Asked, policy: str, site: Address) -> set[tuple[str, str]]:
    """(directive, origin) that the policy blocks, or "inline" for code."""
    rules = Rules(parse(policy), site)
    code = {
        (code.directive, "inline")
        for code in [*asked.inline, *asked.links]
        if not all(allows_inline(each, code) for each in rules.policies)
    }
    named = [
        key_of(each.address) for each in asked.requests if each.what == "<link href>" and rules.is_own(each.address)
    ]
    loaded = [
        key for key in named if rules.forbidden(Request("style-src-elem", page_address(site, key), "", 1)) is None
    ]
    sheets = Sheets(lambda key: FILES[key].encode(), FILES.keys(), rules)
    # The addresses in a style that is blocked itself are not fetched, nor do the fonts of other hosts arrive here.
    is_styled = not any(directive.startswith("style-src") for directive, _ in code)
    absent = ("style sheet of ",) if is_styled else ("style sheet of ", "url in ")
    own = [request for request in asked.requests if not request.what.startswith(absent)]
    requests = [*own, *(request for _, request in sheets.used(loaded))]
    blocked = [found for request in requests if (found := rules.forbidden(request))]
    return code | {(found.directive, found.address.origin.removesuffix(":")) for found in blocked}
