"""The folders that this user keeps between runs, outside every checkout: what takes minutes is built once."""

import fcntl
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path


def cache_folder(name: str) -> Path:
    """Returns the folder of that name in the user's cache. It may be missing."""
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "secure-site" / name


@contextmanager
def exclusively(folder: Path) -> Generator[None]:
    """Creates the folder and waits for other builds in it, so that two that start together build once."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
