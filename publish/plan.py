"""What a release changes: pure functions from what is wanted, what is in the bucket and what was released before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from publish.bucket_objects import Listed
from publish.cache_rules import Kind, kind_of
from publish.layout import PREVIEW_DAYS
from publish.manifest import Content, Manifest, Record


@dataclass(frozen=True)
class Survey:
    """What was found in the bucket at one time."""

    objects: Mapping[str, Listed]
    """The site's objects, by key within the site."""
    head: Manifest | None
    """The newest manifest that can be read."""
    head_modified: datetime
    """When it was written, by S3's clock; before all time without one."""
    numbers: tuple[int, ...]
    """Numbers of all manifests, ascending."""

    @property
    def newest(self) -> int:
        """Number of the newest manifest, readable or not; 0 without any."""
        return self.numbers[-1] if self.numbers else 0


@dataclass(frozen=True)
class Comparison:
    """How far the bucket already is what is wanted."""

    same: Mapping[str, Record]
    """Known to be right without asking."""
    doubtful: tuple[str, ...]
    """Of the right size, but written since the last release, or by somebody else: only a look at them can tell."""
    different: tuple[str, ...]
    """Missing or known to be wrong."""


@dataclass(frozen=True)
class Plan:
    """What a release is going to do, in this order."""

    number: int
    same: Mapping[str, Record]
    """Stays as it is."""
    phases: tuple[tuple[str, ...], ...]
    """What is written: first what nobody refers to yet, then what pages use, then the pages."""
    retired: Mapping[str, int]
    """Objects that are no longer part of the site -> number of the first release without them."""
    removals: tuple[str, ...]
    """Which of them are deleted now, pages first."""
    is_unchanged: bool
    """Whether the bucket is already what is wanted, and the last manifest says so."""

    @property
    def writes(self) -> tuple[str, ...]:
        """Everything that is written."""
        return tuple(key for phase in self.phases for key in phase)


def compare(wanted: Mapping[str, Content], survey: Survey, refresh_before: datetime | None = None) -> Comparison:
    """Sorts the wanted keys by what the manifest and the listing tell about them.

    An object is what the manifest says if its ETag and size are, and it was not written after the manifest. Somebody
    who wrote the same bytes while the release was being made is not noticed: a listing does not tell versions apart.
    refresh_before: objects older than this count as missing. Default: age does not matter.
    """
    same: dict[str, Record] = {}
    doubtful: list[str] = []
    different: list[str] = []
    recorded: Mapping[str, Record] = survey.head.files if survey.head else {}
    for key, content in wanted.items():
        found, record = survey.objects.get(key), recorded.get(key)
        if found is None or found.size != content.size or (refresh_before and found.modified < refresh_before):
            different.append(key)
        elif record is None or not _is_untouched(found, record, survey.head_modified):
            doubtful.append(key)
        elif record.content == content:
            same[key] = record
        else:
            different.append(key)
    return Comparison(same, tuple(doubtful), tuple(different))


def make_plan(
    wanted: Mapping[str, Content],
    survey: Survey,
    same: Mapping[str, Record],
    keep_releases: int,
) -> Plan:
    """What is left to do once it is known which objects are right.

    keep_releases: how many releases, this one included, keep the objects that they name.
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
    """Age from which a preview's unchanged objects are written again, so that none expires before the preview does."""
    return now - timedelta(days=PREVIEW_DAYS / 2)


def changed_keys(plan: Plan, files: Mapping[str, Record], head: Manifest | None) -> list[str]:
    """Keys for which a cache may hold something else than what is in the bucket after the release.

    A new file that is named after its content is none of them: nobody has asked for it before.
    """
    before: Mapping[str, Record] = head.files if head else {}
    changed = [
        key
        for key, record in files.items()
        if before.get(key) != record and (key in before or kind_of(key) is not Kind.FINGERPRINTED)
    ]
    return sorted({*changed, *plan.removals})


def _is_untouched(found: Listed, record: Record, head_modified: datetime) -> bool:
    return found.etag == record.etag and found.modified <= head_modified


def _retired(wanted: Mapping[str, Content], survey: Survey, number: int) -> dict[str, int]:
    known: Mapping[str, int] = survey.head.retired if survey.head else {}
    return {key: known.get(key, number) for key in survey.objects if key not in wanted}


def _is_stranger(key: str, survey: Survey) -> bool:
    """Whether no release put the object there: a publish that did not finish, or somebody by hand."""
    head = survey.head
    return head is None or (key not in head.files and key not in head.retired)


def _phases(writes: list[str], survey: Survey) -> tuple[tuple[str, ...], ...]:
    pages = tuple(key for key in writes if kind_of(key) is Kind.PAGE)
    others = [key for key in writes if kind_of(key) is not Kind.PAGE]
    new = tuple(key for key in others if key not in survey.objects)
    changed = tuple(key for key in others if key in survey.objects)
    return new, changed, pages
