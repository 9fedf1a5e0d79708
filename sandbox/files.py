"""Files that hold what only their owner may read."""

import os
from pathlib import Path


def write_private(file: Path, content: str) -> None:
    """Writes a file that only its owner may read, from its first byte on."""
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
        stream.write(content)
