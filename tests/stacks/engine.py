"""The engine of the tests, looked for once in a process: asking an executable for its version takes 0.3 s."""

from functools import cache
from pathlib import Path

from sandbox.engine.find import find_or_build


@cache
def engine() -> Path:
    """The path of the engine's executable, which is built where there is none."""
    return find_or_build(print)
