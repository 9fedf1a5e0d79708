"""Two publishes at the same time: one follows the other, and the later one stands as a whole."""

import re
import subprocess
from typing import Any

import pytest

from tests.publish.published_site import PublishedSite, small_site
from tests.publish.soundness import assert_is, assert_sound

Capture = pytest.CaptureFixture[str]


@pytest.mark.parametrize(
    ("before", "times"),
    [
        pytest.param(r"\.releases/site/00000002", 1, id="before-the-manifest"),
        # Noticed before the first page is written: each page is written once, from what the rival left.
        pytest.param(r"(app-.*\.js|\.releases/.*)$", 2, id="before-the-first-page"),
    ],
)
def test_of_two_publishes_at_once_one_follows_the_other(
    published: PublishedSite, capsys: Capture, before: str, times: int
) -> None:
    published.write(small_site(1))
    published.deploy(capsys)
    published.write(small_site(2))
    rival = published.beside("rival")
    rival.write(small_site(9))
    tried: list[str] = []

    def let_the_rival_finish(operation: str, request: Any) -> None:
        if operation == "PutObject" and re.search(before, request.url):
            tried.append(request.url)
            if len(tried) == 1:
                process = rival.start()
                output, _ = process.communicate()
                assert process.returncode == 0, output

    run = published.deploy(capsys, before_send=let_the_rival_finish)
    assert run.code == 0, run.err
    assert len(tried) == times
    assert_is(published, small_site(2))
    assert_sound(published)
    assert [manifest["release"]["number"] for manifest in published.manifests()] == [1, 2, 3]
    assert published.manifests()[1]["files"].keys() == small_site(9).keys()


def test_what_a_rival_publishes_again_is_not_removed(published: PublishedSite, capsys: Capture) -> None:
    published.write({"index.html": "1", "a.css": "a"})
    published.deploy(capsys, "--keep-releases", "1")
    published.write({"index.html": "2"})
    rival = published.beside("rival")
    rival.write({"index.html": "3", "a.css": "a"})
    written: list[str] = []

    def let_the_rival_finish(operation: str, request: Any) -> None:
        if operation == "PutObject":
            written.append(request.url)
        elif operation == "ListObjectsV2" and written and ".releases" in written[-1]:
            written.append("rival")
            rival.start().communicate()

    assert published.deploy(capsys, "--keep-releases", "1", before_send=let_the_rival_finish).code == 0
    assert "rival" in written
    assert published.served() == {"index.html": b"3", "a.css": b"a"}


def test_publishes_that_race_leave_the_whole_site_of_one_of_them(published: PublishedSite, capsys: Capture) -> None:
    published.write(small_site(1))
    published.deploy(capsys)
    running: list[subprocess.Popen[str]] = []
    for version in (2, 3):
        rival = published.beside(f"rival-{version}")
        rival.write(small_site(version))
        running.append(rival.start())
    for process in running:
        output, _ = process.communicate()
        assert process.returncode == 0, output
    assert_sound(published)
    last = published.newest_manifest()["files"]
    assert_is(published, next(site for site in (small_site(2), small_site(3)) if site.keys() == last.keys()))
