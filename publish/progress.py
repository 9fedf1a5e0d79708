"""A progress bar on a terminal where `rich` is installed, and no output anywhere else."""

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager

Advance = Callable[[int], None]
"""Reports a number of further bytes as done."""


@contextmanager
def progress(what: str, total_bytes: int) -> Generator[Advance]:
    """Shows a bar on stderr from 0 to `total_bytes`, and removes it at the end."""
    if not sys.stderr.isatty():
        yield _nothing
        return
    try:
        from rich.console import Console
        from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
    except ImportError:
        yield _nothing
        return
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total_bytes)
        yield lambda count: bar.advance(task, count)


def _nothing(count: int) -> None:
    pass
