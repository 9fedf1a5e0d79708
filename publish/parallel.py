"""Requests in parallel, until one of them fails."""

from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from threading import Event, Lock
from typing import TypeVar

WORKERS = 32
"""The most requests in flight at a time. S3 takes 100 to 200 milliseconds for one, and takes 3,500 writes a second:
https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html"""

Item = TypeVar("Item")
Result = TypeVar("Result")


def for_each(
    work: Callable[[Item], Result], items: Collection[Item], results: dict[Item, Result] | None = None
) -> dict[Item, Result]:
    """Item -> the result of `work` for it, in no order. On the first error, starts no further item and raises it.

    Each worker takes the next item when it has finished one, so that a hundred thousand items need no more memory than
    their results.
    results: where the results are put. Default: a new dictionary.
    """
    results = {} if results is None else results
    waiting, lock, stopped = iter(items), Lock(), Event()

    def run() -> None:
        while not stopped.is_set():
            with lock:
                taken = list(islice(waiting, 1))
            if not taken:
                return
            try:
                results[taken[0]] = work(taken[0])
            except BaseException:
                stopped.set()
                raise

    with ThreadPoolExecutor(WORKERS) as pool:
        try:
            for done in [pool.submit(run) for _ in range(min(WORKERS, len(items)))]:
                done.result()
        finally:
            stopped.set()
    return results
