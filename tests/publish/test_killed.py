"""A publish may be killed at any point: viewers notice nothing, and the next run finishes the job."""

import base64
import hashlib
import random
import re
import signal
import time
from typing import Any

import pytest

from publish.layout import DEFAULT_CSP
from tests.publish.published_site import Killed, PublishedSite, kill_at, small_site
from tests.publish.soundness import assert_is, assert_sound

Capture = pytest.CaptureFixture[str]

_KILLS = 64
_MOST_REQUESTS = 24
_CSP = ("--csp", DEFAULT_CSP)
_CODE = re.compile("<script>(.*?)</script>")


def test_killed_at_any_point_the_next_run_converges(published: PublishedSite, capsys: Capture) -> None:
    published.write(site_with_headers(1))
    assert published.deploy(capsys, *_CSP).code == 0
    chance, killed = random.Random(6), 0
    for version in range(2, 2 * _KILLS):
        if killed >= _KILLS:
            break
        at = chance.randint(1, _MOST_REQUESTS)
        published.write(site_with_headers(version))
        run, options = {0: (published.rollback, ()), 1: (published.remove, ("logo.svg",))}.get(
            version % 5, (published.deploy, _CSP)
        )
        try:
            run(capsys, *options, before_send=kill_at(at))
        except Killed:
            killed += 1
        assert_sound(published)
        assert_headers_fit(published)
        if version % 3 == 0:  # the next publish is not always of the same site
            continue
        finished = published.deploy(capsys, *_CSP)
        assert finished.code == 0, (at, finished.err)
        assert_sound(published)
        assert_headers_fit(published)
        shown = {key: text for key, text in site_with_headers(version).items() if key != "_redirects"}
        withdrawn = published.newest_manifest()["withdrawn"]
        assert_is(published, {key: text for key, text in shown.items() if key not in withdrawn})
        published.remove(capsys, "--undo", *withdrawn) if withdrawn else None
    assert killed == _KILLS
    published.deploy(capsys, *_CSP)
    assert published.invalidations()[-1] == published.newest_manifest()["paths"]


def site_with_headers(version: int) -> dict[str, str]:
    """A site whose pages have code, and so policies, of their own, and whose redirects lead elsewhere each time."""
    code = f"<script>document.title = {version}</script>"
    pages = {key: f"{text}{code}" if key.endswith(".html") else text for key, text in small_site(version).items()}
    return {**pages, "_redirects": f"/old /docs/a?{version}\n/docs/* /archive/:splat\n/gone-{version} /about\n"}


def assert_headers_fit(published: PublishedSite) -> None:
    """Each page has the policy for the code that it holds, and each redirect leads where its own page says."""
    for key in published.current_keys():
        found, body = published.head(key)["Metadata"], published.body(key).decode()
        if code := _CODE.search(body):
            digest = base64.b64encode(hashlib.sha256(code[1].encode()).digest()).decode()
            assert f"'sha256-{digest}'" in found["content-security-policy"], key
        if "location" in found:
            assert found["location"] in body, key


@pytest.mark.parametrize("seconds", [0.05, 0.2])
def test_a_process_that_is_killed_leaves_nothing_that_the_next_run_cannot_finish(
    published: PublishedSite, capsys: Capture, seconds: float
) -> None:
    published.write(small_site(1))
    assert published.deploy(capsys).code == 0
    second = {**small_site(2), **{f"more/{number}.txt": str(number) for number in range(80)}}
    published.write(second)
    process = published.start()
    while not any(key.startswith("more/") for key in published.current_keys()) and process.poll() is None:
        time.sleep(0.01)
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert_sound(published)
    assert published.deploy(capsys).code == 0
    assert_is(published, second)


def test_killed_before_its_invalidation_the_next_run_makes_up_for_it(published: PublishedSite, capsys: Capture) -> None:
    published.write(small_site(1))

    def die(operation: str, request: Any) -> None:
        if operation == "CreateInvalidation":
            raise Killed

    with pytest.raises(Killed):
        published.deploy(capsys, before_send=die)
    assert published.invalidations() == []
    run = published.deploy(capsys)
    assert (run.json["uploaded"], run.json["invalidated"]) == (0, published.manifests()[0]["paths"])
    assert published.invalidations() == [published.manifests()[0]["paths"]]
    assert published.deploy(capsys).json["invalidated"] == []
