"""Runs one command: `python -m rollout COMMAND --help`."""

import sys
from importlib import import_module

from rollout.stacks import REPOSITORY

# Jobs that may write at GitHub have no environment with the pack installed: they run only this repository's code.
sys.path.append(str(REPOSITORY / "policies"))

_COMMANDS = ("plan", "deploy", "drift", "stacks", "head", "comment", "issue", "awake", "previews")


def main(arguments: list[str]) -> int:
    """Runs one command with the remaining arguments. Only its own module is loaded, because few need the SDK."""
    if not arguments or arguments[0] not in _COMMANDS:
        print(f"usage: python -m rollout {{{','.join(_COMMANDS)}}} [--help]", file=sys.stderr)
        return 2
    return import_module(f"rollout.{arguments[0]}").main(arguments[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
