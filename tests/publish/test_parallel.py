"""Many requests at a time."""

from threading import Event

import pytest

from publish import parallel
from publish.parallel import WORKERS, for_each


def test_every_item_gets_its_own_result() -> None:
    assert for_each(str, range(100)) == {number: str(number) for number in range(100)}


def test_after_a_failure_nothing_more_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    started, stopped = list[int](), Event()
    monkeypatch.setattr(parallel, "Event", lambda: stopped)

    def work(number: int) -> None:
        started.append(number)
        if number == 0:
            raise ValueError("the first")
        stopped.wait()

    with pytest.raises(ValueError, match="the first"):
        for_each(work, range(20 * WORKERS))
    assert len(started) <= WORKERS
