"""Small pages, each with one thing that a policy may block, as test_chromium.py shows them to Chromium."""

import hashlib
from collections.abc import Mapping

from tests.publish.page_policy.test_generators import SHAPES

X, Y = "https://x.invalid", "https://y.invalid"

FILES: Mapping[str, str] = {
    "a.css": f"@import 'b.css'; p {{ background: url({Y}/a.png) }}",
    "b.css": "q { color: red }",
    "a.js": "document.title = 'ran'",
    "a.svg": "<svg xmlns='http://www.w3.org/2000/svg'><g id='x'/></svg>",
}
"""What the pages load from their own site."""

_PRELOADED = ("script", "style", "image", "font", "fetch", "track", "audio", "video", "worker", "document")

PAGES: Mapping[str, str] = {
    "scripts": f"<script>1</script><script type=module>2</script><script src=a.js></script><script src={X}/a></script>",
    "script types": "<script language=JavaScript>1</script><script type=text/JSCRIPT>2</script>",
    "no scripts": "<script type='text/javascript; x'>1</script><script type=x>2</script><script></script>",
    "nomodule": f"<script nomodule>1</script><script nomodule src={X}/a></script>",
    "import map": "<script type=importmap>{}</script>",
    "speculation rules": "<script type=speculationrules>{}</script>",
    "data block": "<script type=application/ld+json>{}</script>",
    "line ends": "<script>1\r\n2\r3</script><p onclick='1\r\n2' style='color:\r\nred'>",
    "entities": "<p onclick='1 &amp;&amp; 2'><script>1 &amp;&amp; 2</script>",
    "duplicates": f"<img src={X}/a src={Y}/b><p onclick=1 onclick=2>",
    "nul": "<script>1\0</script>",
    "escaped": "<script><!-- <script> </script> --></script>",
    "styles": f"<style>p {{ background: url({X}/a) }}</style><style></style><p>x",
    "style type": "<style type=text/less>p {}</style>",
    "style attribute": f"<p style='background: url({X}/a)'>x",
    "empty style attribute": "<p style>",
    "handlers": "<p onclick=1 onfoo=2 hx-on:click=3><body onafterprint=4>",
    "empty handler": "<p onclick=''>",
    "window handlers elsewhere": "<p onunload=1 onafterprint=2 onbegin=3>",
    "svg": f"<svg><script>1</script><style>g {{}}</style><image href={X}/a /><animate onbegin=2 /></svg>",
    "svg use": f"<svg><use href={X}/a.svg#x /><use href=a.svg#x /></svg>",
    "svg paint": f"<svg width=9 height=9><rect width=5 height=5 fill='url({X}/a.svg#p)' /></svg>",
    "svg filter": f"<svg><filter id=f><feImage href={X}/a /></filter><rect filter='url(#f)' width=5 height=5 /></svg>",
    "math": "<math><mi onclick=1 style='color: red'>x</mi></math>",
    "noscript": f"<noscript><img src={X}/a style=b onclick=c><script>1</script></noscript>",
    "template": f"<template><img src={X}/a style=b onclick=c></template>",
    "cloned template": "<template id=x><style>p {}</style><script>1</script></template>",
    "shadow root": "<div><template shadowrootmode=open><script>1</script>"
    f"<style>p {{}}</style><img src={X}/a></template></div>",
    "text": f"<textarea><script>1</script></textarea><!-- <img src={X}/a> --><xmp><p onclick=1></xmp>",
    "select": "<select><script>1</script></select>",
    "srcdoc": f"<iframe srcdoc='<script>1</script><style>p{{}}</style>"
    f"<p onclick=2 style=color:red><img src={X}/a>'></iframe>",
    "frames": f"<iframe src={X}/></iframe><iframe src=a.svg></iframe><iframe src=about:blank></iframe>",
    "frame set": f"<frameset><frame src={X}/></frameset>",
    "objects": f"<object data={X}/a.png></object><embed src=a.svg>",
    "images": f"<img src={X}/a><img srcset='{Y}/b 1x'><input type=image src=https://z.invalid/c>",
    "legacy images": f"<table background={X}/a><tr><td background={Y}/b>x</table>",
    "picture": f"<picture><source srcset={X}/a><img></picture>",
    "media": f"<video src={X}/a poster={Y}/b></video><audio><source src={Y}/c></audio>",
    "track": f"<video><track default src={X}/a></video>",
    "icons": f"<link rel=icon href={X}/a><link rel=apple-touch-icon href={Y}/b>",
    "manifest": f"<link rel=manifest href={X}/a>",
    "style sheets": f"<link rel=stylesheet href={X}/a><link rel='alternate stylesheet' title=b href={Y}/b>",
    "no style sheets": f"<link rel=stylesheet disabled href={X}/a><link rel=stylesheet type=text/less href={X}/b>",
    "own style sheet": "<link rel=stylesheet href=a.css><p>x",
    "imports": f"<style>@import '{X}/a'; p {{}} @import '{Y}/b';</style>",
    "fonts": f"<style>@font-face {{ font-family: f; src: url({X}/a) }} p {{ font-family: f }}</style><p>x",
    "image set": f"<style>p {{ background: image-set('{X}/a' 1x) }}</style><p>x",
    "preloads": "".join(f"<link rel=preload as={kind} crossorigin href={X}/{kind}>" for kind in _PRELOADED),
    "module preload": f"<link rel=modulepreload href={X}/a>",
    "hints": f"<link rel='dns-prefetch preconnect' href={X}><link rel=canonical href={X}>",
    "data": "<img src=data:image/png;base64,aa><iframe src=data:text/html,a></iframe>",
    "data script": "<script src=data:text/javascript,1></script>",
    "plain http": "<script src=http://x.invalid/a></script><img src=http://x.invalid/a>",
    "windows path": "<img src='C:\\a.png'>",
    "odd addresses": f"<img src='//x.invalid\\a'><img src='ht\ntps:{Y.partition(':')[2]}/b'><img src=https:a.svg>",
    "base": f"<base href={X}/>",
    "form": f"<form id=x action={X}/></form>",
    "form action": f"<form><button id=x formaction={X}/></button></form>",
    "ping": f"<a id=x href=#y ping={X}/p>x</a>",
    "javascript": "<a id=x href=' JavaScript:1+1'>x</a>",
    "javascript frame": "<iframe src=javascript:1+1></iframe>",
    **{name: html for name, (html, *_) in SHAPES.items()},
}

ACTIONS: Mapping[str, str] = {
    "cloned template": "document.body.append(document.getElementById('x').content.cloneNode(true))",
    "track": "document.querySelector('track').track.mode = 'showing'",
    "form": "document.getElementById('x')?.submit()",
    "form action": "document.getElementById('x')?.click()",
    "ping": "document.getElementById('x')?.click()",
    "javascript": "document.getElementById('x')?.click()",
}
"""Page -> what is done on it once it is loaded."""


def key_of_page(name: str) -> str:
    """The key under which a page is served."""
    return f"{hashlib.sha256(name.encode()).hexdigest()[:8]}.html"


def document(html: str) -> bytes:
    """A page with a doctype."""
    return (html if html.lower().startswith(("<!doctype", "<frameset")) else f"<!doctype html>{html}").encode()
