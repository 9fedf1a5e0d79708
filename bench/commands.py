"""Measures what a user waits for: whole commands without changes, beside an empty program on the same engine."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bench import empty
from sandbox.emulator.cloud import LocalCloud
from sandbox.engine.find import find_or_build
from sandbox.environment import forget_own_account
from sandbox.home import REPOSITORY, Home
from sandbox.stack import Stack

_ROUNDS = 5
_GOALS = {"make preview": 3.0, "make up": 5.0, "make gate": 4.0}
_EMPTY = "empty program, whole command"
_WARM = "dev stack, engine alone"


def run() -> None:
    """Alternates the commands, so that a slow moment of the machine hits all of them, and prints medians."""
    forget_own_account()
    with tempfile.TemporaryDirectory() as folder:
        make = ["make", f"SANDBOX={sys.executable} -m sandbox --home {folder}", f"REPORT={folder}/dev"]
        try:
            _run([*make, "up"])
            _print(_medians(make, Home("dev", Path(folder))))
        finally:
            _run([*make, "down"])


def _medians(make: Sequence[str], home: Home) -> dict[str, float]:
    cloud = LocalCloud(home.folder).running()
    assert cloud is not None  # noqa: S101 - it was brought up just now
    warm = Stack.open(home, find_or_build(print), cloud, output=lambda line: None)
    warm.preview()  # imports the SDKs
    variants: dict[str, Callable[[], object]] = {
        _EMPTY: lambda: _run([sys.executable, "-m", empty.__name__, str(home.folder / "empty")]),
        **{goal: lambda goal=goal: _run([*make, goal.removeprefix("make ")]) for goal in _GOALS},
        _WARM: warm.preview,
    }
    variants[_EMPTY]()  # creates its stack
    seconds: dict[str, list[float]] = {name: [] for name in variants}
    for _ in range(_ROUNDS):
        for name, variant in variants.items():
            started = time.perf_counter()
            variant()
            seconds[name].append(time.perf_counter() - started)
    return {name: statistics.median(times) for name, times in seconds.items()}


def _print(medians: dict[str, float]) -> None:
    print(f"whole commands without changes, median of {_ROUNDS}, as a ratio to the empty program's")
    for name, median in medians.items():
        goal = f"  (goal: at most {_GOALS[name]:.0f} s)" if name in _GOALS else ""
        print(f"  {name:28} {median:6.2f} s  {median / medians[_EMPTY]:5.2f}x{goal}")


def _run(command: Sequence[str]) -> None:
    # The Makefile keeps bytecode even where the environment forbids writing it.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(command, cwd=REPOSITORY, env=environment, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
