"""The Cache-Control header of each file, and which files are pages.

A small TOML file can add rules: `publish.toml` beside the site's folder, or the file given with --rules:

    [[cache]]                                   # the first entry that matches wins; entries precede the defaults
    files = "assets/*"                          # a shell pattern for the path; * also matches "/"
    cache_control = "public, max-age=31536000, immutable"

    [content_types]
    ".glb" = "model/gltf-binary"

Defaults: a file with a fingerprint in its name is cached for a year. Pages, feeds and the files that a browser installs
are revalidated at each request. Browsers cache any other file for an hour, and CloudFront until it is invalidated.
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Expiration.html
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import Any, cast

from publish.errors import InputError

RULES_FILE = "publish.toml"
"""The name of the rules file beside the site's folder."""

_HEX = re.compile(r"(?=[0-9a-f]*[a-f])(?=[0-9a-f]*[0-9])[0-9a-f]{8,64}")
_EIGHT = re.compile(r"(?=.*[a-z])(?=.*[A-Z])(?=.*[0-9])[A-Za-z0-9_]{8}|(?=.*[A-Z])(?=.*[2-7])[A-Z2-7]{8}")
_WORD_AND_NUMBER = re.compile(r"[A-Z]*[a-z]*[0-9]+")
_PAGE_SUFFIXES = {".atom", ".htm", ".html", ".rss", ".webmanifest", ".xhtml", ".xml"}
_PAGE_NAMES = {"service-worker.js", "sw.js"}


class Kind(Enum):
    """The kind of a file; the value is its default Cache-Control."""

    FINGERPRINTED = "public, max-age=31536000, immutable"
    """A file whose name changes with its content."""
    PAGE = "no-cache"
    """A file that refers to others: a page, a feed, a web application's manifest, a service worker."""
    OTHER = "public, max-age=3600, s-maxage=31536000"


def kind_of(key: str) -> Kind:
    """The kind of a file, from its name.

    A fingerprint is a part of the name, between dots or hyphens, of 8 to 64 hexadecimal digits, or of 8 characters as
    Vite and esbuild write them. It must hold letters and digits, so that neither a word nor a date counts as one.
    """
    path = PurePosixPath(key)
    if path.suffix.lower() in _PAGE_SUFFIXES or path.name in _PAGE_NAMES:
        return Kind.PAGE
    parts = re.split(r"[.-]", path.name)[:-1]
    return Kind.FINGERPRINTED if any(_is_fingerprint(part) for part in parts) else Kind.OTHER


@dataclass(frozen=True)
class Rules:
    """The rules that a rules file adds to the defaults."""

    cache: tuple[tuple[str, str], ...] = ()
    """Pairs of shell pattern and Cache-Control, in order."""
    content_types: Mapping[str, str] = field(default_factory=dict[str, str])
    """Suffix with its dot, in lower case -> Content-Type."""

    def cache_control(self, key: str) -> str:
        """The Cache-Control header of a file."""
        return next((value for pattern, value in self.cache if fnmatchcase(key, pattern)), kind_of(key).value)


def load_rules(file: Path | None, directory: Path) -> Rules:
    """The rules in `file`, or in publish.toml beside `directory`, or the defaults if there is no such file.

    Raises InputError for a file that cannot be read or is not in the format above.
    """
    path = file or directory.resolve().parent / RULES_FILE
    if file is None and not path.is_file():
        return Rules()
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"rules {path}: {error}") from error
    return _validated(found, path)


def _validated(found: dict[str, Any], path: Path) -> Rules:
    if unknown := sorted(found.keys() - {"cache", "content_types"}):
        raise InputError(f"rules {path}: {unknown[0]!r} is an unknown key; write [[cache]] or [content_types]")
    entries, types = found.get("cache", []), found.get("content_types", {})
    if not isinstance(entries, list) or not isinstance(types, dict):
        raise InputError(f"rules {path}: cache must be a list of tables ([[cache]]), and content_types one table")
    cache: list[tuple[str, str]] = []
    for position, entry in enumerate(cast("list[Any]", entries), start=1):
        if not isinstance(entry, dict) or cast("dict[str, Any]", entry).keys() != {"files", "cache_control"}:
            raise InputError(f"rules {path}: cache entry {position} must have files and cache_control, got {entry!r}")
        values = cast("dict[str, Any]", entry)
        cache.append(
            (_text(values["files"], "files", path), _text(values["cache_control"], "cache_control", path)),
        )
    content_types: dict[str, str] = {}
    for suffix, media in cast("dict[str, Any]", types).items():
        if not suffix.startswith(".") or "/" not in _text(media, suffix, path):
            raise InputError(
                f"rules {path}: content_types must map a suffix such as '.glb' to a type such as 'model/gltf-binary', "
                f"got {suffix!r} = {media!r}"
            )
        content_types[suffix.lower()] = media
    return Rules(tuple(cache), content_types)


def _text(value: Any, key: str, path: Path) -> str:
    """Validates the value of a header: S3 accepts only printable ASCII."""
    if not isinstance(value, str) or not value or not value.isascii() or not value.isprintable():
        raise InputError(f"rules {path}: {key} must be one line of printable ASCII, got {value!r}")
    return value


def _is_fingerprint(part: str) -> bool:
    return bool(_HEX.fullmatch(part) or (_EIGHT.fullmatch(part) and not _WORD_AND_NUMBER.fullmatch(part)))
