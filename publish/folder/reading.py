"""Reads the files of a site, each once: content, type, encoding, kind and headers of every file.

A text is declared as UTF-8 only if it is: the header would override the page's own charset. A file that changes while
it is read is an error, because a release records what it stores.
"""

import codecs
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from sys import intern
from typing import Any

from publish.errors import InputError
from publish.folder.answer_headers import metadata_bytes
from publish.folder.content_types import HEAD_BYTES, media_type, takes_charset
from publish.folder.encodings import encoding_of
from publish.folder.fingerprints import ALGORITHMS, NO_BUNDLES, Bundles, is_bundled, may_be_named_by_content
from publish.folder.kinds import is_page, kind_of
from publish.folder.local_file import LocalFile
from publish.folder.never_published import holds_a_private_key
from publish.folder.rules import NO_SETTINGS, FileSettings
from publish.release.manifest import LARGEST_METADATA_BYTES, Content

_CHUNK_BYTES = 1024 * 1024
_CHARSET = "; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Read:
    """What one file holds."""

    head: bytes
    """The beginning of the file, up to 1 MiB."""
    size: int
    sha256: str
    """In hexadecimal."""
    is_text: bool
    """Whether all of it is text in UTF-8, without a NUL."""
    digests: Mapping[str, bytes] | None
    """Algorithm -> digest, for a file whose name may hold one."""


def read_file(key: str, file: LocalFile, *, with_digests: bool = False) -> Read:
    """Reads a file once.

    with_digests: whether to compute the digests that could prove its name.
    Raises InputError if the file cannot be read, or if its size differs from the one that was found.
    """
    sha256 = hashlib.sha256()
    others: dict[str, Any] = {
        name: hashlib.new(name, usedforsecurity=False) for name in ALGORITHMS if with_digests and name != "sha256"
    }
    text = _Text()
    head, size = b"", 0
    try:
        with file.open() as content:
            while chunk := content.read(_CHUNK_BYTES):
                head = head or chunk
                size += len(chunk)
                sha256.update(chunk)
                text.add(chunk)
                for other in others.values():
                    other.update(chunk)
    except OSError as error:
        raise InputError(
            f"{file.path} cannot be read: {error.strerror}. If the build is still writing, publish when it has ended"
        ) from error
    if size != file.size:
        raise InputError(
            f"{file.path} changed while it was read: {file.size} bytes were found and {size} read. Publish when the "
            "build has ended"
        )
    digests = {name: other.digest() for name, other in others.items()} | {"sha256": sha256.digest()}
    return Read(head, file.size, sha256.hexdigest(), text.ends_well(), digests if with_digests else None)


def needs_digests(key: str, bundles: Bundles) -> bool:
    """Whether the digests of a file could prove its name, where nothing else does."""
    return may_be_named_by_content(key) and not is_page(key) and not is_bundled(key, bundles)


def content_of(key: str, found: Read, bundles: Bundles = NO_BUNDLES, settings: FileSettings = NO_SETTINGS) -> Content:
    """The content and headers of a file. Raises InputError for more headers than S3 stores."""
    media = settings.content_type or media_type(key, found.head[:HEAD_BYTES], is_text=found.is_text)
    encoding = settings.content_encoding
    if encoding is None:
        encoding = encoding_of(key, found.head[:HEAD_BYTES])
    charset = _CHARSET if takes_charset(media) and found.is_text else ""
    cache_control = settings.cache_control or kind_of(key, bundles, found.digests).value
    headers = tuple(sorted(settings.headers.items()))
    if (taken := metadata_bytes(settings.headers)) > LARGEST_METADATA_BYTES:
        raise InputError(
            f"{key}: its further headers have {taken} bytes of names and values, S3 stores {LARGEST_METADATA_BYTES}; "
            "shorten or remove some in publish.toml or _headers"
        )
    return Content(
        found.sha256, found.size, intern(f"{media}{charset}"), intern(cache_control), intern(encoding), headers=headers
    )


def has_private_key(key: str, found: Read) -> bool:
    """Whether the file is left out for the private key in it."""
    return holds_a_private_key(key.rpartition("/")[2], found.head)


class _Text:
    """Whether the chunks of a file are text in UTF-8."""

    def __init__(self) -> None:
        self._decoder: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")()

    def add(self, chunk: bytes, *, final: bool = False) -> None:
        if self._decoder is None:
            return
        try:
            self._decoder.decode(chunk, final)
        except UnicodeDecodeError:
            self._decoder = None
        if b"\0" in chunk:
            self._decoder = None

    def ends_well(self) -> bool:
        self.add(b"", final=True)
        return self._decoder is not None
