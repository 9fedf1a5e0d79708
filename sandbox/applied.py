"""Remembers what the last update applied, so that `up` leaves out an update that would do nothing.

A preview shows every change of a resource. What it does not show are changes that only the state keeps: an option such
as `protect` or `depends_on`, or an output. They can only come from the program's files or from a command on the state,
so both are compared by digest.
"""

import json
from pathlib import Path

from sandbox.checkpoint import Checkpoint
from sandbox.files import digest
from sandbox.home import REPOSITORY


class Applied:
    """The program's files, as they are when this is made, and the state of one stack."""

    def __init__(self, file: Path, checkpoint: Checkpoint, program: Path = REPOSITORY) -> None:
        self._file = file
        self._checkpoint = checkpoint
        visible = (path for path in program.iterdir() if not path.name.startswith("."))
        files = (found for path in visible for found in ([path] if path.is_file() else path.rglob("*")))
        self._program = digest((file for file in files if "__pycache__" not in file.parts), program)

    def is_current(self) -> bool:
        """Whether the last update applied these files and nothing has touched the state since."""
        return self._file.exists() and json.loads(self._file.read_text()) == self._digests()

    def note(self) -> None:
        """Notes that an update has applied these files."""
        self._file.write_text(json.dumps(self._digests()))

    def _digests(self) -> dict[str, str]:
        return {"program": self._program, "state": digest([self._checkpoint.file], self._checkpoint.file.parent)}
