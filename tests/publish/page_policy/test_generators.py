"""Pages in the shapes that nine generators write, under the policy of a stack that sets none."""

import pytest

from publish.page_policy.own_policy import page_policy
from publish.page_policy.policy import parse
from tests.publish.page_policy.examples import DEFAULT, asked, judged, sha256

FONTS = "https://fonts.googleapis.com/css?family=Roboto:300,400&amp;display=fallback"

MATERIAL = f"""<!doctype html><html lang="en" class="no-js"><head><meta charset="utf-8">
<link rel="icon" href="assets/images/favicon.png"><link rel="stylesheet" href="assets/main.css">
<link rel="preconnect" href="https://fonts.gstatic.com" crossorigin><link rel="stylesheet" href="{FONTS}">
<style>:root{{--md-text-font:"Roboto"}}</style><script>__md_scope=new URL(".",location)</script></head>
<body dir="ltr"><input class="md-toggle" type="checkbox"><form class="md-search__form" name="search"></form>
<script>var palette=__md_get("__palette")</script>
<script id="__config" type="application/json">{{"base": ".", "search": "assets/javascripts/workers/search.js"}}</script>
<script src="assets/bundle.js"></script></body></html>"""
FURO = """<!doctype html><html class="no-js"><head><link rel="stylesheet" href="_static/styles/furo.css?v=1">
<style>
  body { --color-code-background: #f8f8f8; }
</style></head><body>
<script>
  document.body.dataset.theme = localStorage.getItem("theme") || "auto";
</script>
<svg xmlns="http://www.w3.org/2000/svg" style="display: none;"><symbol id="svg-toc"><path d="M0"/></symbol></svg>
<label class="toc-overlay-icon"><svg><use href="#svg-toc"></use></svg></label>
<script src="_static/scripts/furo.js?v=1"></script></body></html>"""
VITEPRESS = """<!DOCTYPE html><html><head><link rel="preload stylesheet" href="/assets/style.abc.css" as="style">
<link rel="preload" href="/assets/inter.woff2" as="font" type="font/woff2" crossorigin="">
<script type="module" src="/assets/app.js"></script><link rel="modulepreload" href="/assets/chunks/theme.js">
<script id="check-dark-mode">(()=>{document.documentElement.classList.add("dark")})();</script></head>
<body><div id="app"><span style="--shiki-light:#fff;--shiki-dark:#000">x</span></div>
<script>window.__VP_HASH_MAP__=JSON.parse("{}");</script></body></html>"""
DOCUSAURUS = """<!doctype html><html><head><link rel="icon" href="/img/favicon.ico">
<link rel="alternate" type="application/rss+xml" href="/blog/rss.xml" title="Blog">
<script defer="defer" src="/assets/js/main.js"></script><link href="/assets/css/styles.css" rel="stylesheet"></head>
<body class="navigation-with-keyboard"><svg style="display: none;"><defs><symbol id="i"></symbol></defs></svg>
<script>!function(){document.documentElement.setAttribute("data-theme","light")}()</script></body></html>"""
NEXT = """<!DOCTYPE html><html><head><link rel="stylesheet" href="/_next/static/css/a.css" data-precedence="next"/>
<script src="/_next/static/chunks/webpack.js" async=""></script>
<script src="/_next/static/chunks/polyfills.js" noModule=""></script></head><body><div hidden=""></div>
<img alt="" style="color:transparent" srcSet="/_next/a.png 1x, /_next/b.png 2x" src="/_next/b.png"/>
<script>(self.__next_f=self.__next_f||[]).push([0])</script>
<script>self.__next_f.push([1,"1:\\"$Sreact.fragment\\"\\n"])</script></body></html>"""
SVELTEKIT = """<!doctype html><html><head><link rel="icon" href="./favicon.png" />
<link href="./_app/immutable/entry/start.js" rel="modulepreload"></head>
<body data-sveltekit-preload-data="hover"><div style="display: contents">
<script>{ const element = document.currentScript.parentElement;
Promise.all([import("./_app/immutable/entry/start.js")]).then(([kit]) => kit.start(element)); }</script>
</div></body></html>"""
ASTRO = """<!DOCTYPE html><html><head><link rel="icon" type="image/svg+xml" href="/favicon.svg">
<style>astro-island,astro-slot{display:contents}</style>
<script>(()=>{var e=async t=>{await(await t())()};(self.Astro||(self.Astro={})).load=e})();</script>
<style>a[data-astro-cid-x]{color:red}</style></head><body>
<astro-island uid="Z" component-url="/_astro/Counter.js" client="load"><button>0</button><!--astro:end--></astro-island>
<script type="module">const a=document.querySelector("a");a&&a.focus();</script></body></html>"""
HUGO = """<!DOCTYPE html><html><head><link rel="stylesheet" href="/css/main.css" integrity="sha256-x" crossorigin>
<link rel="alternate" type="application/rss+xml" href="/index.xml"><script src="/js/main.js"></script></head>
<body><img src="/a.png"></body></html>"""
JEKYLL = """<!DOCTYPE html><html><head><link rel="stylesheet" href="/assets/main.css">
<script type="application/ld+json">{"@context":"https://schema.org"}</script></head>
<body><svg class="svg-icon"><use xlink:href="/assets/minima-social-icons.svg#rss"></use></svg></body></html>"""

SHAPES = {
    "material": (MATERIAL, 2, 1, False),
    "furo": (FURO, 1, 1, True),
    "vitepress": (VITEPRESS, 2, 0, True),
    "docusaurus": (DOCUSAURUS, 1, 0, True),
    "next": (NEXT, 2, 0, True),
    "sveltekit": (SVELTEKIT, 1, 0, True),
    "astro": (ASTRO, 2, 2, False),
    "hugo": (HUGO, 0, 0, False),
    "jekyll": (JEKYLL, 0, 0, False),
}
"""Page, and how many scripts and styles of it are inline, and whether it has style attributes."""


@pytest.mark.parametrize(("html", "scripts", "styles", "attributes"), SHAPES.values(), ids=SHAPES)
def test_a_page_gets_the_hashes_of_its_own_code(html: str, scripts: int, styles: int, attributes: bool) -> None:
    text = page_policy(DEFAULT, asked(html))
    assert (text is None) is not (scripts or styles or attributes)
    (own,) = parse(text or DEFAULT)
    hashes = {name: sum("sha256-" in source for source in sources) for name, sources in own.directives.items()}
    assert hashes.get("script-src", 0) == scripts
    assert hashes.get("style-src", 0) == styles
    assert own.directives.get("style-src-attr") == (("'unsafe-inline'",) if attributes else None)
    assert own.directives.get("script-src", ("'self'",))[0] == "'self'"
    assert "script-src-attr" not in own.directives
    assert "'unsafe-inline'" not in own.directives.get("script-src", ())


@pytest.mark.parametrize("name", [name for name in SHAPES if name != "material"])
def test_eight_generators_need_no_setting(name: str) -> None:
    found = judged(DEFAULT, {"index.html": SHAPES[name][0]})
    assert (found.refusals, found.notes, found.setting) == ([], [], None)


def test_material_needs_one_setting_for_its_fonts() -> None:
    sheet = ":root { --md-icon: url('data:image/svg+xml;charset=utf-8,<svg/>') }"
    site = {"index.html": MATERIAL, "assets/main.css": sheet}
    found = judged(DEFAULT, site)
    assert found.setting == (
        f"{DEFAULT}; style-src 'self' https://fonts.googleapis.com; img-src 'self' data:; "
        "font-src 'self' https://fonts.gstatic.com"
    )
    assert len(found.refusals) == 3
    followed = judged(found.setting or "", site)
    assert (followed.refusals, followed.setting) == ([], None)


def test_the_policy_of_a_page_in_full() -> None:
    assert page_policy(DEFAULT, asked(FURO)) == (
        f"{DEFAULT}; script-src 'self' "
        + sha256('\n  document.body.dataset.theme = localStorage.getItem("theme") || "auto";\n')
        + "; style-src 'self' "
        + sha256("\n  body { --color-code-background: #f8f8f8; }\n")
        + "; style-src-attr 'unsafe-inline'"
    )
