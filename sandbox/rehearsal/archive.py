"""Packs the source artifact: the files of a folder as one ZIP file that depends on their names and content alone."""

import hashlib
import io
import os
import stat
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sandbox.rehearsal.errors import RehearsalError

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that ZIP knows
_EXECUTABLE = stat.S_IFREG | 0o755
_PLAIN = stat.S_IFREG | 0o644


@dataclass(frozen=True)
class Entry:
    """A file of an archive."""

    name: str
    """Its path in the archive, with slashes."""
    content: bytes
    executable: bool
    """The only permission that is kept, as in git."""

    @classmethod
    def of_file(cls, name: str, file: Path) -> "Entry":
        """An entry with the content of a file, which may be a link."""
        return cls(name, file.read_bytes(), bool(file.stat().st_mode & stat.S_IXUSR))

    @classmethod
    def of_link(cls, name: str, link: Path) -> "Entry":
        """An entry for a link as a source action of CodePipeline stores it: a text file that holds the link's target.

        https://github.com/aws/aws-cdk/pull/14520
        """
        return cls(name, os.fsencode(link.readlink()), executable=True)


@dataclass(frozen=True)
class Archive:
    """A packed folder."""

    content: bytes
    """The ZIP file."""
    revision: str
    """40 hex digits that stand for the commit."""


def pack(entries: Iterable[Entry]) -> Archive:
    """Packs entries, without times and owners: the same entries always give the same bytes.

    Raises RehearsalError for a name that is not UTF-8.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in entries:
            info = zipfile.ZipInfo(_readable(entry.name), _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = (_EXECUTABLE if entry.executable else _PLAIN) << 16
            archive.writestr(info, entry.content)
    content = buffer.getvalue()
    # CodePipeline and CodeBuild expect a commit id here; nothing relies on its strength.
    return Archive(content, hashlib.sha1(content, usedforsecurity=False).hexdigest())


def unpack(content: bytes, directory: Path) -> None:
    """Writes the files of a ZIP file made by `pack` under `directory`."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for entry in archive.infolist():
            Path(archive.extract(entry, directory)).chmod(entry.external_attr >> 16)


def shown(path: str | Path) -> str:
    """Returns a path for a message. What is not UTF-8 in it appears as \\xNN."""
    return os.fsencode(path).decode("utf-8", errors="backslashreplace")


def _readable(name: str) -> str:
    try:
        name.encode()
    except UnicodeEncodeError:
        raise RehearsalError(f"{shown(name)}: the name is not UTF-8, and S3 takes no other; rename the file") from None
    return name
