"""Publishes a folder through the rehearsed pipeline, and remembers which folder it was."""

import json
from pathlib import Path
from typing import Any

from sandbox.emulator.cloud import Cloud
from sandbox.files import digest
from sandbox.home import Home
from sandbox.rehearsal import ConsoleReporter, rehearse
from sandbox.sandbox import Sandbox


def push(sandbox: Sandbox, cloud: Cloud, outputs: dict[str, Any], directory: Path, approve: bool) -> None:
    """Runs a folder through the pipeline. `approve` approves the publish, else the user is asked."""
    terminal = sandbox.terminal

    def approved(action: str) -> bool:
        if approve:
            return True
        if not terminal.is_interactive:
            terminal.print_error(f"{action}: no terminal to ask for approval; run the command again with --approve")
            return False
        return terminal.confirms(f"{action}: publish?")

    rehearse(
        cloud,
        outputs["pipelineName"],
        directory,
        viewer=sandbox.viewer,
        report=ConsoleReporter(terminal.console),
        approve=approved,
    )
    sandbox.home.pushed.write_text(json.dumps({"directory": str(directory), "sha256": _digest(directory)}))


def is_pushed(home: Home, directory: Path) -> bool:
    """Whether the site is published already: from this folder as it is now, or from one that the user has pushed."""
    if not home.pushed.exists():
        return False
    pushed = json.loads(home.pushed.read_text())
    return pushed["directory"] != str(directory) or pushed["sha256"] == _digest(directory)


def _digest(directory: Path) -> str:
    return digest(directory.rglob("*"), directory)
