"""`python -m rollout COMMAND --help`"""

import sys
from importlib import import_module
from pathlib import Path

# Where no environment is: jobs that may write at GitHub run nothing but this repository's code.
sys.path.append(str(Path(__file__).resolve().parents[1] / "policies"))

_COMMANDS = ("plan", "deploy", "drift", "stacks", "comment", "issue")


def main(arguments: list[str]) -> int:
    """Runs one command with the rest of the arguments. Its module is loaded alone: not every one needs the SDK."""
    if not arguments or arguments[0] not in _COMMANDS:
        print(f"usage: python -m rollout {{{','.join(_COMMANDS)}}} [--help]", file=sys.stderr)
        return 2
    return import_module(f"rollout.{arguments[0]}").main(arguments[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
