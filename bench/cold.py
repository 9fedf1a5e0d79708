"""Measures the very first `make up`: a fresh clone, every cache empty."""

import os
import subprocess
import tempfile
import time
from pathlib import Path

from sandbox.home import REPOSITORY

_CACHES = {"XDG_CACHE_HOME": "cache", "UV_CACHE_DIR": "uv", "GOCACHE": "go-build", "GOMODCACHE": "go-mod"}


def run() -> None:
    """Clones the last commit and runs `make up` there, downloads included."""
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "clone"
        environment = {**os.environ, **{name: str(Path(folder) / part) for name, part in _CACHES.items()}}
        subprocess.run(["git", "clone", "--quiet", str(REPOSITORY), str(clone)], check=True)  # noqa: S603, S607
        started = time.perf_counter()
        try:
            subprocess.run(["make", "up"], cwd=clone, env=environment, check=True)  # noqa: S607
            seconds = time.perf_counter() - started
        finally:
            subprocess.run(["make", "down"], cwd=clone, env=environment, check=True)  # noqa: S607
            # Go makes its module cache read-only, which a temporary folder cannot remove.
            subprocess.run(["chmod", "-R", "u+w", folder], check=True)  # noqa: S603, S607
    print(f"make up in a fresh clone with empty caches: {seconds:.0f} s (goal: under 480 s)")
