"""Reads and writes files of a sandbox: private ones, and the digest of many."""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path


def write_private(file: Path, content: str) -> None:
    """Writes a file that only its owner can read, from the first byte on."""
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
        stream.write(content)


def digest(files: Iterable[Path], base: Path) -> str:
    """Returns one SHA-256 of the files' contents and of their paths below `base`. Folders are left out."""
    found = hashlib.sha256()
    for file in sorted(path for path in files if path.is_file()):
        content = file.read_bytes()
        found.update(f"{file.relative_to(base)}\0{len(content)}\0".encode() + content)
    return found.hexdigest()
