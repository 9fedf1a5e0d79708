"""The two reporters: one for people, one for nobody."""

from typing import TYPE_CHECKING

from sandbox.rehearsal.execution import StageResult

if TYPE_CHECKING:
    from rich.console import Console

_MARKS = {"Succeeded": ("✓", "green"), "Failed": ("✗", "red"), "Stopped": ("■", "yellow")}


class ConsoleReporter:
    """Prints stage by stage as it happens, in colours on a terminal and as plain lines in a pipe."""

    def __init__(self, console: "Console") -> None:
        self._console = console

    def stage_started(self, name: str) -> None:
        """Prints the stage's name."""
        self._console.print(f"▸ {name}", style="bold", markup=False)

    def line(self, text: str) -> None:
        """Prints the line under its stage, exactly as it came."""
        self._console.print(f"    {text}", style="dim", markup=False, highlight=False, soft_wrap=True)

    def stage_finished(self, result: StageResult) -> None:
        """Prints how the stage ended and the seconds it took."""
        mark, colour = _MARKS[result.status]
        text = f"{mark} {result.name}  {result.status.lower()}  {result.seconds:.1f} s"
        self._console.print(text, style=colour, markup=False, highlight=False)


class QuietReporter:
    """Says nothing: for callers that only want the Execution, or the error."""

    def stage_started(self, name: str) -> None:
        """Nothing."""

    def line(self, text: str) -> None:
        """Nothing."""

    def stage_finished(self, result: StageResult) -> None:
        """Nothing."""
