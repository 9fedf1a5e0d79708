"""Many requests at a time."""

import time

import pytest

from publish.parallel import WORKERS, for_each


def test_every_item_gets_its_own_result() -> None:
    assert for_each(str, range(100)) == {number: str(number) for number in range(100)}


def test_after_a_failure_nothing_more_is_started() -> None:
    started: list[int] = []

    def work(number: int) -> None:
        started.append(number)
        if number == 0:
            raise ValueError("the first")
        time.sleep(0.05)

    with pytest.raises(ValueError, match="the first"):
        for_each(work, range(20 * WORKERS))
    assert len(started) < 4 * WORKERS
