"""The two reporters: one prints, one is silent."""

from typing import TYPE_CHECKING

from sandbox.rehearsal.execution import StageResult

if TYPE_CHECKING:
    from rich.console import Console

_MARKS = {"Succeeded": ("✓", "green"), "Failed": ("✗", "red"), "Stopped": ("■", "yellow")}


class ConsoleReporter:
    """Prints the progress, in colours on a terminal and as plain lines in a pipe."""

    def __init__(self, console: "Console") -> None:
        self._console = console

    def stage_started(self, name: str) -> None:
        """Prints the stage's name."""
        self._console.print(f"▸ {name}", style="bold", markup=False)

    def line(self, text: str) -> None:
        """Prints the line under its stage, unchanged."""
        self._console.print(f"    {text}", style="dim", markup=False, highlight=False, soft_wrap=True)

    def stage_finished(self, result: StageResult) -> None:
        """Prints the result of the stage and its duration in seconds."""
        mark, colour = _MARKS[result.status]
        text = f"{mark} {result.name}  {result.status.lower()}  {result.seconds:.1f} s"
        self._console.print(text, style=colour, markup=False, highlight=False)


class QuietReporter:
    """Prints nothing, for callers that need only the Execution or the error."""

    def stage_started(self, name: str) -> None:
        """Prints nothing."""

    def line(self, text: str) -> None:
        """Prints nothing."""

    def stage_finished(self, result: StageResult) -> None:
        """Prints nothing."""
