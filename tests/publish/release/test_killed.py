"""A publish may be killed at any point: viewers notice nothing, and the next run finishes the job."""

import random
import signal
import time
from typing import Any

import pytest

from publish.layout import DEFAULT_CSP
from tests.publish.published_site import Killed, PublishedSite, kill_at, small_site
from tests.publish.soundness import assert_is, assert_sound

Capture = pytest.CaptureFixture[str]

_KILLS = 16
_MOST_REQUESTS = 24
_CSP = ("--csp", DEFAULT_CSP)


@pytest.mark.parametrize("seed", range(4))
def test_killed_at_any_point_the_next_run_converges(published: PublishedSite, capsys: Capture, seed: int) -> None:
    published.write(site_with_headers(1))
    assert published.deploy(capsys, *_CSP).code == 0
    chance, killed = random.Random(seed), 0
    for version in range(2, 2 * _KILLS):
        if killed >= _KILLS:
            break
        at = chance.randint(1, _MOST_REQUESTS)
        published.write(site_with_headers(version))
        run, options = {0: (published.rollback, ()), 1: (published.remove, ("robots.txt",))}.get(
            version % 5, (published.deploy, _CSP)
        )
        try:
            run(capsys, *options, before_send=kill_at(at))
        except Killed:
            killed += 1
        assert_sound(published)
        if version % 3 == 0:  # the next publish is not always of the same site
            continue
        finished = published.deploy(capsys, *_CSP)
        assert finished.code == 0, (at, finished.err)
        assert_sound(published)
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
