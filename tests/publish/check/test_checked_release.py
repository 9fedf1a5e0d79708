"""A release is looked at through the distribution, and taken back if viewers do not get what was published."""

import gzip
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.viewer import Viewer
from tests.publish.distribution import CSP
from tests.publish.published_site import PublishedSite, small_site

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def checked(published: PublishedSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The options with which a publish looks at the site at an address that really serves it."""
    viewer = Viewer(tmp_path / "viewer", tmp_path / "logs")
    try:
        viewer.serve(published.cloud, published.distribution)
        monkeypatch.setenv("SSL_CERT_FILE", str(viewer.ca))
        yield ["--site", viewer.address, "--csp", CSP, "--verify-seconds", "1"]
    finally:
        viewer.stop()


def tamper(published: PublishedSite, key: str) -> Callable[[str, Any], None]:
    """Overwrites an object between the release and its check."""
    done: list[str] = []

    def before_send(operation: str, request: Any) -> None:
        if operation == "CreateInvalidation" and not done:
            done.append(key)
            published.put(key, b"<title>not ours</title>", ContentType="text/html; charset=utf-8")

    return before_send


def test_a_release_that_is_served_as_published_stands(
    published: PublishedSite, checked: list[str], capsys: Capture
) -> None:
    published.write({**small_site(1), "a b+c%.html": "odd", "ü/index.html": "odd"})
    run = published.deploy(capsys, *checked)
    assert run.code == 0, run.err
    assert len(published.manifests()) == 1


def test_a_release_that_is_not_is_taken_back(published: PublishedSite, checked: list[str], capsys: Capture) -> None:
    published.write(small_site(1))
    first = published.deploy(capsys, *checked).json["release"]
    published.write(small_site(2))
    run = published.deploy(capsys, *checked, before_send=tamper(published, "docs/a.html"))
    assert run.code == 3
    assert "/docs/a.html has the SHA-256 " in run.err
    assert f"release {first} was restored as {run.json['release']}" in run.err
    assert (run.json["restores"], run.json["uploaded"]) == (first, 0)
    assert {key: text.encode() for key, text in small_site(1).items()}.items() <= published.served().items()
    assert published.newest_manifest()["release"]["restores"] == first


def test_the_first_release_cannot_be_taken_back(published: PublishedSite, checked: list[str], capsys: Capture) -> None:
    published.write(small_site(1))
    run = published.deploy(capsys, *checked, before_send=tamper(published, "index.html"))
    assert run.code == 4
    assert "it is the first release, so there is no release to restore" in run.err


def test_headers_that_are_missing_are_found_even_if_nothing_changed(
    published: PublishedSite, checked: list[str], capsys: Capture
) -> None:
    published.write(small_site(1))
    assert published.deploy(capsys, *checked).code == 0
    cloudfront = published.cloud.client("cloudfront")
    found = cloudfront.get_distribution_config(Id=published.distribution)
    found["DistributionConfig"]["DefaultCacheBehavior"].pop("ResponseHeadersPolicyId")
    cloudfront.update_distribution(
        Id=published.distribution, IfMatch=found["ETag"], DistributionConfig=found["DistributionConfig"]
    )
    run = published.deploy(capsys, *checked)
    assert run.code == 4
    assert "lacks strict-transport-security, content-security-policy" in run.err
    assert "this run changed nothing, so it restored nothing" in run.err


def test_a_rollback_is_looked_at_as_well(published: PublishedSite, checked: list[str], capsys: Capture) -> None:
    for version in (1, 2):
        published.write(small_site(version))
        # As if the stack had another policy then, which the pages of the release obeyed.
        published.deploy(capsys, "--csp", f"default-src 'self' https://{version}.example")
    site = checked[: checked.index("--csp")]
    assert published.rollback(capsys, *site).code == 0
    run = published.rollback(capsys, *site, "--verify-seconds", "1", before_send=tamper(published, "index.html"))
    assert (run.code, "was restored as" in run.err) == (3, True)


def test_what_the_stack_redirects_is_not_taken_for_a_page_that_is_missing(
    published: PublishedSite, checked: list[str], capsys: Capture
) -> None:
    published.write({"index.html": "page", "404.html": "missing"})
    assert published.deploy(capsys, *checked).code == 0
    published.write({"index.html": "page", "404.html": "missing", "old/a.html": "hidden", "b.html": "shown"})
    tampered = tamper(published, "old/a.html")
    assert published.deploy(capsys, *checked, "--redirected", "/old/*", before_send=tampered).code == 0
    published.write({"index.html": "page", "404.html": "missing", "old/a.html": "hidden again", "b.html": "shown"})
    run = published.deploy(capsys, *checked, "--redirected", "/older/*", before_send=tamper(published, "old/a.html"))
    assert run.code == 3


def test_a_compressed_file_is_compared_as_it_is_stored(
    published: PublishedSite, checked: list[str], capsys: Capture
) -> None:
    published.write({"index.html": "page", "sitemap.xml.gz": gzip.compress(b"<urlset/>" * 100, mtime=0)})
    run = published.deploy(capsys, *checked)
    assert run.code == 0, run.err
    assert published.head("sitemap.xml.gz")["ContentEncoding"] == "gzip"


def test_what_was_removed_is_looked_for(published: PublishedSite, checked: list[str], capsys: Capture) -> None:
    published.write({"index.html": "page", "404.html": "missing", "gone.html": "old"})
    assert published.deploy(capsys, *checked).code == 0
    published.write({"index.html": "page", "404.html": "missing"})

    def put_back(operation: str, request: Any) -> None:
        if operation == "CreateInvalidation":
            published.put("gone.html", b"old", ContentType="text/html; charset=utf-8")

    run = published.deploy(capsys, *checked, before_send=put_back)
    assert run.code == 3
    assert "/gone.html is still served with status 200, expected 404" in run.err
    assert published.deploy(capsys, *checked).code == 0
    assert "gone.html" not in published.current_keys()


def turn(published: PublishedSite, *, on: bool) -> None:
    cloudfront = published.cloud.client("cloudfront")
    found = cloudfront.get_distribution_config(Id=published.distribution)
    config = {**found["DistributionConfig"], "Enabled": on}
    cloudfront.update_distribution(Id=published.distribution, IfMatch=found["ETag"], DistributionConfig=config)


def test_a_release_for_a_site_that_is_turned_off_stays_and_the_way_to_turn_it_on_is_said(
    published: PublishedSite, checked: list[str], capsys: Capture
) -> None:
    published.write(small_site(1))
    assert published.deploy(capsys, *checked).code == 0
    published.write(small_site(2))
    turn(published, on=False)
    try:
        run = published.deploy(capsys, *checked)
    finally:
        turn(published, on=True)
    assert run.code == 6
    assert "could not be checked: the site is turned off" in run.err
    assert "make start STACK=<stack>" in run.err
    assert {key: text.encode() for key, text in small_site(2).items()}.items() <= published.served().items()


def test_without_the_permission_to_see_it_a_wrong_release_is_taken_back_as_ever(
    published: PublishedSite, checked: list[str], capsys: Capture
) -> None:
    published.write(small_site(1))
    assert published.deploy(capsys, *checked).code == 0
    published.write(small_site(2))
    published.deny("cloudfront:GetDistributionConfig")
    run = published.deploy(capsys, *checked, before_send=tamper(published, "docs/a.html"))
    assert run.code == 3
