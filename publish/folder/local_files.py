"""Reads the files of a site: which files of a folder are published, under which keys and with which content.

- A symbolic link to a file of the site is published as that file. Any other link is rejected: to a file outside of the
  folder, to a dot-file, to a folder, to a missing file.
- Files and folders whose name begins with a dot are left out, except the folder `.well-known` at the top (RFC 8615).
- A name is published in Unicode's composed form (NFC), in which links on pages are typed.
- A name of more than 1,024 bytes, with a control character or not in UTF-8 is rejected, because S3 would not store it.
- A file of more than 5 GiB is rejected, because S3 could not copy it.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
"""

import codecs
import hashlib
import os
import stat
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from publish.errors import InputError
from publish.folder.cache_rules import Rules
from publish.folder.content_types import media_type, takes_charset
from publish.release.manifest import Content

LONGEST_KEY_BYTES = 1024
LARGEST_FILE_BYTES = 5 * 1024**3

_PUBLISHED_DOT_FOLDER = ".well-known"
_CHUNK_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A file to publish."""

    path: Path
    size: int
    """In bytes."""
    body: bytes | None = None
    """The content of a file that publishing makes. Default: none, it is that of `path`."""


def find_files(directory: Path, prefix: str) -> dict[str, LocalFile]:
    """Key -> file for every file in `directory` that is published.

    prefix: the beginning of the keys in the bucket. It counts towards their length and is not part of the result.
    Raises InputError for a folder that is missing or has no page, and for the first file that is rejected.
    """
    root = directory.resolve()
    if not root.is_dir():
        raise InputError(f"{directory} is not a folder: name the folder that holds the built site")
    files: dict[str, LocalFile] = {}
    try:
        found = list(_walk(root, root))
    except OSError as error:
        raise InputError(f"{error.filename} cannot be read: {error.strerror}") from error
    for path, size in found:
        key = _key(path.relative_to(root).as_posix(), prefix)
        if key in files:
            raise InputError(f"{path}: another file has the same name {key!r} in Unicode's composed form; rename one")
        files[key] = LocalFile(path, size)
    if not any(key.endswith(".html") for key in files):
        raise InputError(f"{directory} holds no .html file: a build that made no page must not empty the site")
    return files


def read_contents(files: Mapping[str, LocalFile], rules: Rules) -> dict[str, Content]:
    """Key -> content of each file. Reads every file once."""
    return {key: _read(key, file, rules) for key, file in files.items()}


def _walk(folder: Path, root: Path) -> Iterator[tuple[Path, int]]:
    """The files below `folder` that are published, in a stable order, with their sizes."""
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        path = Path(entry.path)
        if _is_hidden(path, root):
            continue
        if entry.is_symlink():
            _check_link(path, root)
        if entry.is_dir():
            yield from _walk(path, root)
            continue
        status = entry.stat()
        if not stat.S_ISREG(status.st_mode):
            raise InputError(f"{path} is neither a file nor a folder: remove it from the site")
        if status.st_size > LARGEST_FILE_BYTES:
            raise InputError(
                f"{path} has {status.st_size} bytes; S3 copies no more than {LARGEST_FILE_BYTES} at once: split it"
            )
        yield path, status.st_size


def _is_hidden(path: Path, root: Path) -> bool:
    parts = path.relative_to(root).parts
    shown = parts[1:] if parts[0] == _PUBLISHED_DOT_FOLDER else parts
    return any(part.startswith(".") for part in shown)


def _check_link(path: Path, root: Path) -> None:
    target = path.resolve()
    if not target.is_relative_to(root):
        raise InputError(f"{path} links to {target}, which is outside of {root}: put a copy there instead")
    if not target.is_file() or _is_hidden(target, root):
        raise InputError(f"{path} links to {target}: a link must lead to a file that is published itself")


def _key(relative: str, prefix: str) -> str:
    """The key of a relative path. Raises InputError for a key that S3 does not accept."""
    key = unicodedata.normalize("NFC", relative)
    try:
        length = len(f"{prefix}{key}".encode())
    except UnicodeEncodeError as error:
        raise InputError(f"{relative!r}: the name is not UTF-8; rename the file") from error
    if length > LONGEST_KEY_BYTES:
        raise InputError(f"{key!r}: the key has {length} bytes, S3 accepts {LONGEST_KEY_BYTES}; shorten the name")
    if any(unicodedata.category(character) == "Cc" for character in key):
        raise InputError(f"{key!r}: the name holds a control character; rename the file")
    return key


def _read(key: str, file: LocalFile, rules: Rules) -> Content:
    """Hashes a file, and declares a text as UTF-8 only if it is: the header would override the page's own charset."""
    media = media_type(key, rules.content_types)
    digest, size = hashlib.sha256(), 0
    decoder = codecs.getincrementaldecoder("utf-8")() if takes_charset(media) else None
    try:
        with file.path.open("rb") as content:
            while chunk := content.read(_CHUNK_BYTES):
                size += len(chunk)
                digest.update(chunk)
                decoder = _still_utf8(decoder, chunk)
    except OSError as error:
        raise InputError(f"{file.path} cannot be read: {error.strerror}") from error
    charset = "; charset=utf-8" if _still_utf8(decoder, b"", final=True) else ""
    return Content(digest.hexdigest(), size, f"{media}{charset}", rules.cache_control(key))


def _still_utf8(
    decoder: codecs.IncrementalDecoder | None, chunk: bytes, *, final: bool = False
) -> codecs.IncrementalDecoder | None:
    """The decoder, or None after a chunk that is not UTF-8."""
    try:
        if decoder:
            decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return None
    return decoder
