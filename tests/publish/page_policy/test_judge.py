"""What stays forbidden is reported once for each kind, with the setting that allows it."""

import subprocess
import sys

import pytest

from publish.page_policy.advice import command
from publish.page_policy.judge import judge
from publish.page_policy.judgement import Judgement, SiteFiles
from publish.page_policy.policy import LONGEST_POLICY
from publish.release.manifest import LARGEST_METADATA_BYTES
from tests.publish.page_policy.examples import DEFAULT, judged, sha256

CDN = "https://cdn.example.com"

FORBIDDEN = {
    "scripts": f"<script src={CDN}/a.js></script>",
    "scripts by hash": f"<script src={CDN}/a.js integrity=sha256-a></script>",
    "style sheets": f"<link rel=stylesheet href={CDN}/a.css>",
    "imports": f"<style>@import '{CDN}/a.css';</style>",
    "google fonts": "<link rel=stylesheet href='https://fonts.googleapis.com/css2?family=Inter'>",
    "images": f"<img src={CDN}:8443/a.png>",
    "images over http": "<img src=http://cdn.example.com/a.png>",
    "data images": "<img src=data:image/png;base64,aa>",
    "fonts": f"<style>@font-face {{ src: url({CDN}/a.woff2) }}</style>",
    "data fonts": "<style>@font-face { src: url(data:font/woff2;base64,aa) }</style>",
    "sound": f"<audio src={CDN}/a.mp3></audio>",
    "frames": f"<iframe src={CDN}/></iframe>",
    "objects": f"<object data={CDN}/a.svg></object>",
    "pings": f"<a href=/ ping={CDN}/p></a>",
    "preloads": f"<link rel=preload as=fetch href={CDN}/a.json>",
    "manifests": f"<link rel=manifest href={CDN}/a.json>",
    "forms": f"<form action={CDN}/x></form>",
    "mail": "<form action=mailto:team@example.com></form>",
    "base addresses": f"<base href={CDN}/x/><img src=a.png>",
    "embedded documents": f"<iframe srcdoc='<img src={CDN}/a.png><script>a</script>'></iframe>",
}
POLICIES = {
    "default": DEFAULT,
    "closed": "default-src 'none'; base-uri 'none'; form-action 'none'",
    "strict": "default-src 'self'; script-src 'self' 'strict-dynamic' 'nonce-x'; base-uri 'self'; form-action 'self'",
    "two": "default-src 'self'; form-action 'none', default-src 'self' data: https://cdn.example.com; base-uri 'self'",
    "detailed": "child-src 'self'; default-src 'none'; img-src 'self'; style-src-elem 'self'; script-src-elem 'self'; "
    "connect-src 'none'; base-uri 'self'; form-action 'self'",
}


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
@pytest.mark.parametrize("html", FORBIDDEN.values(), ids=FORBIDDEN)
def test_advice_that_is_followed_leaves_nothing_to_say(html: str, policy: str) -> None:
    site = {"index.html": html, "docs/a.html": html}
    found = judged(policy, site)
    assert found.refusals
    assert found.setting
    assert all("2 pages" in refusal for refusal in found.refusals)
    followed = judged(found.setting, site)
    assert (followed.refusals, followed.setting, followed.remedy) == ([], None, None)


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
def test_advice_on_everything_at_once_is_one_setting(policy: str) -> None:
    site = {f"{position}.html": html for position, html in enumerate(FORBIDDEN.values())}
    found = judged(policy, site)
    assert found.setting
    assert judged(found.setting, site).refusals == []


def test_a_kind_is_one_message_with_its_pages_and_what_it_opens() -> None:
    page = "<p>\n<img src=https://a.example/x.png>\n<img src=https://b.example/y.png>"
    found = judged(DEFAULT, {f"{name}.html": page for name in "abcde"})
    assert found.refusals == [
        "default-src 'self' blocks images (a.example and b.example) in 5 pages (a.html:2: <img src> "
        "https://a.example/x.png; a.html:3: <img src> https://b.example/y.png; b.html:2: <img src> "
        "https://a.example/x.png; ...). Allowing this lets images come from a.example and b.example, whose owner "
        "learns of each visit."
    ]
    assert found.remedy == (
        f"pulumi config set contentSecurityPolicy \"{DEFAULT}; img-src 'self' https://a.example https://b.example\""
    )


@pytest.mark.parametrize("policy", [DEFAULT, "report-uri /a?b=$c`d`\\e\"f!g'; img-src 'self'"])
def test_the_command_can_be_pasted_into_bash(policy: str) -> None:
    ran = subprocess.run(
        ["bash", "-c", f'pulumi() {{ printf %s "$4"; }}; {command(policy)}'], capture_output=True, text=True, check=True
    )
    assert ran.stdout == policy


def test_what_the_policy_keeps_even_from_the_site_itself_is_allowed_to_it() -> None:
    found = judged("default-src 'none'; object-src 'none'", {"index.html": "<embed src=/a.svg>"})
    assert found.setting == "default-src 'none'; object-src 'self'; frame-src 'self'"
    assert "lets embedded objects be the site's own" in found.refusals[1]


def test_the_sites_own_host_is_its_own() -> None:
    def read(_key: str) -> bytes:
        return b"<img src=https://www.example.com/a.png><img src=//www.example.com:443/b.png>"

    files = SiteFiles(["index.html"], [], [], read, address="https://www.example.com")
    assert judge(DEFAULT, files).refusals == []
    elsewhere = SiteFiles(["index.html"], [], [], read, address="https://example.com")
    assert judge(DEFAULT, elsewhere).setting == f"{DEFAULT}; img-src 'self' https://www.example.com"


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("<a href='javascript:run()'>x</a>", "the policy blocks javascript: addresses, in 1 page (index.html:1:"),
        ("<script src=http://cdn.example.com/a.js></script>", "browsers block what a page loads over plain HTTP"),
        ("<style>@import 'http://cdn.example.com/a.css'</style>", "Write https:// instead"),
        ("<script src='data:text/javascript,1'></script>", "blocks scripts whose address no policy should allow"),
        ("<img src='C:\\site\\a.png'>", "blocks images whose address no policy should allow"),
        ("<img src='https://[::1]/a.png'>", "Move them into files of the site"),
    ],
)
def test_what_no_setting_should_allow_is_refused_without_one(html: str, said: str) -> None:
    found = judged(DEFAULT, {"index.html": html})
    assert len(found.refusals) == 1
    assert said in found.refusals[0]
    assert found.setting is None


def test_plain_http_is_upgraded_where_the_policy_says_so() -> None:
    policy = "script-src https://cdn.example.com; upgrade-insecure-requests"
    assert judged(policy, {"index.html": "<script src=http://cdn.example.com/a.js></script>"}).refusals == []


def test_javascript_addresses_pass_where_the_user_allows_inline_scripts() -> None:
    policy = "script-src 'self' 'unsafe-inline'"
    found = judged(policy, {"index.html": "<a href='javascript:run()'>x</a><script>a</script>"})
    assert (found.refusals, found.policies) == ([], {})


def test_a_policy_that_does_not_fit_is_refused_with_the_remedy() -> None:
    html = "".join(f"<script>run({number})</script>" for number in range(40))
    found = judged(DEFAULT, {"index.html": html, "small.html": "<script>a</script>"})
    assert list(found.policies) == ["small.html"]
    (refusal,) = found.refusals
    assert f"does not fit into a header of {LONGEST_POLICY} characters, in 1 page (index.html:" in refusal
    assert "40 pieces of inline code" in refusal
    assert "Move inline scripts, styles and event handlers into files" in refusal


def test_the_other_headers_of_a_page_share_its_metadata() -> None:
    html = "".join(f"<script>run({number})</script>" for number in range(28))

    def judged_with(bytes_of_others: int) -> Judgement:
        files = SiteFiles(
            ["index.html"], [], [], lambda _key: html.encode(), metadata_bytes={"index.html": bytes_of_others}
        )
        return judge(DEFAULT, files)

    policy = judged_with(0).policies["index.html"]
    left = LARGEST_METADATA_BYTES - len("content-security-policy") - len(policy)
    assert judged_with(left).refusals == []
    assert len(judged_with(left + 1).refusals) == 1


def test_many_hosts_of_images_become_https() -> None:
    html = "".join(f"<img src=https://images-{number}.example.com/a.png>" for number in range(80))
    found = judged(DEFAULT, {"index.html": html})
    assert found.setting == f"{DEFAULT}; img-src 'self' https:"
    assert "and 71 others" in found.refusals[0]
    assert judged(found.setting or "", {"index.html": html}).refusals == []


def test_many_hosts_of_scripts_are_no_setting() -> None:
    html = "".join(f"<script src=https://scripts-{number}.example.com/a.js></script>" for number in range(80))
    found = judged(DEFAULT, {"index.html": html})
    assert found.setting is None
    assert "copy the files of some of them into the site" in found.refusals[-1]


def test_advice_says_when_it_will_not_be_enough() -> None:
    inline = "".join(f"<script>run({number})</script>" for number in range(28))
    foreign = "".join(f"<img src=https://images-{number}.example.com/a.png>" for number in range(20))
    found = judged(DEFAULT, {"index.html": inline + foreign})
    assert found.setting
    assert "move inline code into files as well" in found.refusals[-1]
    assert "does not fit" in judged(found.setting, {"index.html": inline + foreign}).refusals[0]


def test_style_sheets_that_pages_use_are_read_once_with_their_imports() -> None:
    read: list[str] = []
    content = {
        "a.html": "<link rel=stylesheet href=/css/main.css?v=1>",
        "b.html": "<style>@import 'css/main.css';</style>",
        "css/main.css": "@import 'more.css';",
        "css/more.css": f"@import 'main.css';\np {{ background: url({CDN}/a.png) }} q {{ background: url(b.png) }}",
    }

    def counted(key: str) -> bytes:
        read.append(key)
        return content[key].encode()

    files = SiteFiles(["a.html", "b.html"], ["css/main.css", "css/more.css"], [], counted)
    (refusal,) = judge(DEFAULT, files).refusals
    assert "in 1 style sheet (css/more.css:2: url https://cdn.example.com/a.png)" in refusal
    assert sorted(read) == sorted(content)


def test_a_style_sheet_that_no_page_names_is_noted() -> None:
    site = {"index.html": "<p>", "lazy.css": f"p {{ background: url({CDN}/a.png) }}"}
    found = judged(DEFAULT, site)
    assert found.refusals == []
    assert "no page names" in found.notes[0]
    assert "lazy.css:1: https://cdn.example.com/a.png" in found.notes[0]


def test_unchanged_pages_are_not_judged_again() -> None:
    site = {"old.html": f"<img src={CDN}/a.png><script>a</script>", "new.html": "<script>a</script>"}
    basis = judged(DEFAULT, site).basis
    found = judged(DEFAULT, site, unchanged=["old.html"], basis=basis)
    assert list(found.policies) == ["new.html"]
    assert found.unchanged == {"old.html"}
    assert found.refusals == []


@pytest.mark.parametrize(
    ("policy", "script"),
    [(f"{DEFAULT}; img-src 'self'", "run()"), (DEFAULT, "x.innerHTML = '<b style=\"color: red\">'")],
)
def test_all_pages_are_judged_again_when_what_they_rest_on_changes(policy: str, script: str) -> None:
    site = {"old.html": "<script src=/a.js></script><script>a</script>", "a.js": "run()"}
    basis = judged(DEFAULT, site).basis
    found = judged(policy, {**site, "a.js": script}, unchanged=["old.html"], basis=basis)
    assert found.basis != basis
    assert (list(found.policies), found.unchanged) == (["old.html"], frozenset())


def test_a_changed_style_sheet_counts_for_the_unchanged_pages_that_use_it() -> None:
    forbidden = f"p {{ background: url({CDN}/a.png) }}"
    basis = judged(DEFAULT, {}).basis
    page = "<link rel=stylesheet href=/main.css>"
    used = judged(DEFAULT, {"old.html": page, "main.css": forbidden}, unchanged=["old.html"], basis=basis)
    assert len(used.refusals) == 1
    site = {"old.html": "<p>main.css", "main.css": forbidden}
    mentioned = judged(DEFAULT, site, unchanged=["old.html"], basis=basis)
    assert mentioned.refusals == []


@pytest.mark.parametrize(
    ("site", "said"),
    [
        ({"a.html": "<p>", "a.js": "fetch('https://api.example.com/')"}, "a.js:1: fetch https://api.example.com/"),
        ({"a.html": "<script>import('https://esm.example/x')</script>"}, "scripts import modules"),
        ({"a.html": "<script src=/a.js></script>", "a.js": "eval('1')"}, "scripts make code of text"),
        ({"a.html": "<p>", "a.js": "WebAssembly.compile(x)"}, "'wasm-unsafe-eval'"),
        ({"a.html": f"<link rel=prefetch href={CDN}/a.js>"}, "Browsers ignore such hints"),
        ({"a.html": "<meta http-equiv=content-security-policy content=\"img-src 'none'\">"}, "a policy of their own"),
        ({"a.html": "<a href='javascript:void(0)'>x</a>"}, "write a <button>"),
    ],
)
def test_what_cannot_be_known_is_noted_and_refuses_nothing(site: dict[str, str], said: str) -> None:
    found = judged(DEFAULT, site)
    assert found.refusals == []
    assert said in found.notes[0]


@pytest.mark.parametrize(
    ("policy", "site"),
    [
        ("connect-src https://api.example.com", {"a.js": "fetch('https://api.example.com/')"}),
        ("script-src 'self' 'unsafe-eval'", {"a.js": "eval('1'); WebAssembly.compile(x)"}),
        ("script-src 'self' 'wasm-unsafe-eval'", {"a.js": "WebAssembly.compile(x)"}),
        ("default-src 'self'; img-src https:", {"a.html": f"<link rel=prefetch href={CDN}/a.js>"}),
        ("img-src 'self'", {"a.html": f"<link rel=prefetch href={CDN}/a.js>"}),
    ],
)
def test_what_the_policy_allows_is_not_noted(policy: str, site: dict[str, str]) -> None:
    assert judged(policy, site).notes == []


def test_styles_that_scripts_add_are_allowed_to_the_pages_that_run_scripts() -> None:
    site = {
        "app.html": "<script src=/a.js></script>",
        "still.html": "<p>",
        "a.js": "s = d.createElement('style'); s.textContent = 'p { color: red }'; x.innerHTML = '<i style=\"a\">'",
    }
    found = judged(DEFAULT, site)
    hashed = f"style-src 'self' {sha256('p { color: red }')}"
    assert found.policies == {"app.html": f"{DEFAULT}; {hashed}; style-src-attr 'unsafe-inline'"}
    assert (found.refusals, found.notes) == ([], [])


def test_styles_that_are_put_together_are_noted_with_the_setting_that_allows_any() -> None:
    site = {"app.html": "<style>a</style>", "a.js": "s = d.createElement('style'); s.textContent = css()"}
    found = judged(DEFAULT, site)
    assert found.refusals == []
    wanted = f"{DEFAULT}; style-src 'self' 'unsafe-inline'"
    assert "whose text cannot be known, in 1 script (a.js:" in found.notes[0]
    assert found.notes[1].endswith(f": {command(wanted)}")
    followed = judged(wanted, site)
    assert (followed.notes, followed.policies) == ([], {})


def test_the_setting_for_the_addresses_of_scripts_is_noted_with_them() -> None:
    site = {"a.html": f"<img src={CDN}/a.png>", "a.js": "fetch('https://api.example.com/')"}
    found = judged(DEFAULT, site)
    wanted = f"{DEFAULT}; img-src 'self' {CDN}; connect-src 'self' https://api.example.com"
    assert found.notes[-1] == "to allow the addresses that scripts name as well: pulumi config set " + (
        f'contentSecurityPolicy "{wanted}"'
    )
    assert judged(wanted, site).notes == []


def test_a_foreign_style_sheet_is_noted_because_its_own_requests_are_unknown() -> None:
    site = {"index.html": f"<link rel=stylesheet href={CDN}/katex.css>"}
    assert "What these load in turn cannot be known" in judged(f"style-src {CDN}", site).notes[0]


def test_inline_code_of_the_error_page_is_noted_with_the_setting_that_runs_it() -> None:
    html = f"<script>a</script><img src={CDN}/a.png>"

    def judged_by(policy: str) -> Judgement:
        return judge(policy, SiteFiles(["404.html"], [], [], lambda _key: html.encode(), not_found_page="404.html"))

    found = judged_by(DEFAULT)
    assert found.policies["404.html"].endswith(f"script-src 'self' {sha256('a')}")
    assert "an error is answered with the stack's policy alone" in found.notes[0]
    wanted = f"{DEFAULT}; img-src 'self' {CDN}; script-src 'self' {sha256('a')}"
    assert found.notes[1].endswith(f": {command(wanted)}")
    followed = judged_by(wanted)
    assert (followed.policies, followed.refusals, followed.notes) == ({}, [], [])


def test_the_parser_is_loaded_with_the_first_page_and_not_before() -> None:
    program = "import sys, publish.page_policy.judge; sys.exit('turbohtml' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_faults_of_the_policy_itself_come_first() -> None:
    found = judged("img-src 'self' https://ü.example; foo x", {"index.html": f"<img src={CDN}/a.png>"})
    assert found.refusals[0].startswith("contentSecurityPolicy contains 'ü'")
    assert "foo is no directive" in found.notes[0]


def test_equal_policies_are_kept_once() -> None:
    found = judged(DEFAULT, {f"{number}.html": "<script>a</script>" for number in range(3)})
    assert len(found.policies) == 3
    assert len({id(policy) for policy in found.policies.values()}) == 1
