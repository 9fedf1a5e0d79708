"""The terminal of a command."""

import sys
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


class Terminal:
    """Prints lines for the user and asks questions. Colours appear only where a terminal can show them."""

    @cached_property
    def console(self) -> "Console":
        """The standard output."""
        return _console(stderr=False)

    @property
    def is_interactive(self) -> bool:
        """Whether a user can see colours and answer questions."""
        return self.console.is_terminal

    def print(self, line: str) -> None:
        """Prints one line as it is."""
        self.console.print(line, markup=False)

    def print_error(self, line: str) -> None:
        """Prints one line as it is to the standard error, in red."""
        _console(stderr=True).print(line, markup=False, style="red")

    def print_engine_line(self, line: str) -> None:
        """Prints one line of the engine, which brings its own colours."""
        sys.stdout.write(line + "\n")
        sys.stdout.flush()

    def confirms(self, question: str) -> bool:
        """Asks the user; only "y" confirms."""
        return self.console.input(f"{question} [y/N] ").strip().lower() == "y"


def _console(stderr: bool) -> "Console":
    from rich.console import Console

    return Console(highlight=False, soft_wrap=True, emoji=False, stderr=stderr)
