"""Measures programs of more and more sites against the same resources without components: both should grow alike."""

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from bench.local_cloud import local_cloud
from bench.policies import sites
from bench.raw_sites import raw_sites
from sandbox.emulator.cloud import Cloud
from sandbox.engine.find import find_or_build
from sandbox.home import Home
from sandbox.stack import Stack

_NUMBERS = (1, 10, 50)
_GOAL = 1.1
"""How much more a further resource of a site may take than a further raw one."""
_PHASES = ("first preview", "update", "unchanged preview")


def run() -> None:
    """Prints seconds, and what a further resource takes between the second number of sites and the last."""
    with local_cloud() as (base, cloud):
        print(f"{'sites':>14}  resources  " + "  ".join(f"{phase:>17}" for phase in _PHASES))
        slopes = [_slopes(name, program, base, cloud) for name, program in (("sites", sites), ("raw", raw_sites))]
    for phase, site, raw in zip(_PHASES, *slopes, strict=True):
        print(f"  {phase}: a further resource takes {site / raw:.2f}x a raw one (goal: at most {_GOAL}x)")


def _slopes(name: str, program: Callable[[int], None], base: Path, cloud: Cloud) -> list[float]:
    """Seconds for a further resource in each phase."""
    measured = [_measure(name, number, partial(program, number), base, cloud) for number in _NUMBERS]
    (few, before), (many, after) = measured[-2:]
    return [(later - earlier) / (many - few) for earlier, later in zip(before, after, strict=True)]


def _measure(name: str, number: int, program: Callable[[], None], base: Path, cloud: Cloud) -> tuple[int, list[float]]:
    """The number of resources, and seconds for each phase. The cloud is empty again afterwards."""
    home, resources = Home("dev", base / f"{name}-{number}"), 0
    stack = Stack.open(home, find_or_build(print), cloud, output=lambda line: None, program=program, policies=None)
    seconds: list[float] = []
    for phase in (stack.preview, stack.up, stack.preview):
        started = time.perf_counter()
        resources = sum(phase().changes.values())
        seconds.append(time.perf_counter() - started)
    stack.destroy()
    print(f"{name:>8} {number:5}  {resources:9}  " + "  ".join(f"{one:15.2f} s" for one in seconds), flush=True)
    return resources, seconds
