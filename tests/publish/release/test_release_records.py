"""What is written down of a release: its manifest, its id, and how long its versions are kept."""

import json
import subprocess
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from publish.errors import InputError
from publish.options import KEEP_RELEASES, MOST_RELEASES
from publish.release.manifest import (
    Content,
    Manifest,
    ManifestError,
    ObjectVersion,
    Release,
    Retired,
    read_files,
    read_manifest,
)
from publish.release.release_id import find_commit, identify
from publish.retention import noncurrent_versions_to_spare

RELEASE = Release(7, "r7", "2999-12-31T23:59:58Z", "abc", "arn:aws:iam::123456789012:role/build", 1, 4, "r5")
MANIFEST = Manifest(
    RELEASE,
    {
        "ü b.html": ObjectVersion(Content("00ff", 4, "text/html; charset=utf-8", "no-cache"), '"etag"', "version"),
        "wasm": ObjectVersion(
            Content("00", 4, "application/wasm", "no-cache", "br", 302, (("location", "/a"), ("x-y", "ü"))), "e", "v"
        ),
        "wasm.html": ObjectVersion(Content("00", 4, "text/html", "no-cache", derived=True), "e", "v"),
    },
    (Release(6, "r6", "2026-11-24T12:00:00Z", "abc", "unknown", 1, 4),),
    {"old.css": Retired(5, "2026-11-24T12:00:00Z")},
    {"secret.pdf": "00ff"},
    ("/%C3%BC%20b.html",),
    "default-src 'self'",
)
FORMAT_1 = {
    "format": 1,
    "release": {**asdict(RELEASE)},
    "kept": [],
    "files": {
        "index.html": {
            "sha256": "00ff",
            "size": 4,
            "content_type": "text/html",
            "cache_control": "no-cache",
            "etag": "e",
            "version_id": "v",
        }
    },
    "retired": {"old.css": 5},
    "paths": ["/"],
    "csp": None,
}
CONTENTS = {"index.html": Content("00ff", 4, "text/html", "no-cache")}


def test_a_manifest_comes_back_as_it_was_written() -> None:
    assert read_manifest(MANIFEST.lines()) == MANIFEST
    assert dict(read_files(MANIFEST.lines())) == MANIFEST.files


def test_a_manifest_is_json_with_a_line_for_each_file() -> None:
    assert json.loads(written())["files"].keys() == MANIFEST.files.keys()
    assert len(list(MANIFEST.lines())) == len(MANIFEST.files) + 2
    empty = replace(MANIFEST, files={})
    assert read_manifest(b"".join(empty.lines()).splitlines(keepends=True)) == empty


def test_a_manifest_of_an_earlier_version_is_read() -> None:
    found = read_manifest([json.dumps(FORMAT_1).encode()])
    assert found.files == {"index.html": ObjectVersion(Content("00ff", 4, "text/html", "no-cache"), "e", "v")}
    assert found.retired == {"old.css": Retired(5, RELEASE.time)}
    assert found.withdrawn == {}


def written() -> bytes:
    return b"".join(MANIFEST.lines())


@pytest.mark.parametrize("part", ["release", "kept", "files", "retired", "paths", "csp", "format"])
@pytest.mark.parametrize("source", [FORMAT_1, json.loads(b"".join(MANIFEST.lines()))], ids=["format-1", "format-2"])
def test_a_manifest_without_one_of_its_parts_is_none(part: str, source: dict[str, Any]) -> None:
    values = {name: value for name, value in source.items() if name != part}
    with pytest.raises(ManifestError):
        read_manifest([json.dumps(values).encode()])


def test_a_manifest_that_ends_too_early_is_none() -> None:
    for end in range(len(list(MANIFEST.lines()))):
        with pytest.raises(ManifestError):
            read_manifest(list(MANIFEST.lines())[:end])


def test_a_manifest_of_a_later_format_is_not_guessed_at() -> None:
    with pytest.raises(ManifestError, match="format 3, this version of the tool reads up to format 2"):
        read_manifest([written().replace(b'"format":2', b'"format":3')])


def test_a_release_without_a_proper_time_is_none() -> None:
    with pytest.raises(ManifestError, match="yesterday"):
        read_manifest(written().replace(b"2999-12-31T23:59:58Z", b"yesterday").splitlines())


def test_ids_sort_by_time_even_if_the_clock_does_not_move() -> None:
    release_id, time = identify(None, "0123456789abcdef", CONTENTS, MANIFEST)
    assert (release_id, time) == ("29991231T235959Z-01234567", "2999-12-31T23:59:59Z")


def test_without_a_commit_the_id_tells_two_sites_apart() -> None:
    other = {"index.html": Content("ffff", 4, "text/html", "no-cache")}
    one, two = (identify(None, "unknown", contents, MANIFEST)[0] for contents in (CONTENTS, other))
    assert one != two
    assert one == identify(None, "unknown", CONTENTS, MANIFEST)[0]
    before = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    first = identify(None, "unknown", CONTENTS, None)[0].partition("-")[0]
    assert before <= first <= datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")


@pytest.mark.parametrize("asked", ["", "a b", "-x", "x" * 65, "a/b", "r7", "r6"])
def test_an_id_that_is_taken_or_no_word_is_refused(asked: str) -> None:
    with pytest.raises(InputError, match=f"--release {asked!r}"):
        identify(asked, "unknown", CONTENTS, MANIFEST)


def test_commit_is_the_builds_or_the_repositorys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CODEBUILD_RESOLVED_SOURCE_VERSION", raising=False)
    assert find_commit(tmp_path) == "unknown"
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.com"]
    for command in (["init", "-q"], ["commit", "-q", "--allow-empty", "-m", "x"]):
        subprocess.run(["git", "-C", str(tmp_path), *identity, *command], check=True)
    assert len(find_commit(tmp_path)) == 40
    monkeypatch.setenv("CODEBUILD_RESOLVED_SOURCE_VERSION", "abc")
    assert find_commit(tmp_path) == "abc"


def test_a_release_is_found_by_its_id_or_by_a_commit_that_is_long_enough() -> None:
    kept = tuple(replace(RELEASE, number=number, id=f"r{number}", commit=f"{number}" * 40) for number in (6, 5))
    manifest = replace(MANIFEST, kept=kept)
    assert manifest.find("r5") == kept[1]
    assert manifest.find("5555555") == kept[1]
    assert manifest.find("6" * 40) == kept[0]
    assert (manifest.find("666666"), manifest.find("r4")) == (None, None)


def test_lifecycle_spares_what_kept_releases_name_and_s3_can_be_told_so() -> None:
    assert noncurrent_versions_to_spare(KEEP_RELEASES) == 20
    assert noncurrent_versions_to_spare(MOST_RELEASES) == 100
    for beyond in (0, MOST_RELEASES + 1):
        with pytest.raises(ValueError, match=f"from 1 to 45, got {beyond}"):
            noncurrent_versions_to_spare(beyond)
