"""Many requests at a time, until one of them fails."""

from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from typing import TypeVar

WORKERS = 16
"""Requests that are under way at a time."""

Item = TypeVar("Item")
Result = TypeVar("Result")


def for_each(work: Callable[[Item], Result], items: Iterable[Item]) -> dict[Item, Result]:
    """Item -> what `work` returned for it. Raises what the first that fails raises, and starts no more after that."""
    with ThreadPoolExecutor(WORKERS) as pool:
        started = {item: pool.submit(work, item) for item in items}
        try:
            done, _ = wait(started.values(), return_when=FIRST_EXCEPTION)
            for future in done:
                future.result()
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return {item: future.result() for item, future in started.items()}
