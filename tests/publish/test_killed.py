"""A publish may be killed at any point: viewers notice nothing, and the next run finishes the job."""

import random
import signal
import time
from typing import Any

import pytest

from tests.publish.published_site import Killed, PublishedSite, kill_at, small_site
from tests.publish.soundness import assert_is, assert_sound

Capture = pytest.CaptureFixture[str]

_KILLS = 32
_FEWEST_REQUESTS = 12


def test_killed_at_any_point_the_next_run_converges(published: PublishedSite, capsys: Capture) -> None:
    published.write(small_site(1))
    assert published.deploy(capsys).code == 0
    chance, killed = random.Random(6), 0
    for version in range(2, 2 * _KILLS):
        if killed >= _KILLS:
            break
        at = chance.randint(1, _FEWEST_REQUESTS)
        published.write(small_site(version))
        run = published.rollback if version % 4 == 0 else published.deploy
        try:
            run(capsys, before_send=kill_at(at))
        except Killed:
            killed += 1
        assert_sound(published)
        if version % 3 == 0:  # the next publish is not always of the same site
            continue
        finished = published.deploy(capsys)
        assert finished.code == 0, (at, finished.err)
        assert_is(published, small_site(version))
        assert_sound(published)
    assert killed == _KILLS
    published.deploy(capsys)
    assert published.invalidations()[-1] == published.newest_manifest()["paths"]


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
