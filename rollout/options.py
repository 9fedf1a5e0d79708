"""The arguments that the commands on one stack have in common."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rollout.result import FOLDER


@dataclass(frozen=True, slots=True)
class Options:
    """What a command works on."""

    stack: str
    folder: Path
    """For what it writes."""


def parse(command: str, description: str | None, arguments: Sequence[str]) -> Options:
    """The options of `python -m rollout COMMAND`. Ends the process for arguments that are none."""
    parser = argparse.ArgumentParser(prog=f"python -m rollout {command}", description=description)
    parser.add_argument("--stack", required=True)
    parser.add_argument("--folder", type=Path, default=FOLDER, help="for what it writes; default: %(default)s")
    found = parser.parse_args(arguments)
    return Options(found.stack, found.folder)
