"""Work done in an order of chance, so that no test and no output can come to depend on a lucky one."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from random import Random
from threading import Lock
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class ShuffledExecutor(ThreadPoolExecutor):
    """Runs one of the waiting calls at a time, chosen by `random`: a program's resources register in any order."""

    def __init__(self, random: Random) -> None:
        super().__init__(max_workers=1)
        self._random = random
        self._waiting: list[tuple[Future[Any], Callable[[], Any]]] = []
        self._lock = Lock()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Adds a call to those that wait."""
        future: Future[T] = Future()
        with self._lock:
            self._waiting.append((future, partial(fn, *args, **kwargs)))
        super().submit(self._run_one)
        return future

    def _run_one(self) -> None:
        with self._lock:
            future, call = self._waiting.pop(self._random.randrange(len(self._waiting)))
        if not future.set_running_or_notify_cancel():
            return
        try:
            result = call()
        except BaseException as error:
            future.set_exception(error)
        else:
            future.set_result(result)


def shuffled_loop(random: Random) -> asyncio.AbstractEventLoop:
    """An event loop that makes its blocking calls in an order of chance; the Pulumi SDK registers resources by them."""
    loop = asyncio.SelectorEventLoop()
    loop.set_default_executor(ShuffledExecutor(random))
    return loop
