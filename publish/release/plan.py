"""The changes of a release: pure functions of the wanted files, the objects in the bucket and the previous release."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from publish.cloud.bucket_objects import Listed
from publish.folder.cache_rules import Kind, kind_of
from publish.layout import PREVIEW_DAYS
from publish.release.manifest import Content, Manifest, ObjectVersion


@dataclass(frozen=True)
class Survey:
    """The state of the bucket at one time."""

    objects: Mapping[str, Listed]
    """The site's objects, by key within the site."""
    head: Manifest | None
    """The newest manifest that can be read."""
    head_modified: datetime
    """The time when it was written, by S3's clock; the earliest time there is without a manifest."""
    numbers: tuple[int, ...]
    """The numbers of all manifests, ascending."""

    @property
    def newest(self) -> int:
        """The number of the newest manifest, readable or not; 0 without a manifest."""
        return self.numbers[-1] if self.numbers else 0


@dataclass(frozen=True)
class Comparison:
    """The wanted keys, sorted by the state of their objects."""

    same: Mapping[str, ObjectVersion]
    """Known to have the wanted content."""
    doubtful: tuple[str, ...]
    """Objects of the right size that the last release did not write. Each must be inspected."""
    different: tuple[str, ...]
    """Missing, or known to have other content."""


@dataclass(frozen=True)
class Plan:
    """The steps of a release."""

    number: int
    same: Mapping[str, ObjectVersion]
    """The objects that stay unchanged."""
    phases: tuple[tuple[str, ...], ...]
    """The keys to write: first new files, then files that current pages use, then the pages."""
    retired: Mapping[str, int]
    """Key of an object that is no longer part of the site -> number of the first release without it."""
    removals: tuple[str, ...]
    """The retired keys that are deleted now, pages first."""
    is_unchanged: bool
    """Whether the bucket and the last manifest already hold exactly the wanted files."""

    @property
    def writes(self) -> tuple[str, ...]:
        """All keys to write."""
        return tuple(key for phase in self.phases for key in phase)


def compare(wanted: Mapping[str, Content], survey: Survey, refresh_before: datetime | None = None) -> Comparison:
    """Sorts the wanted keys by the manifest and the listing.

    An object counts as unchanged if it has the ETag and size of the manifest and was not written after the manifest. A
    listing has no version ids, so a write of the same bytes during the release goes unnoticed.
    refresh_before: objects older than this count as missing. Default: age does not matter.
    """
    same: dict[str, ObjectVersion] = {}
    doubtful: list[str] = []
    different: list[str] = []
    recorded: Mapping[str, ObjectVersion] = survey.head.files if survey.head else {}
    for key, content in wanted.items():
        found, version = survey.objects.get(key), recorded.get(key)
        if found is None or found.size != content.size or (refresh_before and found.modified < refresh_before):
            different.append(key)
        elif version is None or not _is_untouched(found, version, survey.head_modified):
            doubtful.append(key)
        elif version.content == content:
            same[key] = version
        else:
            different.append(key)
    return Comparison(same, tuple(doubtful), tuple(different))


def make_plan(
    wanted: Mapping[str, Content],
    survey: Survey,
    same: Mapping[str, ObjectVersion],
    keep_releases: int,
) -> Plan:
    """The steps that remain for the keys that are not `same`.

    keep_releases: the number of releases that can be restored, this one included.
    """
    number = survey.newest + 1
    retired = _retired(wanted, survey, number)
    due = [key for key, since in retired.items() if number - since >= keep_releases - 1]
    strangers = [key for key in retired if _is_stranger(key, survey) and kind_of(key) is Kind.PAGE]
    removals = tuple(sorted({*due, *strangers}, key=lambda key: (kind_of(key) is not Kind.PAGE, key)))
    phases = _phases([key for key in wanted if key not in same], survey)
    head = survey.head
    is_unchanged = (
        head is not None
        and head.release.number == survey.newest
        and not any(phases)
        and not removals
        and same == head.files
        and retired.keys() <= head.retired.keys()
    )
    return Plan(number, same, phases, retired, removals, is_unchanged)


def refresh_time(now: datetime) -> datetime:
    """The time before which a preview's objects are written again, so that none expires before the preview does."""
    return now - timedelta(days=PREVIEW_DAYS / 2)


def changed_keys(plan: Plan, files: Mapping[str, ObjectVersion], head: Manifest | None) -> list[str]:
    """The keys for which a cache may hold other content than the bucket after the release.

    Leaves out new fingerprinted files: no viewer has requested them before.
    """
    before: Mapping[str, ObjectVersion] = head.files if head else {}
    changed = [
        key
        for key, version in files.items()
        if before.get(key) != version and (key in before or kind_of(key) is not Kind.FINGERPRINTED)
    ]
    return sorted({*changed, *plan.removals})


def _is_untouched(found: Listed, version: ObjectVersion, head_modified: datetime) -> bool:
    return found.etag == version.etag and found.modified <= head_modified


def _retired(wanted: Mapping[str, Content], survey: Survey, number: int) -> dict[str, int]:
    known: Mapping[str, int] = survey.head.retired if survey.head else {}
    return {key: known.get(key, number) for key in survey.objects if key not in wanted}


def _is_stranger(key: str, survey: Survey) -> bool:
    """Whether no release wrote the object: an unfinished run did, or a person by hand."""
    head = survey.head
    return head is None or (key not in head.files and key not in head.retired)


def _phases(writes: list[str], survey: Survey) -> tuple[tuple[str, ...], ...]:
    pages = tuple(key for key in writes if kind_of(key) is Kind.PAGE)
    others = [key for key in writes if kind_of(key) is not Kind.PAGE]
    new = tuple(key for key in others if key not in survey.objects)
    changed = tuple(key for key in others if key in survey.objects)
    return new, changed, pages
