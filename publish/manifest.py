"""A release, written down: which version of which object it consists of, and where it comes from.

A manifest is one JSON object in the bucket:

    format     1
    release    number, id, time, commit, who, files, bytes, restores
    kept       the same of the releases before it that can still be restored, newest first
    files      key -> sha256, size, content_type, cache_control, etag, version_id
    retired    key of an object that is no longer part of the site -> number of the first release without it; also of
               those that are deleted right after the manifest is written
    paths      what was invalidated for it
    csp        the Content-Security-Policy that its pages were checked against, or null
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

TIME_FORMAT = "%Y-%m-%dT%H:%M:%SZ"
"""How a release's time is written, in UTC."""

_FORMAT = 1


class ManifestError(ValueError):
    """The text is no manifest."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a viewer gets for a key. Two objects with equal Content are the same to everybody."""

    sha256: str
    """In hexadecimal."""
    size: int
    """In bytes."""
    content_type: str
    cache_control: str


@dataclass(frozen=True, slots=True)
class Record:
    """One version of an object in the bucket, and what is in it."""

    content: Content
    etag: str
    version_id: str


@dataclass(frozen=True)
class Release:
    """Where a release comes from."""

    number: int
    """1 for the first; one more for each that follows."""
    id: str
    time: str
    """In UTC, as 2026-11-24T13:16:00Z."""
    commit: str
    """Of the site's repository; "unknown" outside of one."""
    who: str
    """ARN of the caller; "unknown" if AWS does not say."""
    files: int
    bytes: int
    restores: str | None = None
    """Id of the release that it brought back. None for one that was uploaded."""

    @property
    def made_at(self) -> datetime:
        """Its time."""
        return datetime.strptime(self.time, TIME_FORMAT).replace(tzinfo=UTC)


@dataclass(frozen=True)
class Manifest:
    """A release and everything it takes to bring it back."""

    release: Release
    files: Mapping[str, Record]
    kept: tuple[Release, ...] = ()
    retired: Mapping[str, int] = field(default_factory=dict[str, int])
    paths: tuple[str, ...] = ()
    csp: str | None = None

    def find(self, release_id: str) -> Release | None:
        """This release or one of those before it that are kept. None for any other."""
        return next((each for each in (self.release, *self.kept) if each.id == release_id), None)

    def to_json(self) -> bytes:
        """The manifest as it lies in the bucket."""
        return json.dumps(
            {
                "format": _FORMAT,
                "release": asdict(self.release),
                "kept": [asdict(release) for release in self.kept],
                "files": {key: _values(record) for key, record in self.files.items()},
                "retired": dict(self.retired),
                "paths": list(self.paths),
                "csp": self.csp,
            },
            separators=(",", ":"),
            ensure_ascii=False,
        ).encode()


def from_json(text: bytes) -> Manifest:
    """The manifest that `Manifest.to_json` wrote. Raises ManifestError for anything else."""
    try:
        found = json.loads(text)
        if found["format"] == _FORMAT:
            return Manifest(
                release=_release(found["release"]),
                kept=tuple(_release(values) for values in found["kept"]),
                files={key: _record(values) for key, values in found["files"].items()},
                retired={key: int(number) for key, number in found["retired"].items()},
                paths=tuple(found["paths"]),
                csp=found["csp"],
            )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ManifestError(f"not a manifest: {type(error).__name__} {error}") from error
    raise ManifestError(f"format {found['format']!r}, this version of the tool reads {_FORMAT}")


def _release(values: Mapping[str, Any]) -> Release:
    release = Release(**values)
    datetime.strptime(release.time, TIME_FORMAT)
    return release


def _values(record: Record) -> dict[str, Any]:
    content = record.content
    return {
        "sha256": content.sha256,
        "size": content.size,
        "content_type": content.content_type,
        "cache_control": content.cache_control,
        "etag": record.etag,
        "version_id": record.version_id,
    }


def _record(values: Mapping[str, Any]) -> Record:
    content = Content(values["sha256"], values["size"], values["content_type"], values["cache_control"])
    return Record(content, values["etag"], values["version_id"])
