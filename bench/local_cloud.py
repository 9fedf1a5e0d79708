"""A local cloud for a measurement."""

import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from sandbox.emulator.cloud import Cloud, LocalCloud
from sandbox.environment import forget_own_account
from sandbox.home import Home
from sandbox.project import stack_region


@contextmanager
def local_cloud() -> Generator[tuple[Path, Cloud]]:
    """A running cloud in the region of the dev stack, and a folder for what is measured. Both are gone afterwards."""
    forget_own_account()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "cloud"
        place.mkdir()
        local = LocalCloud(place)
        try:
            yield Path(folder), local.start(stack_region(Home("dev")))
        finally:
            local.stop()
