"""A page's own policy travels with it: into the bucket, through releases and rollbacks, and to viewers."""

import shlex
from typing import Any

import pytest

from publish.layout import DEFAULT_CSP
from tests.publish.published_site import PublishedSite

Capture = pytest.CaptureFixture[str]

_CSP = ("--csp", DEFAULT_CSP)
_INLINE = "<!doctype html><script>document.title = '{}'</script>"
_FONT = (
    '<!doctype html><link rel="stylesheet" href="https://fonts.example/a.css"><img src="https://images.example/a.png">'
)


def policy(published: PublishedSite, key: str) -> str | None:
    return published.head(key)["Metadata"].get("content-security-policy")


def test_each_page_gets_a_policy_for_its_own_code_and_no_other(published: PublishedSite, capsys: Capture) -> None:
    published.write({"index.html": _INLINE.format("a"), "b.html": _INLINE.format("b"), "plain.html": "<p>"})
    run = published.deploy(capsys, *_CSP)
    assert run.code == 0, run.err
    one, two = policy(published, "index.html"), policy(published, "b.html")
    assert one is not None
    assert two not in (None, one)
    assert one.count("'sha256-") == 1
    assert "'unsafe-inline'" not in one
    assert policy(published, "plain.html") is None
    assert dict(published.newest_manifest()["files"]["b.html"]["headers"]) == {"content-security-policy": two}
    again = published.deploy(capsys, *_CSP)
    assert (again.json["changed"], again.code) == (False, 0)


def test_a_rollback_brings_the_policy_back_with_the_page(published: PublishedSite, capsys: Capture) -> None:
    published.write({"index.html": _INLINE.format("a")})
    published.deploy(capsys, *_CSP)
    before = policy(published, "index.html")
    published.write({"index.html": _INLINE.format("b")})
    published.deploy(capsys, *_CSP)
    assert policy(published, "index.html") != before
    assert published.rollback(capsys).code == 0
    assert policy(published, "index.html") == before


def test_a_new_policy_of_the_stack_reaches_the_pages_that_have_their_own(
    published: PublishedSite, capsys: Capture
) -> None:
    published.write({"index.html": _INLINE.format("a"), "plain.html": "<p>"})
    published.deploy(capsys, *_CSP)
    etag = published.head("index.html")["ETag"]
    run = published.deploy(
        capsys, "--csp", DEFAULT_CSP.replace("img-src 'self'", "img-src 'self' https://images.example")
    )
    assert (run.code, run.json["uploaded"], run.json["invalidated"]) == (0, 1, ["/", "/index", "/index.html"])
    assert published.head("index.html")["ETag"] != etag


def test_what_the_policy_would_break_is_refused_with_the_setting_that_allows_it(
    published: PublishedSite, capsys: Capture
) -> None:
    published.write({"index.html": _FONT, "b.html": _FONT})
    run = published.deploy(capsys, *_CSP)
    assert (run.code, published.all_keys()) == (2, set())
    assert "2 pages" in run.err
    line = next(line for line in run.err.splitlines() if "pulumi config set" in line)
    setting = shlex.split(line[line.index("pulumi config set") :])[-1]
    published.write({"index.html": _FONT, "b.html": _FONT})
    assert published.deploy(capsys, "--csp", setting).code == 0


def test_pages_that_passed_are_judged_again_when_they_or_the_policy_change(
    published: PublishedSite, capsys: Capture
) -> None:
    lax = f"{DEFAULT_CSP.replace('img-src', 'img-src https://images.example')}; style-src 'self' https://fonts.example"
    published.write({"index.html": _FONT, "about.html": "<p>"})
    assert published.deploy(capsys, "--csp", lax).code == 0
    assert published.deploy(capsys, *_CSP).code == 2
    published.write({"index.html": "<p>", "about.html": "<p>"})
    assert published.deploy(capsys, *_CSP).code == 0
    published.write({"index.html": "<p>", "about.html": _FONT})
    assert published.deploy(capsys, *_CSP).code == 2


def check(published: PublishedSite, capsys: Capture, *arguments: str) -> Any:
    return published.run(capsys, "check", *arguments)


def test_a_folder_is_checked_without_a_bucket(published: PublishedSite, capsys: Capture) -> None:
    published.write({"index.html": _INLINE.format("a"), "404.html": "<p>", "install": "x", "install.html": "y"})
    run = check(published, capsys, str(published.folder))
    assert run.code == 0, run.err
    assert "can be published; files: 4, pages with a policy of their own: 1" in run.out
    assert "install" in "".join(run.json["notes"])
    published.write({"index.html": _FONT, "404.html": "<p>"})
    run = check(published, capsys, str(published.folder))
    assert (run.code, "fonts.example" in run.err) == (2, True)
    assert published.requests == []


def test_a_new_policy_is_held_against_what_is_published(published: PublishedSite, capsys: Capture) -> None:
    pages = {f"{number}.html": _INLINE.format(number) for number in range(40)}
    published.write({"index.html": '<link rel="stylesheet" href="a.css">', "a.css": "p{}", "a.js": "1", **pages})
    published.deploy(capsys, *_CSP)
    where = ("--published", "--bucket", published.bucket)
    run = check(published, capsys, *where, *_CSP)
    assert run.code == 0, run.err
    assert "works with this policy; pages: 41" in run.out
    run = check(published, capsys, *where, "--csp", "default-src 'self'; style-src 'none'")
    assert (run.code, "a.css" in run.err) == (2, True)
    assert check(published, capsys, "--published").code == 2
