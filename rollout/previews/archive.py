"""Takes a built site out of an archive that a stranger made.

Only plain files come out, only below the folder that they are meant for, and only as many and as large as a site has.
The names in an archive are text of the pull request: messages show them quoted.
"""

import shutil
import stat
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from rollout.previews.task import RULES, SITE

_CHUNK_BYTES = 64 * 1024
_SHOWN = 100


class ArchiveError(RuntimeError):
    """The archive is not a built site, or more than a site. The message names the entry and the rule."""


@dataclass(frozen=True)
class Limits:
    """The most that an archive may be."""

    packed_bytes: int = 256 * 1024**2
    """Of the archive itself."""
    bytes: int = 1024**3
    """Of all files together."""
    files: int = 20_000
    name_bytes: int = 900
    """Of a path: S3 takes 1,024 with the folder of the preview."""


def unpack(archive: Path, folder: Path, limits: Limits | None = None) -> int:
    """Writes the folder `site/` and the file publish.toml of an archive into `folder`, which it empties first.

    Returns the number of files. Raises ArchiveError, and leaves nothing, if any entry breaks a rule.
    """
    limits = limits or Limits()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        if archive.stat().st_size > limits.packed_bytes:
            raise ArchiveError(f"the archive has more than {limits.packed_bytes} bytes")
        with zipfile.ZipFile(archive) as found:
            entries = [entry for entry in found.infolist() if not entry.is_dir()]
            _validate(found.infolist(), limits)
            room = limits.bytes
            for entry in entries:
                room -= _write(found, entry, folder, room)
    except ArchiveError:
        shutil.rmtree(folder)
        raise
    # What zipfile raises of a damaged archive, of an encrypted entry (RuntimeError), of a compression that it does not
    # know (NotImplementedError) and of a name that no file can have (ValueError, OSError).
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        shutil.rmtree(folder)
        raise ArchiveError(f"the archive cannot be read: {type(error).__name__}") from None
    return len(entries)


def _validate(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    """Judges what the archive says of itself before anything is written."""
    if len(entries) > limits.files:
        raise ArchiveError(f"the archive has {len(entries)} entries, and may have {limits.files}")
    if sum(entry.file_size for entry in entries) > limits.bytes:
        raise ArchiveError(f"the files of the archive have more than {limits.bytes} bytes together")
    files, folders = set[str](), set[str]()
    for entry in entries:
        if problem := _problem(entry, limits):
            raise ArchiveError(f"entry {_shown(entry.orig_filename)}: {problem}")
        parts = entry.filename.rstrip("/").split("/")
        folders.update("/".join(parts[:end]) for end in range(1, len(parts)))
        name = "/".join(parts)
        if entry.is_dir():
            folders.add(name)
        elif name in files:
            raise ArchiveError(f"entry {_shown(name)}: it is there twice")
        else:
            files.add(name)
    if both := sorted(files & folders):
        raise ArchiveError(f"entry {_shown(both[0])}: it is a file and a folder")


def _problem(entry: zipfile.ZipInfo, limits: Limits) -> str | None:
    name = entry.orig_filename
    parts = name.rstrip("/").split("/")
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if not name.isprintable() or "\\" in name:
        return "its name has a backslash or a character that is not printed"
    if name.startswith("/") or any(part in ("", ".", "..") for part in parts):
        return "its path is absolute, or has a part that is empty, '.' or '..'"
    if len(name.encode()) > limits.name_bytes:
        return f"its path has more than {limits.name_bytes} bytes"
    if kind not in (0, stat.S_IFDIR if entry.is_dir() else stat.S_IFREG):
        return "it is neither a file nor a folder"
    if entry.flag_bits & 1:
        return "it is encrypted"
    if parts[0] != SITE and name != RULES:
        return f"it is neither in the folder {SITE} nor the file {RULES}"
    return None


def _shown(name: str) -> str:
    """A name for a log, in which it can be no command to the runner.

    GitHub: https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
    """
    return ascii(name[:_SHOWN]).replace("::", ": :").replace("##[", "## [")


def _write(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, folder: Path, room: int) -> int:
    """Writes one file, and counts what really comes out: an archive may say less."""
    target, written = folder / entry.filename, 0
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(entry) as source, target.open("xb") as file:
        while chunk := source.read(_CHUNK_BYTES):
            written += len(chunk)
            if written > room:
                raise ArchiveError("the files of the archive have more bytes than it says")
            file.write(chunk)
    return written
