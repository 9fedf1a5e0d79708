"""The printed reports: one line for a run, a table of releases, a list of differences."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from publish.release.make_release import ReleaseResult
from publish.release.manifest import Manifest, Release

_THOUSAND = 1000
_NAMED = 5


def summary(result: ReleaseResult, seconds: float, *, is_dry_run: bool) -> str:
    """One line about a run, or about the effect that it would have."""
    release = result.manifest.release
    files = f"{release.files} {'file' if release.files == 1 else 'files'}, {size(release.bytes)}"
    if not result.is_new:
        pending = f"; its missing invalidation was made ({len(result.invalidated)})" if result.invalidated else ""
        return f"unchanged: release {release.id} is current ({files}){pending}, {seconds:.1f} s"
    verb = "copied" if release.restores else "uploaded"
    done = f"{len(result.written)} {verb}, {len(result.deleted)} deleted, {len(result.invalidated)} invalidated"
    what = f"restores {release.restores}" if release.restores else f"commit {release.commit[:12]}"
    would = "dry run, would make " if is_dry_run else ""
    return f"{would}release {release.id} ({what}): {done}; {files}, {seconds:.1f} s"


def as_json(result: ReleaseResult) -> dict[str, Any]:
    """The result of a run as the fields of --json."""
    release = result.manifest.release
    written = len(result.written)
    return {
        "release": release.id,
        "restores": release.restores,
        "changed": result.is_new,
        "uploaded": 0 if release.restores else written,
        "copied": written if release.restores else 0,
        "deleted": len(result.deleted),
        "strangers": list(result.strangers),
        "invalidated": list(result.invalidated),
    }


def notes_of(result: ReleaseResult) -> list[str]:
    """What a run has found in the bucket that no release put there."""
    found: list[str] = []
    if strangers := result.strangers:
        more = f" and {len(strangers) - _NAMED} more" if len(strangers) > _NAMED else ""
        objects = (
            "1 object that no release put there was"
            if len(strangers) == 1
            else (f"{len(strangers)} objects that no release put there were")
        )
        found.append(
            f"{objects} removed: {', '.join(strangers[:_NAMED])}{more}; their versions stay for noncurrentDays. To "
            'keep such objects, name them in publish.toml: keep = ["uploads/*"]'
        )
    if result.foreign:
        found.append(f"objects that no release put there and that stay, as publish.toml says: {result.foreign}")
    if result.unsettled:
        found.append(
            "objects that no release names and that stay for now, because another run may be writing them: "
            f"{result.unsettled}"
        )
    return found


def table(head: Manifest) -> str:
    """A table of the releases that can be restored, newest first."""
    rows = [("RELEASE", "TIME", "COMMIT", "FILES", "SIZE", "WHO", "RESTORES")]
    rows += [
        (each.id, each.time, each.commit[:12], str(each.files), size(each.bytes), each.who, each.restores or "-")
        for each in releases(head)
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(_aligned(row, widths) for row in rows)


def releases(head: Manifest) -> Sequence[Release]:
    """The releases that can be restored, newest first. The first is the current one."""
    return (head.release, *head.kept)


def differences(old: Manifest, new: Manifest) -> Mapping[str, list[str]]:
    """The keys that were added, changed or removed between two releases."""
    before, after = old.files, new.files
    return {
        "added": sorted(after.keys() - before.keys()),
        "changed": sorted(key for key in after.keys() & before.keys() if after[key].content != before[key].content),
        "removed": sorted(before.keys() - after.keys()),
    }


def difference_lines(found: Mapping[str, Iterable[str]]) -> str:
    """The differences as text: a line with a sign for each key."""
    signs = {"added": "+", "changed": "~", "removed": "-"}
    lines = sorted((key, signs[kind]) for kind, keys in found.items() for key in keys)
    return "\n".join(f"{sign} {key}" for key, sign in lines) or "no difference"


def size(count: int) -> str:
    """A number of bytes with its unit, such as "1.2 MB"."""
    value, unit = float(count), "B"
    for larger in ("kB", "MB", "GB", "TB"):
        if value < _THOUSAND:
            break
        value, unit = value / _THOUSAND, larger
    return f"{count} B" if unit == "B" else f"{value:.1f} {unit}"


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
