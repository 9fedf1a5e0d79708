"""The options that plan, deploy and drift share."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rollout.result import FOLDER


@dataclass(frozen=True, slots=True)
class Options:
    """The options of a command on one stack."""

    stack: str
    folder: Path
    """The folder of the output files."""


def parse(command: str, description: str | None, arguments: Sequence[str]) -> Options:
    """Parses the options of `python -m rollout COMMAND`. Ends the process if they are invalid."""
    parser = argparse.ArgumentParser(prog=f"python -m rollout {command}", description=description)
    parser.add_argument("--stack", required=True, help="name of the stack, such as dev")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="folder of the output files; default: %(default)s")
    found = parser.parse_args(arguments)
    return Options(found.stack, found.folder)
