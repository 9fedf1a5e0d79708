"""The record of a release: the object versions that it consists of, and its origin.

A manifest is one JSON object in the bucket. Each file has a line of its own, in the order of the keys, so that a
manifest of any size can be read and compared with another line by line:

    format     2
    release    number, id, time, commit, who, files, bytes, restores
    kept       the same fields of each earlier release that can still be restored, newest first
    retired    key of an object that is no longer part of the site, but stays for open pages -> number and time of the
               first release without it
    withdrawn  key that was taken down -> SHA-256 of the content that is not published again
    paths      the invalidated paths
    csp        the stack's Content-Security-Policy when the release was made, or null
    basis      a digest of what the policies of its pages rest on, or null
    files      key -> sha256, size, content_type, cache_control, etag, version_id, and where they are not the usual ones
               content_encoding, status, headers and derived

Format 1, of version 0.2 and earlier, has neither `withdrawn` nor `basis`, and in `retired` the number alone.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from sys import intern
from typing import Any

TIME_FORMAT = "%Y-%m-%dT%H:%M:%SZ"
"""How a release's time is written, in UTC."""

_FORMAT = 2
_FIRST_FORMAT = 1
_FILES = b',"files":{'
_OK = 200
_PAGES = {
    "application/atom+xml",
    "application/manifest+json",
    "application/rss+xml",
    "application/xhtml+xml",
    "application/xml",
    "text/html",
}
_SHORTEST_COMMIT = 7


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
    status: int = _OK
    """The status of the answer: 200, or that of a redirect, whose target is the header "location"."""
    headers: tuple[tuple[str, str], ...] = ()
    """Further headers of the answer, by lower-case name and sorted, such as the page's own "content-security-policy".
    S3 keeps them as metadata of the object, and the function on viewer responses puts them into the answer."""
    derived: bool = False
    """Whether publishing has added the object: a redirect, or a second key under which a file is found."""

    @property
    def metadata(self) -> dict[str, str]:
        """The object's user-defined metadata: the further headers, and a status other than 200 as "status"."""
        return {**dict(self.headers), **({} if self.status == _OK else {"status": str(self.status)})}

    def header(self, name: str) -> str | None:
        """The value of a further header. None if the file has no such header."""
        return next((value for found, value in self.headers if found == name), None)

    @property
    def media_type(self) -> str:
        """The type without its parameters, such as "text/html"."""
        return self.content_type.partition(";")[0]

    @property
    def is_page(self) -> bool:
        """Whether it refers to other files, which must be there before it."""
        return self.media_type in _PAGES

    @property
    def is_immutable(self) -> bool:
        """Whether browsers keep it without asking again, because its name changes with its content."""
        return "immutable" in self.cache_control


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
    """The number of the site's own files, without what publishing adds."""
    bytes: int
    restores: str | None = None
    """The id of the restored release. None for an uploaded release."""

    @property
    def made_at(self) -> datetime:
        """The time as a datetime."""
        return datetime.strptime(self.time, TIME_FORMAT).replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Retired:
    """The first release without a file that stays in the bucket."""

    number: int
    time: str
    """The time of that release, in TIME_FORMAT."""

    @property
    def since(self) -> datetime:
        """The time as a datetime."""
        return datetime.strptime(self.time, TIME_FORMAT).replace(tzinfo=UTC)


@dataclass(frozen=True)
class Manifest:
    """A release with everything that a restoration needs."""

    release: Release
    files: Mapping[str, ObjectVersion]
    kept: tuple[Release, ...] = ()
    retired: Mapping[str, Retired] = field(default_factory=dict[str, Retired])
    withdrawn: Mapping[str, str] = field(default_factory=dict[str, str])
    paths: tuple[str, ...] = ()
    csp: str | None = None
    basis: str | None = None

    def find(self, wanted: str) -> Release | None:
        """The newest release with this id, among this one and the kept ones, or else with this commit. None: none."""
        known = (self.release, *self.kept)
        by_commit = (each for each in known if len(wanted) >= _SHORTEST_COMMIT and each.commit.startswith(wanted))
        return next((each for each in known if each.id == wanted), next(by_commit, None))

    def lines(self) -> Iterator[bytes]:
        """The manifest as it is stored in the bucket, line by line."""
        head = {
            "format": _FORMAT,
            "release": asdict(self.release),
            "kept": [asdict(release) for release in self.kept],
            "retired": {key: asdict(since) for key, since in self.retired.items()},
            "withdrawn": dict(self.withdrawn),
            "paths": list(self.paths),
            "csp": self.csp,
            "basis": self.basis,
        }
        yield _json(head).removesuffix(b"}") + _FILES + b"\n"
        keys = sorted(self.files)
        for key in keys:
            end = b"\n" if key is keys[-1] else b",\n"
            yield _json(key) + b":" + _json(_values(self.files[key])) + end
        yield b"}}\n"


LARGEST_METADATA_BYTES = 2048 - len("sha256") - 64
"""The most that names and values of an object's further headers may take: S3 takes 2 KB, and an object that is uploaded
in parts needs room for its digest. https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html"""


def read_manifest(lines: Iterable[bytes]) -> Manifest:
    """The manifest that `Manifest.lines` or an earlier version wrote. Raises ManifestError for anything else."""
    rest = iter(lines)
    head = _head(rest)
    try:
        return Manifest(
            release=_release(head["release"]),
            kept=tuple(_release(values) for values in head["kept"]),
            files=dict(_files(head, rest)),
            retired=_retired(head),
            withdrawn=dict(head.get("withdrawn", {})),
            paths=tuple(head["paths"]),
            csp=head["csp"],
            basis=head.get("basis"),
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ManifestError(f"not a manifest: {type(error).__name__} {error}") from error


def read_files(lines: Iterable[bytes]) -> Iterator[tuple[str, ObjectVersion]]:
    """The keys and versions of a manifest in order, without the whole of it in memory. Raises ManifestError."""
    rest = iter(lines)
    head = _head(rest)
    try:
        yield from _files(head, rest)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ManifestError(f"not a manifest: {type(error).__name__} {error}") from error


def _head(lines: Iterator[bytes]) -> dict[str, Any]:
    """Everything but the files of a manifest whose files have lines of their own, else the whole manifest."""
    first = next(lines, b"").rstrip(b"\r\n")
    try:
        head = json.loads(first.removesuffix(_FILES) + b"}" if first.endswith(_FILES) else first)
        if head["format"] in (_FIRST_FORMAT, _FORMAT):
            return head
    except (KeyError, TypeError, ValueError) as error:
        raise ManifestError(f"not a manifest: {type(error).__name__} {error}") from error
    raise ManifestError(f"format {head['format']!r}, this version of the tool reads up to format {_FORMAT}")


def _files(head: Mapping[str, Any], lines: Iterator[bytes]) -> Iterator[tuple[str, ObjectVersion]]:
    if "files" in head:
        found = head["files"]
        yield from ((key, _version(found[key])) for key in sorted(found))
        return
    for line in lines:
        entry = line.strip()
        if entry == b"}}":
            return
        if entry:
            ((key, values),) = json.loads(b"{" + entry.removesuffix(b",") + b"}").items()
            yield key, _version(values)
    raise ValueError("it ends too early")


def _json(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def _release(values: Mapping[str, Any]) -> Release:
    release = Release(**values)
    datetime.strptime(release.time, TIME_FORMAT)
    return release


def _retired(head: Mapping[str, Any]) -> dict[str, Retired]:
    """Format 1 has no times: its files count as retired when that release was made."""
    time = head["release"]["time"]
    return {
        key: Retired(since, time) if isinstance(since, int) else Retired(**since)
        for key, since in head["retired"].items()
    }


def _values(version: ObjectVersion) -> dict[str, Any]:
    content = version.content
    unusual = {
        "content_encoding": content.content_encoding,
        "status": content.status if content.status != _OK else 0,
        "headers": dict(content.headers),
        "derived": content.derived,
    }
    return {
        "sha256": content.sha256,
        "size": content.size,
        "content_type": content.content_type,
        "cache_control": content.cache_control,
        "etag": version.etag,
        "version_id": version.version_id,
        **{name: value for name, value in unusual.items() if value},
    }


def _version(values: Mapping[str, Any]) -> ObjectVersion:
    content = Content(
        values["sha256"],
        values["size"],
        # The same few values in every file: one copy of each saves a third of the memory.
        intern(values["content_type"]),
        intern(values["cache_control"]),
        intern(values.get("content_encoding", "")),
        values.get("status", _OK),
        tuple(sorted(values.get("headers", {}).items())),
        values.get("derived", False),
    )
    return ObjectVersion(content, values["etag"], values["version_id"])
