"""What is printed: one line for a release, a table of releases, a list of differences."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from publish.manifest import Manifest, Release
from publish.release import Outcome

_THOUSAND = 1000


def summary(outcome: Outcome, seconds: float, *, is_dry_run: bool) -> str:
    """One line about what has been done, or would be."""
    release = outcome.manifest.release
    files = f"{_count(release.files, 'file')}, {size(release.bytes)}"
    if not outcome.is_new:
        pending = f"; its invalidation was made up for ({len(outcome.invalidated)})" if outcome.invalidated else ""
        return f"unchanged: release {release.id} stands ({files}){pending}, {seconds:.1f} s"
    verb = "copied" if release.restores else "uploaded"
    done = f"{len(outcome.written)} {verb}, {len(outcome.deleted)} deleted, {len(outcome.invalidated)} invalidated"
    what = f"restores {release.restores}" if release.restores else f"commit {release.commit[:12]}"
    would = "dry run, would be " if is_dry_run else ""
    return f"{would}release {release.id} ({what}): {done}; {files}, {seconds:.1f} s"


def as_json(outcome: Outcome) -> dict[str, Any]:
    """The same for programs."""
    release = outcome.manifest.release
    written = len(outcome.written)
    return {
        "release": release.id,
        "restores": release.restores,
        "changed": outcome.is_new,
        "uploaded": 0 if release.restores else written,
        "copied": written if release.restores else 0,
        "deleted": len(outcome.deleted),
        "invalidated": list(outcome.invalidated),
    }


def table(head: Manifest) -> str:
    """The releases that can be brought back, newest first."""
    rows = [("RELEASE", "TIME", "COMMIT", "FILES", "SIZE", "WHO", "RESTORES")]
    rows += [
        (each.id, each.time, each.commit[:12], str(each.files), size(each.bytes), each.who, each.restores or "-")
        for each in releases(head)
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(_aligned(row, widths) for row in rows)


def releases(head: Manifest) -> Sequence[Release]:
    """The releases that can be brought back, newest first; the first is what is published."""
    return (head.release, *head.kept)


def differences(old: Manifest, new: Manifest) -> Mapping[str, list[str]]:
    """Keys that were added, changed or removed from one release to another."""
    before, after = old.files, new.files
    return {
        "added": sorted(after.keys() - before.keys()),
        "changed": sorted(key for key in after.keys() & before.keys() if after[key].content != before[key].content),
        "removed": sorted(before.keys() - after.keys()),
    }


def difference_lines(found: Mapping[str, Iterable[str]]) -> str:
    """The differences as text, each line with its sign."""
    signs = {"added": "+", "changed": "~", "removed": "-"}
    lines = sorted((key, signs[kind]) for kind, keys in found.items() for key in keys)
    return "\n".join(f"{sign} {key}" for key, sign in lines) or "no difference"


def size(count: int) -> str:
    """Bytes in words, such as "1.2 MB"."""
    value, unit = float(count), "B"
    for larger in ("kB", "MB", "GB", "TB"):
        if value < _THOUSAND:
            break
        value, unit = value / _THOUSAND, larger
    return f"{count} B" if unit == "B" else f"{value:.1f} {unit}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
