"""Publishes a folder through the rehearsed pipeline, and remembers which folder it was."""

import json
from pathlib import Path
from typing import Any

from sandbox.emulator.cloud import Cloud
from sandbox.home import Home
from sandbox.rehearsal import ConsoleReporter, rehearse, revision_of
from sandbox.sandbox import Sandbox


def push(
    sandbox: Sandbox, cloud: Cloud, outputs: dict[str, Any], directory: Path, approve: bool, is_built: bool = False
) -> None:
    """Runs a folder through the pipeline.

    approve: approves the publish, else the user is asked.
    is_built: the folder is the finished site, also where the stack has build commands.
    """
    terminal = sandbox.terminal

    def approved(action: str) -> bool:
        if approve:
            return True
        if not terminal.is_interactive:
            terminal.print_error(f"{action}: no terminal to ask for approval; run the command again with --approve")
            return False
        return terminal.confirms(f"{action}: publish?")

    execution = rehearse(
        cloud,
        outputs["pipelineName"],
        directory,
        viewer=sandbox.viewer,
        report=ConsoleReporter(terminal.console),
        approve=approved,
        is_built=is_built,
    )
    sandbox.home.pushed.write_text(json.dumps({"directory": str(directory), "revision": execution.revision}))


def is_pushed(home: Home, checkout: Path) -> bool:
    """Whether the site is published already: from this checkout as it is now, or from a folder that the user pushed."""
    if not home.pushed.exists():
        return False
    pushed = json.loads(home.pushed.read_text())
    return pushed["directory"] != str(checkout) or pushed.get("revision") == revision_of(checkout)
