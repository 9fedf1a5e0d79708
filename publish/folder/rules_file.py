"""Reads publish.toml, the rules of a site. It is never published.

    exclude = ["drafts/"]                       # not published; a folder, or any pattern as below
    publish = ["downloads/demo.sql"]            # published, although a default leaves it out
    keep = ["uploads/*"]                        # keys in the bucket that others put there: no release removes them
    remove_most = true                          # a publication may remove most of the site

    [[files]]
    files = "downloads/*"                       # a shell pattern for the path; * also matches "/"
    cache_control = "public, max-age=600"
    content_type = "application/octet-stream"
    content_encoding = "gzip"                   # or "" for none
    headers = { Content-Disposition = "attachment" }

    [[cache]]                                   # the older form of an entry that sets cache_control alone
    files = "assets/*"
    cache_control = "public, max-age=31536000, immutable"

    [content_types]                             # by suffix, after the entries
    ".glb" = "model/gltf-binary"

The file lies beside the site's folder, or in it, if the folder is the repository itself.
"""

import re
import tomllib
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any, cast

from publish.errors import InputError
from publish.folder.answer_headers import problem_with
from publish.folder.rules import FileRule, Rules

RULES_FILE = "publish.toml"
"""The name of the rules file."""

_KEYS = ("cache", "content_types", "exclude", "files", "keep", "publish", "remove_most")
_ENTRY_KEYS = ("cache_control", "content_encoding", "content_type", "files", "headers")
_CACHE_KEYS = ("cache_control", "files")
_ENCODINGS = ("br", "deflate", "gzip", "zstd")
_MEDIA_TYPE = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+/[!#$%&'*+.^_`|~0-9A-Za-z-]+(?:\s*;\s*[\x20-\x7e]+)?")


def find_rules_file(directory: Path) -> Path | None:
    """The rules file of a site's folder. None if there is none.

    The one beside the folder counts, unless the folder is a repository of its own.
    """
    inside, beside = directory.resolve() / RULES_FILE, directory.resolve().parent / RULES_FILE
    first, second = (inside, beside) if (inside.parent / ".git").exists() else (beside, inside)
    return first if first.is_file() else second if second.is_file() else None


def load_rules(file: Path | None, directory: Path) -> Rules:
    """The rules in `file`, or in the rules file of `directory`, or the defaults if there is none.

    Raises InputError for a file that cannot be read or is not in the format above.
    """
    path = file or find_rules_file(directory)
    if path is None:
        return Rules()
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"rules {path}: {error}") from error
    return _Reader(path).rules(found)


class _Reader:
    """Validates the values of one file. Every error names the file and the place in it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def rules(self, found: dict[str, Any]) -> Rules:
        self._check_keys(found, _KEYS, "")
        remove_most = found.get("remove_most", False)
        if not isinstance(remove_most, bool):
            raise self._error("remove_most", f"must be true or false, got {remove_most!r}")
        return Rules(
            source=self._path.name,
            entries=(
                *self._entries(found, "files", _ENTRY_KEYS),
                *self._entries(found, "cache", _CACHE_KEYS),
                *self._content_types(found.get("content_types", {})),
            ),
            exclude=self._patterns(found, "exclude"),
            publish=self._patterns(found, "publish"),
            keep=self._patterns(found, "keep"),
            remove_most=remove_most,
        )

    def _entries(self, found: dict[str, Any], name: str, keys: tuple[str, ...]) -> Iterator[FileRule]:
        entries = found.get(name, [])
        if not isinstance(entries, list):
            raise self._error(name, f"must be a list of tables: write [[{name}]], got {entries!r}")
        for position, entry in enumerate(cast("list[Any]", entries), start=1):
            where = f"[[{name}]] entry {position}"
            if not isinstance(entry, dict):
                raise self._error(where, f"must be a table with files and what it sets, got {entry!r}")
            yield self._entry(cast("dict[str, Any]", entry), keys, where)

    def _entry(self, entry: dict[str, Any], keys: tuple[str, ...], where: str) -> FileRule:
        self._check_keys(entry, keys, f"{where}: ")
        if "files" not in entry or len(entry) == 1:
            needed = " or ".join(key for key in keys if key != "files")
            raise self._error(where, f"must have files and {needed}, got {entry!r}")
        return FileRule(
            files=self._pattern(entry["files"], f"{where}: files"),
            cache_control=self._text(entry.get("cache_control"), f"{where}: cache_control"),
            content_type=self._media_type(entry.get("content_type"), f"{where}: content_type"),
            content_encoding=self._encoding(entry.get("content_encoding"), f"{where}: content_encoding"),
            headers=self._headers(entry.get("headers", {}), f"{where}: headers"),
        )

    def _content_types(self, found: Any) -> Iterator[FileRule]:
        if not isinstance(found, dict):
            raise self._error("content_types", f"must be one table ([content_types]), got {found!r}")
        for suffix, media in cast("dict[str, Any]", found).items():
            where = f"[content_types] {suffix!r}"
            if not suffix.startswith(".") or "/" in suffix or suffix == ".":
                raise self._error(
                    where, f'must be a suffix such as ".glb"; for a whole name write [[files]] with files = "{suffix}"'
                )
            literal = "".join(f"[{character}]" if character in "*?[" else character for character in suffix.lower())
            yield FileRule(f"*{literal}", content_type=self._media_type(media, where), is_for_suffix=True)

    def _headers(self, found: Any, where: str) -> dict[str, str]:
        if not isinstance(found, dict):
            raise self._error(where, f'must be a table such as {{ X-Robots-Tag = "noindex" }}, got {found!r}')
        headers: dict[str, str] = {}
        for name, value in cast("dict[str, Any]", found).items():
            problem = problem_with(name, value) if isinstance(value, str) else f"its value must be text, got {value!r}"
            if problem:
                raise self._error(where, f"{name} cannot be sent: {problem}")
            headers[name.lower()] = value
        return headers

    def _patterns(self, found: dict[str, Any], name: str) -> tuple[str, ...]:
        values = found.get(name, [])
        if not isinstance(values, list):
            raise self._error(name, f'must be a list of patterns such as ["drafts/*"], got {values!r}')
        patterns = (self._pattern(value, name) for value in cast("list[Any]", values))
        return tuple(f"{pattern}*" if pattern.endswith("/") else pattern for pattern in patterns)

    def _pattern(self, value: Any, where: str) -> str:
        if not isinstance(value, str) or not value:
            raise self._error(where, f"must be a shell pattern for paths, got {value!r}")
        if value.startswith(("/", "./")):
            raise self._error(where, f"must be a path within the site: write {value.lstrip('./')!r}, not {value!r}")
        if where == "publish" and value.startswith(".") and not value.startswith(".well-known/"):
            raise self._error(where, f"cannot name {value!r}: a name with a leading dot is never published; rename it")
        return value

    def _text(self, value: Any, where: str) -> str | None:
        """Validates the value of a header: S3 accepts only printable ASCII."""
        if value is None:
            return None
        if not isinstance(value, str) or not value or not value.isascii() or not value.isprintable():
            raise self._error(where, f"must be one line of printable ASCII, got {value!r}")
        return value

    def _media_type(self, value: Any, where: str) -> str | None:
        if value is not None and not (isinstance(value, str) and _MEDIA_TYPE.fullmatch(value)):
            raise self._error(where, f'must be a media type such as "model/gltf-binary", got {value!r}')
        return value

    def _encoding(self, value: Any, where: str) -> str | None:
        if value in ("", "identity"):
            return ""
        if value is not None and value not in _ENCODINGS:
            raise self._error(where, f'must be one of {", ".join(_ENCODINGS)}, or "" for none, got {value!r}')
        return value

    def _check_keys(self, found: dict[str, Any], known: tuple[str, ...], where: str) -> None:
        for key in sorted(found.keys() - set(known)):
            near = get_close_matches(key, known, 1)
            hint = f"did you mean {near[0]}?" if near else f"the keys are {', '.join(known)}"
            raise InputError(f"rules {self._path}: {where}{key!r} is an unknown key; {hint}")

    def _error(self, where: str, problem: str) -> InputError:
        return InputError(f"rules {self._path}: {where} {problem}")
