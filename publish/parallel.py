"""Requests in parallel, until one of them fails."""

from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from typing import TypeVar

WORKERS = 16
"""The most requests in flight at a time."""

Item = TypeVar("Item")
Result = TypeVar("Result")


def for_each(work: Callable[[Item], Result], items: Iterable[Item]) -> dict[Item, Result]:
    """Item -> the result of `work` for it. On the first error, starts no further item and raises that error."""
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
