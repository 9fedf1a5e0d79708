"""Packs the source artifact: a folder as one ZIP file that depends on its content alone."""

import hashlib
import io
import os
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sandbox.rehearsal.errors import RehearsalError

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that ZIP knows
_NOT_SOURCE = ".git"


@dataclass(frozen=True)
class Archive:
    """A packed folder."""

    content: bytes
    """The ZIP file."""
    revision: str
    """40 hex digits that stand for the commit."""


def pack(directory: Path) -> Archive:
    """Packs a folder the way a checkout reaches CodePipeline.

    It holds everything but `.git`, sorted by name, without times and owners: the same files always give the same bytes.
    The only permission kept is "executable", as in git. A link to a file in the folder is stored as that file. Raises
    RehearsalError for a path that is not a folder, for an empty folder and for a link that leads out of it.
    """
    if not directory.is_dir():
        raise RehearsalError(f"{directory} is not a folder; give the folder that the repository's checkout would be")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in _files(directory):
            name = file.relative_to(directory).as_posix()
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            executable = file.stat().st_mode & stat.S_IXUSR
            entry.external_attr = (stat.S_IFREG | (0o755 if executable else 0o644)) << 16
            archive.writestr(entry, file.read_bytes())
        if not archive.namelist():
            raise RehearsalError(f"{directory} holds no file to publish")
    content = buffer.getvalue()
    # CodePipeline and CodeBuild expect a commit id here; nothing relies on its strength.
    return Archive(content, hashlib.sha1(content, usedforsecurity=False).hexdigest())


def unpack(content: bytes, directory: Path) -> None:
    """Writes the files of a ZIP file made by `pack` under `directory`."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for entry in archive.infolist():
            Path(archive.extract(entry, directory)).chmod(entry.external_attr >> 16)


def _files(directory: Path) -> Iterator[Path]:
    root = directory.resolve()
    for folder, folders, files in os.walk(directory):
        folders[:] = sorted(name for name in folders if name != _NOT_SOURCE)
        for name in sorted({*files, *(name for name in folders if (Path(folder) / name).is_symlink())}):
            file = Path(folder) / name
            if name == _NOT_SOURCE:  # a worktree's or a submodule's is a file
                continue
            if not file.is_file() or not file.resolve().is_relative_to(root):
                raise RehearsalError(f"{file} is not a file inside {directory}; replace the link with the file")
            yield file
