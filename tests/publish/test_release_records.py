"""What is written down of a release: its manifest, its id, and how long its versions are kept."""

import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from publish.errors import InputError
from publish.options import KEEP_RELEASES, MOST_RELEASES
from publish.release.manifest import Content, Manifest, ManifestError, ObjectVersion, Release, from_json
from publish.release.release_id import find_commit, identify
from publish.retention import noncurrent_versions_to_spare

RELEASE = Release(7, "r7", "2999-12-31T23:59:58Z", "abc", "arn:aws:iam::123456789012:role/build", 1, 4, "r5")
MANIFEST = Manifest(
    RELEASE,
    {"ü b.html": ObjectVersion(Content("00ff", 4, "text/html; charset=utf-8", "no-cache"), '"etag"', "version")},
    (Release(6, "r6", "2026-11-24T12:00:00Z", "abc", "unknown", 1, 4),),
    {"old.css": 5},
    ("/%C3%BC%20b.html",),
    "default-src 'self'",
)
CONTENTS = {"index.html": Content("00ff", 4, "text/html", "no-cache")}


def test_a_manifest_comes_back_as_it_was_written() -> None:
    assert from_json(MANIFEST.to_json()) == MANIFEST


@pytest.mark.parametrize("part", ["release", "kept", "files", "retired", "paths", "csp", "format"])
def test_a_manifest_without_one_of_its_parts_is_none(part: str) -> None:
    values = json.loads(MANIFEST.to_json())
    del values[part]
    with pytest.raises(ManifestError):
        from_json(json.dumps(values).encode())


def test_a_manifest_of_a_later_format_is_not_guessed_at() -> None:
    with pytest.raises(ManifestError, match="format 2, this version of the tool reads format 1"):
        from_json(MANIFEST.to_json().replace(b'"format":1', b'"format":2'))


def test_a_release_without_a_proper_time_is_none() -> None:
    with pytest.raises(ManifestError, match="yesterday"):
        from_json(MANIFEST.to_json().replace(b"2999-12-31T23:59:58Z", b"yesterday"))


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


def test_lifecycle_spares_what_kept_releases_name_and_s3_can_be_told_so() -> None:
    assert noncurrent_versions_to_spare(KEEP_RELEASES) == 20
    assert noncurrent_versions_to_spare(MOST_RELEASES) == 100
    for beyond in (0, MOST_RELEASES + 1):
        with pytest.raises(ValueError, match=f"from 1 to 45, got {beyond}"):
            noncurrent_versions_to_spare(beyond)
