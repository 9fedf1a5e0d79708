"""Which rules of _redirects are served, how, and what is said about every other one."""

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publish.folder import redirects
from publish.folder.addresses import Addresses
from publish.folder.derived import derive
from publish.folder.redirect_targets import location, problem_with_target
from publish.folder.redirects import SiteOfRules, serve
from publish.folder.redirects_file import RedirectRule, parse_redirects
from publish.folder.served_redirects import Redirects
from publish.release.manifest import LARGEST_METADATA_BYTES
from tests.publish.folder.properties import stable

KEYS = (
    "index.html",
    "404.html",
    "new.html",
    "about.html",
    "docs/index.html",
    "blog/index.html",
    "blog/2024-hello.html",
    "blog/series/index.html",
    "report.pdf",
)


def served(text: str, keys: tuple[str, ...] = KEYS, addresses: Addresses | None = None) -> Redirects:
    addresses = addresses or Addresses()
    return serve(parse_redirects(text), SiteOfRules(keys, derive(keys, addresses), addresses, "404.html"))


def stubs(found: Redirects) -> dict[str, str]:
    return {key: f"{target.status} {target.location}" for key, target in found.stubs.items()}


def only_notice(text: str, addresses: Addresses | None = None) -> str:
    found = served(text, addresses=addresses)
    assert (found.stubs, found.aliases, len(found.notices)) == ({}, {}, 1)
    assert found.notices[0].startswith(f"_redirects:1: {text}: ")
    return found.notices[0].removeprefix(f"_redirects:1: {text}: ")


def test_lines_are_read_as_both_vendors_write_them() -> None:
    text = """\ufeff# a comment

/old            /new                      # a comment behind a rule
/a              /b  302
  /c /d 301!
/store id=:id   /blog/:id  301
/  /de 302 Language=de,at Country=de
/e /f Country=us
https://old.example.com/* https://new.example.com/:splat 301!
/g 404
"""
    assert parse_redirects(text) == [
        RedirectRule(3, "/old /new", "/old", target="/new"),
        RedirectRule(4, "/a /b 302", "/a", target="/b", status=302),
        RedirectRule(5, "/c /d 301!", "/c", target="/d", is_forced=True),
        RedirectRule(6, "/store id=:id /blog/:id 301", "/store", ("id=:id",), "/blog/:id"),
        RedirectRule(
            7,
            "/ /de 302 Language=de,at Country=de",
            "/",
            target="/de",
            status=302,
            conditions=("Language=de,at", "Country=de"),
        ),
        RedirectRule(8, "/e /f Country=us", "/e", target="/f", conditions=("Country=us",)),
        RedirectRule(
            9,
            "https://old.example.com/* https://new.example.com/:splat 301!",
            "https://old.example.com/*",
            target="https://new.example.com/:splat",
            is_forced=True,
        ),
        RedirectRule(10, "/g 404", "/g", status=404),
    ]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_an_exact_rule_is_a_stub_with_a_slash_at_its_end_and_without(status: int) -> None:
    found = served(f"/old /new {status}")
    assert stubs(found) == {"old.html": f"{status} /new", "old/index.html": f"{status} /new"}
    assert found.notices == []


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("/old.html /new", {"old.html": "301 /new"}),
        ("/old.pdf /report.pdf", {"old.pdf": "301 /report.pdf"}),
        ("/old/ /new", {"old.html": "301 /new", "old/index.html": "301 /new"}),
        ("/caf%C3%A9.html /new", {"café.html": "301 /new"}),
        ("/café.html /new", {"café.html": "301 /new"}),
        ("/c++.html /new", {"c++.html": "301 /new"}),
        ("/x.html https://example.com", {"x.html": "301 https://example.com"}),
        ("/x.html https://example.com/ä?q=a+b&c=%20#top", {"x.html": "301 https://example.com/%C3%A4?q=a+b&c=%20#top"}),
        ("/x.html http://example.com:8080/", {"x.html": "301 http://example.com:8080/"}),
        ("/x.html /new?from=x#y", {"x.html": "301 /new?from=x#y"}),
        ("/x.html /docs", {"x.html": "301 /docs/"}),
        ("/x.html /docs#a", {"x.html": "301 /docs/#a"}),
        ("/x.html /blog/File:Name.html", {"x.html": "301 /blog/File:Name.html"}),
    ],
)
def test_paths_and_targets_are_encoded_as_browsers_send_them(rule: str, expected: dict[str, str]) -> None:
    assert stubs(served(rule)) == expected


def test_a_file_goes_before_a_rule_unless_it_is_forced() -> None:
    for path, file in (("/about", "about.html"), ("/about.html", "about.html"), ("/docs", "docs/index.html")):
        assert only_notice(f"{path} /new") == (
            f"{file} is published there, and a file goes before a rule; write 301! to go before it"
        )
    assert stubs(served("/about /new 302!")) == {"about.html": "302 /new", "about/index.html": "302 /new"}
    assert stubs(served("/docs /new 302!")) == {"docs.html": "302 /new", "docs/index.html": "302 /new"}


@pytest.mark.parametrize(
    "rule",
    [
        "/docs /docs/ 301",
        "/about /about.html 200",
        "/docs/ /docs 301",
        "/about.html /about 301",
        "/docs/index.html /docs/",
    ],
)
def test_a_rule_that_only_tidies_an_address_needs_no_word(rule: str) -> None:
    assert served(rule) == Redirects()


def test_the_first_of_several_rules_for_a_path_counts() -> None:
    assert stubs(served("/old.html /new\n/old.html /about")) == {"old.html": "301 /new"}


def test_a_site_may_begin_with_a_redirect() -> None:
    found = served("/ /en/ 302", ("en/index.html", "de/index.html"))
    assert stubs(found) == {"index.html": "302 /en/"}
    assert found.notices == []


def test_a_splat_is_expanded_for_every_address_that_its_target_can_yield() -> None:
    found = served("/news/* /blog/:splat")
    assert stubs(found) == {
        "news/index.html": "301 /blog/",
        "news.html": "301 /blog/",
        "news/2024-hello.html": "301 /blog/2024-hello",
        "news/series/index.html": "301 /blog/series/",
        "news/series.html": "301 /blog/series/",
    }
    assert found.notices == []


def test_placeholders_are_expanded_where_the_address_tells_them() -> None:
    found = served("/:year/:slug /blog/:year-:slug 308")
    assert stubs(found) == {"2024/hello.html": "308 /blog/2024-hello"}


def test_a_well_known_address_may_be_redirected() -> None:
    assert stubs(served("/.well-known/change-password /new")) == {".well-known/change-password": "301 /new"}


def test_a_colon_within_a_part_of_a_path_is_just_text() -> None:
    assert stubs(served("/wiki/File:Name.html /new")) == {"wiki/File:Name.html": "301 /new"}


def test_an_expanded_rule_leaves_files_alone_unless_it_is_forced() -> None:
    keys = (*KEYS, "news/2024-hello.html")
    assert "news/2024-hello.html" not in served("/news/* /blog/:splat", keys).stubs
    assert "news/2024-hello.html" in served("/news/* /blog/:splat 301!", keys).stubs


def test_a_rule_that_matches_nothing_is_named() -> None:
    assert "no published page has an address like /gone/:splat" in only_notice("/news/* /gone/:splat")


@pytest.mark.parametrize(
    ("rule", "line"),
    [
        (
            "/x/* https://other.example/:splat 301",
            'redirects: [{from: "/x/*", to: "https://other.example/:splat", status: 301}]',
        ),
        ("/x/* https://other.example 302", 'redirects: [{from: "/x/*", to: "https://other.example/", status: 302}]'),
        ("/x/* /new", 'redirects: [{from: "/x/*", to: "/new", status: 301}]'),
        (
            "/* https://other.example/:splat",
            'redirects: [{from: "/*", to: "https://other.example/:splat", status: 301}]',
        ),
    ],
)
def test_a_splat_that_no_page_can_stand_for_gets_the_line_for_the_stack(rule: str, line: str) -> None:
    assert only_notice(rule).endswith(line)


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ("/x/:a https://other.example/:a", "write one rule for each path, without placeholders"),
        ("/* /index.html 200", "set singlePageApp: true"),
        ("/* / 200", "set singlePageApp: true"),
        ("/app/* /app/index.html 200", "status 200 with a placeholder would need a server"),
        ("/api/* https://api.example.com/:splat 200", "passes no request on to another host"),
        ("/old /gone 200", "/gone is not published"),
        ("/about /new 200!", "about.html is published there, and a file goes before a rule; remove one of the two"),
        ("/en/* /en/404.html 404", "set notFoundPage of the stack to 'en/404.html'"),
        ("/old 410", "status 410 is not served"),
        ("/old /new 418", "status 418 is not served"),
        ("/store id=:id /blog/:id 301", "does not tell query parameters (id=:id) apart"),
        ("/ /de/ 302 Language=de", "cannot depend on Language=de"),
        ("/ /anz/ 302 Country=au,nz", "cannot depend on Country=au,nz"),
        ("/admin/* /admin/:splat 200! Role=admin", "cannot depend on Role=admin"),
        ("https://www.example.com/* https://example.com/:splat 301!", "set canonicalHost"),
        ("old /new", "a rule begins with a path"),
        ("/old", "a rule names a target"),
        ("/old new", "a rule names a target"),
        ("/old /new soon", "'soon' is no status"),
        ("/old //evil.example", "take for another host"),
        ("/old /\\evil.example", "take for another host"),
        ("/old /\\/evil.example", "take for another host"),
        ("/old/* //:splat", "take for another host"),
        ("/old/* https://:splat", "the host of a target must be spelled out"),
        ("/old/* https://example.com:splat", "the host of a target must be spelled out"),
        ("/old/* https://:splat.example.com/", "the host of a target must be spelled out"),
        ("/old https://user:pass@example.com/", "the host of a target must be spelled out"),
        ("/old https://example.com\\@evil.example/", "a URL may not hold a backslash"),
        ("//old /new", "browsers send no such path"),
        ("/old?id=1 /new", "browsers send no such path"),
        ("/%FF /new", "must be UTF-8"),
        ("/a%0Ab /new", "may not hold a control character"),
        ("/.releases/site/00000001.json /new", "may not have a part with a leading dot"),
        ("/%2Ereleases/x.json /new", "may not have a part with a leading dot"),
        ("/a/../x /new", "may not have a part with a leading dot"),
        ("/.releases/x.json /about.html 200", "may not have a part with a leading dot"),
        ("/.previews/* /blog/:splat", "may not have a part with a leading dot"),
    ],
)
def test_every_other_rule_gets_one_line_that_says_why_and_what_to_do(rule: str, why: str) -> None:
    assert why in only_notice(rule)


def test_what_the_stack_does_anyway_needs_no_word() -> None:
    assert served("/* /404.html 404") == Redirects()
    application = Addresses(single_page_app=True)
    assert served("/* /index.html 200", ("index.html",), application) == Redirects()


def test_a_rewrite_to_a_file_is_a_second_key_for_it() -> None:
    found = served("/app /about.html 200\n/whitepaper.pdf /report.pdf 200")
    assert found.aliases == {"app.html": "about.html", "app/index.html": "about.html", "whitepaper.pdf": "report.pdf"}
    assert (found.stubs, found.notices) == ({}, [])


def test_loops_are_not_served_and_chains_and_dead_ends_are_named() -> None:
    found = served("/a /b\n/b /a\n/c.html /d.html\n/d.html /new\n/e.html /nowhere\n/about /about! 301!")
    assert stubs(found) == {
        "c.html": "301 /d.html",
        "d.html": "301 /new",
        "e.html": "301 /nowhere",
        "about.html": "301 /about!",
        "about/index.html": "301 /about!",
    }
    assert found.notices == [
        "_redirects:1: /a /b: not served, because it leads back to itself; mend its target",
        "_redirects:2: /b /a: not served, because it leads back to itself; mend its target",
        "_redirects:3: /c.html /d.html: served, but /d.html redirects again; name the end instead: /new",
        "_redirects:5: /e.html /nowhere: served, but nothing is published at /nowhere",
        "_redirects:6: /about /about! 301!: served, but nothing is published at /about!",
    ]


def test_a_forced_rule_to_itself_keeps_the_page() -> None:
    found = served("/about /about 301!")
    assert stubs(found).get("about.html") is None


def test_redirects_of_a_preview_are_those_of_the_site() -> None:
    found = served("/old.html /new\n/n/* /blog/:splat", addresses=Addresses(prefix=".previews/pr-7/"))
    assert found.stubs["old.html"].location == "/new"
    assert found.stubs["n/2024-hello.html"].location == "/blog/2024-hello"


def test_an_application_keeps_its_index_document() -> None:
    application = Addresses(single_page_app=True)
    assert only_notice("/old /new", addresses=application) == (
        'the single-page application answers there; set prerenderedPages of the stack: ["/old"]'
    )
    followed = Addresses(single_page_app=True, prerendered=("/old",))
    assert stubs(served("/old /new", addresses=followed)) == {"old.html": "301 /new"}
    assert "index.html" not in served("/x/* /blog/:splat", addresses=application).stubs


def test_too_many_redirects_and_too_long_ones_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redirects, "MOST_STUBS", 2)
    assert "more than 2 in all; add it to redirects of the stack" in only_notice("/news/* /blog/:splat")
    found = served("/a /new\n/b.html /new")
    assert found.stubs.keys() == {"a.html", "a/index.html"}
    assert "the rules before it take 2 redirects, and a site may have 2; write rules with splats" in found.notices[0]
    assert f"and there is room for {LARGEST_METADATA_BYTES}; shorten it" in served(f"/old /{'x' * 2048}").notices[0]
    assert "a key of more than 1024 bytes; shorten it" in served(f"/{'x' * 1020} /new").notices[0]


_PIECES = st.sampled_from([*"/\\:.@?#%& ab", "https:", "//", "evil.example", ":splat", "\t", "é"])


@stable
@given(st.lists(_PIECES, max_size=8))
def test_no_target_leads_to_a_host_that_the_rule_does_not_spell_out(pieces: list[str]) -> None:
    text = "".join(pieces)
    for target in (f"/{text}", f"https://example.com/{text}"):
        if problem_with_target(target) is None:
            # Browsers read a backslash as a slash.
            sent = location(target).replace("\\", "/")
            host = urlsplit(urljoin("https://site.example/page", sent)).hostname
            assert host == ("site.example" if target.startswith("/") else "example.com")
    for target in (text, f"https://{text}"):
        if problem_with_target(target) is None and not target.startswith("/"):
            assert urlsplit(location(target)).netloc == target.split("/")[2].partition("?")[0].partition("#")[0]
            assert ":splat" not in urlsplit(target).netloc


_SOURCES = st.sampled_from(["/old", "/about", "/news/*", "/:a/:b", "/*", "/docs/", "/blog/*"])
_TARGETS = st.sampled_from(["/new", "/:splat", "/blog/:splat", "/blog/:a-:b", "/docs", "/old", "/news/x", "//:splat"])
_STATUSES = st.sampled_from(["", "301", "302!", "308", "200"])


@stable
@given(st.lists(st.tuples(_SOURCES, _TARGETS, _STATUSES).map(" ".join), max_size=6))
def test_no_rules_make_a_loop_or_leave_the_site(lines: list[str]) -> None:
    found = served("\n".join(lines))
    addresses, derived = Addresses(), derive(KEYS, Addresses())
    for key in found.stubs:
        at: str | None = key
        for _ in range(len(found.stubs) + len(derived.stubs) + 1):
            target = found.stubs.get(at or "") or derived.stubs.get(at or "")
            if target is None:
                break
            assert target.location.startswith("/")
            assert not target.location.startswith("//")
            at = addresses.key_at(target.location)
        else:
            pytest.fail(f"{key} never ends")
