"""Measures a preview against an empty program on the same engine, and the policy pack's share of it."""

import statistics
import time
from collections.abc import Callable
from pathlib import Path

from bench.local_cloud import local_cloud
from sandbox.emulator.cloud import Cloud
from sandbox.engine.find import find_or_build
from sandbox.home import Home
from sandbox.program import run_program
from sandbox.stack import POLICIES, Stack

_ROUNDS = 7
_GOAL = 4.0
_GOAL_OF_PACK_SECONDS = 1.0


def run() -> None:
    """Alternates the variants, so that a slow moment of the machine hits all of them, and prints medians."""
    with local_cloud() as (base, cloud):
        _measure(base, cloud)


def _measure(base: Path, cloud: Cloud) -> None:
    def stack(name: str, program: Callable[[], None], policies: Path | None = None) -> Stack:
        home = Home("dev", base / name)
        return Stack.open(
            home, find_or_build(print), cloud, output=lambda line: None, program=program, policies=policies
        )

    stack("full", run_program).up()
    variants = {
        "empty program": stack("empty", lambda: None),
        "empty program, policy pack": stack("empty-policies", lambda: None, POLICIES),
        "dev stack": stack("full", run_program),
        "dev stack, policy pack": stack("full", run_program, POLICIES),
    }
    seconds: dict[str, list[float]] = {name: [] for name in variants}
    for _ in range(_ROUNDS):
        for name, variant in variants.items():
            started = time.perf_counter()
            variant.preview()
            seconds[name].append(time.perf_counter() - started)
    medians = {name: statistics.median(times) for name, times in seconds.items()}
    unit = medians["empty program"]
    print(f"preview of an unchanged stack, median of {_ROUNDS} (goal: at most {_GOAL:.0f}x the empty program)")
    for name, median in medians.items():
        print(f"  {name:28} {median:6.2f} s  {median / unit:5.2f}x")
    added = medians["dev stack, policy pack"] - medians["dev stack"]
    print(f"  the pack adds {added:.2f} s to the stack's preview (goal: at most {_GOAL_OF_PACK_SECONDS:.1f} s)")
