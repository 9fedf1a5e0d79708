"""Previews lie beside the site and leave it alone."""

import pytest

from tests.publish.published_site import PublishedSite, small_site

Capture = pytest.CaptureFixture[str]


def test_a_preview_and_the_site_do_not_touch_each_other(published: PublishedSite, capsys: Capture) -> None:
    published.write(small_site(1))
    published.deploy(capsys)
    published.write({"index.html": "preview"})
    run = published.deploy(capsys, "--preview", "pr-12")
    assert run.json["invalidated"] == ["/.previews/pr-12/*"]
    assert published.body(".previews/pr-12/index.html") == b"preview"
    assert published.current_keys() == small_site(1).keys()
    published.write(small_site(2))
    assert published.deploy(capsys, "--keep-releases", "1").code == 0
    assert published.body(".previews/pr-12/index.html") == b"preview"
    assert len([key for key in published.all_keys() if key.startswith(".releases/preview/pr-12/")]) == 1


def test_a_preview_has_releases_of_its_own(published: PublishedSite, capsys: Capture) -> None:
    for text in ("one", "two"):
        published.write({"index.html": text})
        published.deploy(capsys, "--preview", "pr-12", "--release", text)
    assert published.deploy(capsys, "--preview", "pr-12").json["changed"] is False
    published.rollback(capsys, "--preview", "pr-12")
    assert published.body(".previews/pr-12/index.html") == b"one"
    run = published.run(capsys, "releases", "--bucket", published.bucket)
    assert run.code == 1
    assert "holds no release under .releases/site/" in run.err


@pytest.mark.parametrize("name", ["", "PR", "a/b", "a-", "a" * 41, "."])
def test_a_name_that_could_be_no_address_is_refused(published: PublishedSite, capsys: Capture, name: str) -> None:
    published.write({"index.html": "x"})
    run = published.deploy(capsys, "--preview", name)
    assert (run.code, published.all_keys()) == (2, set())


def test_a_preview_that_loads_files_of_the_published_site_is_told_its_base_path(
    published: PublishedSite, capsys: Capture
) -> None:
    page = '<link rel="stylesheet" href="/assets/site.css"><img src="{}">'
    published.write({"index.html": page.format("/logo.svg"), "a/b.html": '<img src="../logo.svg">', "logo.svg": "x"})
    run = published.deploy(capsys, "--preview", "pr-7")
    assert run.code == 0, run.err
    assert "pages of the preview that load files of the published site: 1, index.html (/assets/site.css)" in run.out
    assert "Build the preview with the base path /.previews/pr-7/" in run.out
    published.write(
        {"index.html": page.format("logo.svg").replace("/assets", "/.previews/pr-7/assets"), "logo.svg": "x"}
    )
    assert "published site" not in published.deploy(capsys, "--preview", "pr-7").out
