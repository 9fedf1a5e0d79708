"""Many requests at a time."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from publish import parallel
from publish.parallel import WORKERS, for_each


def test_every_item_gets_its_own_result() -> None:
    assert for_each(str, range(100)) == {number: str(number) for number in range(100)}


def test_after_a_failure_nothing_more_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    started, given_up = list[int](), Event()

    class Pool(ThreadPoolExecutor):
        def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
            super().shutdown(wait=False, cancel_futures=cancel_futures)
            given_up.set()
            super().shutdown(wait=wait)

    def work(number: int) -> None:
        started.append(number)
        if number == 0:
            raise ValueError("the first")
        given_up.wait()

    monkeypatch.setattr(parallel, "ThreadPoolExecutor", Pool)
    with pytest.raises(ValueError, match="the first"):
        for_each(work, range(20 * WORKERS))
    # The thread whose item failed may take one more before the failure is seen.
    assert len(started) <= WORKERS + 1
