"""What holds for every page and every policy, and not only for the examples."""

import html

import hypothesis.strategies as st
from hypothesis import given, settings

from publish.page_policy.address import Address, page_address
from publish.page_policy.asked import Asked
from publish.page_policy.matching import allows_inline
from publish.page_policy.own_policy import page_policy
from publish.page_policy.page import read_page
from publish.page_policy.policy import parse, write
from tests.publish.page_policy.examples import SITE, asked, judged, sha256

CODE = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs"], exclude_characters="<\0\r\ufeff"), min_size=1, max_size=20
)
SOURCES = st.sampled_from(
    (
        *("'self'", "'none'", "'unsafe-inline'", "'unsafe-hashes'", "'strict-dynamic'", "'nonce-a'", sha256("x")),
        *("data:", "https://cdn.example.com", "*.example.com", "https://cdn.example.com/a/"),
    )
)
DIRECTIVES = st.sampled_from(
    (
        *("default-src", "script-src", "script-src-elem", "script-src-attr", "style-src", "style-src-elem"),
        *("style-src-attr", "img-src", "font-src", "frame-src", "child-src", "object-src", "connect-src"),
        *("form-action", "base-uri"),
    )
)
POLICY = st.dictionaries(DIRECTIVES, st.lists(SOURCES, max_size=3), min_size=1, max_size=5).map(
    lambda found: "; ".join(" ".join([name, *sources]) for name, sources in found.items())
)
HEADER = st.lists(POLICY, min_size=1, max_size=2).map(", ".join)
HOSTS = ("https://cdn.example.com", "https://other.example:8443", "data:x,", "")
FETCHES = st.tuples(
    st.sampled_from(
        [
            "<img src='{}/a.png'>",
            "<script src='{}/a.js'></script>",
            "<link rel=stylesheet href='{}/a.css'>",
            "<iframe src='{}/'></iframe>",
            "<object data='{}/a.svg'></object>",
            "<form action='{}/x'></form>",
            "<video src='{}/a.mp4'></video>",
            "<style>@font-face {{ src: url('{}/a.woff') }}</style>",
            "<a ping='{}/p' href=/>x</a>",
        ]
    ),
    st.sampled_from(HOSTS),
).map(lambda found: found[0].format(found[1]))


@st.composite
def pages(draw: st.DrawFn) -> tuple[str, dict[str, list[str]]]:
    """A page, and its code by the kind of place."""
    codes = {kind: draw(st.lists(CODE, max_size=3)) for kind in ("script", "style", "handler", "attribute")}
    parts = [f"<script>{code}</script>" for code in codes["script"]]
    parts += [f"<style>{code}</style>" for code in codes["style"]]
    parts += [f'<p onclick="{html.escape(code)}">' for code in codes["handler"]]
    parts += [f'<p style="{html.escape(code)}">' for code in codes["attribute"]]
    return f"<!doctype html><body>{''.join(draw(st.permutations(parts)))}", codes


def inline_of(page: str) -> Asked:
    return read_page(page.encode(), page_address(SITE, "index.html"))


@given(pages())
def test_the_hashes_are_those_that_a_browser_computes(drawn: tuple[str, dict[str, list[str]]]) -> None:
    page, codes = drawn
    text = page_policy("default-src 'self'", inline_of(page))
    own = parse(text or "default-src 'self'")[0].directives
    assert own.get("script-src", ("'self'",))[1:] == tuple(sorted(map(sha256, set(codes["script"]))))
    assert own.get("style-src", ("'self'",))[1:] == tuple(sorted(map(sha256, set(codes["style"]))))
    assert own.get("script-src-attr", ("",))[1:] == tuple(sorted(map(sha256, set(codes["handler"]))))
    assert ("style-src-attr" in own) is bool(codes["attribute"])


@given(HEADER, pages())
def test_every_policy_of_a_page_runs_all_of_its_code(header: str, drawn: tuple[str, dict[str, list[str]]]) -> None:
    page = inline_of(drawn[0])
    own = parse(page_policy(header, page) or header)
    assert all(allows_inline(policy, code) for policy in own for code in page.inline)


@given(HEADER, pages(), CODE)
def test_no_page_runs_the_code_of_another(header: str, drawn: tuple[str, dict[str, list[str]]], other: str) -> None:
    page, codes = drawn
    foreign = asked(f'<script>{other}</script><p onclick="{html.escape(other)}"><a href="javascript:{other}">')
    before = parse(header)
    after = parse(page_policy(header, inline_of(page)) or header)
    for code in [*foreign.inline, *foreign.links]:
        if code.code in codes["script"] + codes["handler"]:
            continue
        allowed = all(allows_inline(policy, code) for policy in before)
        assert allowed or not all(allows_inline(policy, code) for policy in after)


@given(HEADER, pages())
def test_a_page_never_brings_a_host_or_inline_scripts_into_its_policy(
    header: str, drawn: tuple[str, dict[str, list[str]]]
) -> None:
    for before, after in zip(parse(header), parse(page_policy(header, inline_of(drawn[0])) or header), strict=True):
        known = {source for sources in before.directives.values() for source in sources}
        for name, sources in after.directives.items():
            added = {source for source in sources if source not in known and not source.startswith("'sha256-")}
            assert added <= ({"'unsafe-inline'"} if name == "style-src-attr" else {"'unsafe-hashes'"})


@given(HEADER, st.lists(FETCHES, min_size=1, max_size=6))
@settings(max_examples=200)
def test_advice_removes_all_that_it_is_about(header: str, fetches: list[str]) -> None:
    site = {f"{number}.html": fetch for number, fetch in enumerate(fetches)}
    found = judged(header, site)
    unsettable = [refusal for refusal in found.refusals if "no policy should allow" in refusal]
    assert (found.setting is None) is (len(unsettable) == len(found.refusals))
    followed = judged(found.setting or header, site)
    assert followed.setting is None
    assert len(followed.refusals) == len(unsettable)


@given(HEADER, st.lists(FETCHES, max_size=4))
def test_advice_takes_nothing_away(header: str, fetches: list[str]) -> None:
    site = {f"{number}.html": fetch for number, fetch in enumerate(fetches)}
    advised = judged(header, site).setting or header
    for fetch in fetches:
        alone = judged(header, {"a.html": fetch})
        if not alone.refusals:
            assert judged(advised, {"a.html": fetch}).refusals == []


@given(HEADER)
def test_a_written_policy_means_the_same(header: str) -> None:
    assert parse(write(parse(header))) == parse(header)


@given(st.binary(max_size=200))
def test_any_bytes_are_read(content: bytes) -> None:
    found = read_page(content, Address("https", "www.example.com", path="/"))
    assert all(request.address.scheme for request in found.requests)
