"""What is printed."""

import pytest

from publish.release.make_release import ReleaseResult
from publish.release.manifest import Manifest, Release
from publish.report import as_json, size, summary


def manifest(restores: str | None = None) -> Manifest:
    return Manifest(Release(2, "r2", "2026-11-24T12:00:00Z", "0123456789abcdef", "who", 1, 1234, restores), {})


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (1_250_000, "1.2 MB"), (5 * 10**15, "5000.0 TB")]
)
def test_sizes_are_said_in_words(count: int, text: str) -> None:
    assert size(count) == text


@pytest.mark.parametrize(
    ("result", "is_dry_run", "text"),
    [
        (
            ReleaseResult(manifest(), True, None, ("a", "b"), ("c",), invalidated=("/a",)),
            False,
            "release r2 (commit 0123456789ab): 2 uploaded, 1 deleted, 1 invalidated; 1 file, 1.2 kB, 0.2 s",
        ),
        (
            ReleaseResult(manifest("r1"), True, None, ("a",)),
            False,
            "release r2 (restores r1): 1 copied, 0 deleted, 0 invalidated; 1 file, 1.2 kB, 0.2 s",
        ),
        (
            ReleaseResult(manifest(), True, None, ("a",)),
            True,
            "dry run, would make release r2 (commit 0123456789ab): 1 uploaded, 0 deleted, 0 invalidated; "
            "1 file, 1.2 kB, 0.2 s",
        ),
        (ReleaseResult(manifest(), False), False, "unchanged: release r2 is current (1 file, 1.2 kB), 0.2 s"),
    ],
)
def test_a_run_is_one_line(result: ReleaseResult, is_dry_run: bool, text: str) -> None:
    assert summary(result, 0.2, is_dry_run=is_dry_run) == text


def test_a_rollback_uploads_nothing_in_json_either() -> None:
    assert as_json(ReleaseResult(manifest("r1"), True, None, ("a",), ("c",), invalidated=("/a",))) == {
        "release": "r2",
        "restores": "r1",
        "changed": True,
        "uploaded": 0,
        "copied": 1,
        "deleted": 1,
        "strangers": [],
        "invalidated": ["/a"],
    }
