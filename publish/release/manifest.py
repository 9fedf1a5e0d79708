"""The record of a release: the object versions that it consists of, and its origin.

A manifest is one JSON object in the bucket:

    format     1
    release    number, id, time, commit, who, files, bytes, restores
    kept       the same fields of each earlier release that can still be restored, newest first
    files      key -> sha256, size, content_type, cache_control, etag, version_id
    retired    key of an object that is no longer part of the site -> number of the first release without it; includes
               the objects that are deleted right after the manifest is written
    paths      the invalidated paths
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
_OK = 200


class ManifestError(ValueError):
    """The text is not a manifest."""


@dataclass(frozen=True, slots=True)
class Content:
    """The content and headers of a file. Viewers cannot tell two objects with equal Content apart."""

    sha256: str
    """In hexadecimal."""
    size: int
    """In bytes."""
    content_type: str
    cache_control: str
    content_encoding: str = ""
    """Default: none."""
    status: int = 200
    """The status of the answer: 200, or that of a redirect, whose target is the header "location"."""
    headers: tuple[tuple[str, str], ...] = ()
    """Further headers of the answer, by lower-case name and sorted, such as the page's own "content-security-policy".
    S3 keeps them as metadata of the object, and the function on viewer responses puts them into the answer."""

    @property
    def metadata(self) -> dict[str, str]:
        """The object's user-defined metadata: the further headers, and a status other than 200 as "status"."""
        return {**dict(self.headers), **({} if self.status == _OK else {"status": str(self.status)})}

    def header(self, name: str) -> str | None:
        """The value of a further header. None if the file has no such header."""
        return next((value for found, value in self.headers if found == name), None)


@dataclass(frozen=True, slots=True)
class ObjectVersion:
    """One version of an object in the bucket, with its content."""

    content: Content
    etag: str
    version_id: str


@dataclass(frozen=True)
class Release:
    """The number, name and origin of a release."""

    number: int
    """1 for the first release, and one more for each later one."""
    id: str
    time: str
    """The time in UTC, such as 2026-11-24T13:16:00Z."""
    commit: str
    """The commit of the site's repository; "unknown" outside of a repository."""
    who: str
    """The ARN of the publisher; "unknown" if AWS did not answer."""
    files: int
    bytes: int
    restores: str | None = None
    """The id of the restored release. None for an uploaded release."""

    @property
    def made_at(self) -> datetime:
        """The time as a datetime."""
        return datetime.strptime(self.time, TIME_FORMAT).replace(tzinfo=UTC)


@dataclass(frozen=True)
class Manifest:
    """A release with everything that a restoration needs."""

    release: Release
    files: Mapping[str, ObjectVersion]
    kept: tuple[Release, ...] = ()
    retired: Mapping[str, int] = field(default_factory=dict[str, int])
    paths: tuple[str, ...] = ()
    csp: str | None = None

    def find(self, release_id: str) -> Release | None:
        """The release with this id, if it is this one or a kept one. None for any other id."""
        return next((each for each in (self.release, *self.kept) if each.id == release_id), None)

    def to_json(self) -> bytes:
        """The manifest as it is stored in the bucket."""
        return json.dumps(
            {
                "format": _FORMAT,
                "release": asdict(self.release),
                "kept": [asdict(release) for release in self.kept],
                "files": {key: _values(version) for key, version in self.files.items()},
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
                files={key: _version(values) for key, values in found["files"].items()},
                retired={key: int(number) for key, number in found["retired"].items()},
                paths=tuple(found["paths"]),
                csp=found["csp"],
            )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ManifestError(f"not a manifest: {type(error).__name__} {error}") from error
    raise ManifestError(f"format {found['format']!r}, this version of the tool reads format {_FORMAT}")


def _release(values: Mapping[str, Any]) -> Release:
    release = Release(**values)
    datetime.strptime(release.time, TIME_FORMAT)
    return release


def _values(version: ObjectVersion) -> dict[str, Any]:
    content = version.content
    return {
        "sha256": content.sha256,
        "size": content.size,
        "content_type": content.content_type,
        "cache_control": content.cache_control,
        "etag": version.etag,
        "version_id": version.version_id,
    }


def _version(values: Mapping[str, Any]) -> ObjectVersion:
    content = Content(values["sha256"], values["size"], values["content_type"], values["cache_control"])
    return ObjectVersion(content, values["etag"], values["version_id"])
