"""Measures `make up` with everything cached: a first time, and again without changes."""

import subprocess
import tempfile
import time

from sandbox.home import REPOSITORY


def run() -> None:
    """Runs the command of `make up` in a sandbox of its own."""
    with tempfile.TemporaryDirectory() as folder:
        base = [str(REPOSITORY / ".venv" / "bin" / "python"), "-m", "sandbox", "--home", folder]
        try:
            first, second = _seconds([*base, "up"]), _seconds([*base, "up"])
        finally:
            _seconds([*base, "down"])
    print("make up with everything cached (goal: at most 30 s, site answering)")
    print(f"  first   {first:6.2f} s")
    print(f"  second  {second:6.2f} s  {second / first:5.2f}x")


def _seconds(command: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, cwd=REPOSITORY, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    return time.perf_counter() - started
