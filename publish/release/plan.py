"""The changes of a release: pure functions of the wanted files, the objects in the bucket and the previous release."""

from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from publish.cloud.bucket_objects import Listed
from publish.folder.kinds import is_page
from publish.release.manifest import TIME_FORMAT, Content, Manifest, ObjectVersion, Retired

_LONGEST_RUN = timedelta(hours=1)


@dataclass(frozen=True)
class Retention:
    """What stays although the site no longer has it."""

    releases: int
    """The number of releases that can be restored, the new one included."""
    asset_days: int = 2
    """Days for which files that are named by their content stay for open pages, beyond the kept releases."""
    is_foreign: Callable[[str], bool] = lambda key: False
    """Whether an object with this key, that publishing did not put there, stays. Default: none does."""
    at_once: Set[str] = frozenset()
    """Keys that go now, named by their content or not."""


@dataclass(frozen=True)
class Newest:
    """The newest release in the bucket."""

    head: Manifest | None
    """The newest manifest that can be read."""
    modified: datetime
    """The time when it was written, by S3's clock; the earliest time there is without a manifest."""
    numbers: tuple[int, ...]
    """The numbers of all manifests, ascending."""

    @property
    def files(self) -> Mapping[str, ObjectVersion]:
        """The files of the newest release."""
        return self.head.files if self.head else {}

    @property
    def highest(self) -> int:
        """The number of the newest manifest, readable or not; 0 without a manifest."""
        return self.numbers[-1] if self.numbers else 0


@dataclass(frozen=True)
class Survey(Newest):
    """The state of the bucket at one time."""

    lost: Set[str]
    """The keys of `head` whose object is not the one that the release wrote. All others need no record of their own."""
    others: Mapping[str, Listed]
    """All other objects of the site, by key within the site."""

    def has(self, key: str) -> bool:
        """Whether there is an object with this key."""
        return self.is_intact(key) or key in self.others

    def is_intact(self, key: str) -> bool:
        """Whether the object is the one that the newest release wrote."""
        return key in self.files and key not in self.lost

    def etag(self, key: str) -> str | None:
        """The ETag of the object with this key. None if there is none."""
        return self.files[key].etag if self.is_intact(key) else (o.etag if (o := self.others.get(key)) else None)

    def present(self) -> Iterator[str]:
        """The keys of all objects of the site."""
        yield from (key for key in self.files if key not in self.lost)
        yield from self.others


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
    retired: Mapping[str, Retired]
    """The objects that stay although they are no longer part of the site."""
    removals: tuple[str, ...]
    """The keys that are deleted, pages first."""
    gone: tuple[str, ...]
    """Keys of the previous release that are no longer wanted, and whose object is missing already."""
    strangers: tuple[str, ...]
    """The removals that no release put there: an unfinished run did, or a person by hand."""
    foreign: int
    """The number of objects that stay because they are foreign."""
    unsettled: int
    """The number of objects that no release names, and that stay because another run may be writing them now."""
    orphans: tuple[str, ...]
    """Keys that are written or removed, and whose object no release names."""
    is_unchanged: bool
    """Whether the bucket and the last manifest already hold exactly the wanted files."""

    @property
    def writes(self) -> tuple[str, ...]:
        """All keys to write."""
        return tuple(key for phase in self.phases for key in phase)


def compare(
    wanted: Mapping[str, Content],
    survey: Survey,
    kept_releases: int,
    refresh_before: datetime | None = None,
) -> Comparison:
    """Sorts the wanted keys by the manifest and the listing.

    An object counts as unchanged if it has the ETag and size of the manifest and was not written after the manifest. A
    listing has no version ids, so a write of the same bytes during the release goes unnoticed.
    An object that has been out of the site for as long as releases are kept is written anew: the lifecycle rule may
    delete its old version (see publish/release/expiry.py).
    refresh_before: objects older than this count as missing. Default: age does not matter.
    """
    same: dict[str, ObjectVersion] = {}
    doubtful: list[str] = []
    different: list[str] = []
    retired: Mapping[str, Retired] = survey.head.retired if survey.head else {}
    for key, content in wanted.items():
        found, since = survey.others.get(key), retired.get(key)
        if survey.is_intact(key):
            version = survey.files[key]
            if version.content == content:
                same[key] = version
            else:
                different.append(key)
            continue
        is_old = found is not None and refresh_before is not None and found.modified < refresh_before
        is_out = since is not None and _is_out_of(since, survey.highest + 1, kept_releases)
        is_other = found is None or found.size != content.size
        (different if is_other or is_old or is_out else doubtful).append(key)
    return Comparison(same, tuple(doubtful), tuple(different))


@dataclass
class _Leaving:
    """The objects that are no longer part of the site."""

    retired: dict[str, Retired] = field(default_factory=dict[str, Retired])
    removals: list[str] = field(default_factory=list[str])
    strangers: list[str] = field(default_factory=list[str])
    foreign: int = 0
    unsettled: int = 0


def make_plan(
    wanted: Mapping[str, Content],
    survey: Survey,
    same: Mapping[str, ObjectVersion],
    retention: Retention,
    now: datetime,
) -> Plan:
    """The steps that remain for the keys that are not `same`."""
    number, head = survey.highest + 1, survey.head
    leaving = _leaving(wanted, survey, retention, number, now)
    removals = tuple(sorted(leaving.removals, key=lambda key: (not _is_page(key, survey), key)))
    gone = tuple(sorted(key for key in survey.files if key not in wanted and not survey.has(key)))
    phases = _phases(wanted, same, survey)
    touched = [key for phase in phases for key in phase if key in survey.others]
    is_unchanged = (
        head is not None
        and head.release.number == survey.highest
        and not any(phases)
        and not removals
        and same == head.files
        and leaving.retired.keys() <= head.retired.keys()
    )
    return Plan(
        number=number,
        same=same,
        phases=phases,
        retired=leaving.retired,
        removals=removals,
        gone=gone,
        strangers=tuple(sorted(leaving.strangers)),
        foreign=leaving.foreign,
        unsettled=leaving.unsettled,
        orphans=tuple(sorted({*touched, *leaving.strangers} - (head.retired.keys() if head else set()))),
        is_unchanged=is_unchanged,
    )


def refresh_time(now: datetime) -> datetime:
    """The time before which a preview's objects are written again, so that none expires before the preview does.

    The bucket of previews deletes objects by their age in days, of which there are at least two.
    """
    return now - timedelta(days=1)


def changed_keys(plan: Plan, files: Mapping[str, ObjectVersion], survey: Survey) -> list[str]:
    """The keys for which a cache may hold other content than the bucket after the release.

    Leaves out keys that had no object before: no cache holds them.
    """
    before = survey.files
    changed = [
        key for key, version in files.items() if before.get(key) != version and (key in before or survey.has(key))
    ]
    return sorted({*changed, *plan.removals, *plan.gone})


def _leaving(
    wanted: Mapping[str, Content], survey: Survey, retention: Retention, number: int, now: datetime
) -> _Leaving:
    """Sorts the objects that the site no longer has.

    What is named by its content stays for the kept releases and for a time, so that open pages find it. Everything else
    goes at once: its versions keep it for a rollback.
    """
    found = _Leaving()
    known: Mapping[str, Retired] = survey.head.retired if survey.head else {}
    for key in survey.present():
        if key in wanted:
            continue
        version, since = survey.files.get(key), known.get(key)
        is_stranger = version is None and since is None
        if is_stranger and retention.is_foreign(key):
            found.foreign += 1
            continue
        if is_stranger:
            if _may_be_of_another_run(survey.others[key], key, survey, now):
                found.unsettled += 1
            else:
                found.strangers.append(key)
                found.removals.append(key)
            continue
        first = since or Retired(number, now.strftime(TIME_FORMAT))
        stays = version is None or version.content.is_immutable
        is_due = _is_out_of(first, number, retention.releases) and now - first.since >= timedelta(
            days=retention.asset_days
        )
        if stays and not is_due and key not in retention.at_once:
            found.retired[key] = first
        else:
            found.removals.append(key)
    return found


def _is_out_of(since: Retired, number: int, kept_releases: int) -> bool:
    """Whether no kept release has the file once the release with this number is made."""
    return number - since.number >= kept_releases - 1


def _may_be_of_another_run(found: Listed, key: str, survey: Survey, now: datetime) -> bool:
    """Whether another run may have written the object just now, for a release that it has not finished. Pages are
    written last, so a page that no release names is never needed.
    """
    is_new = found.modified > survey.modified and now - found.modified < _LONGEST_RUN
    return is_new and not _is_page(key, survey)


def _is_page(key: str, survey: Survey) -> bool:
    version = survey.files.get(key)
    return version.content.is_page if version else is_page(key)


def _phases(
    wanted: Mapping[str, Content], same: Mapping[str, ObjectVersion], survey: Survey
) -> tuple[tuple[str, ...], ...]:
    new: list[str] = []
    changed: list[str] = []
    pages: list[str] = []
    for key, content in wanted.items():
        if key not in same:
            phase = pages if content.is_page or is_page(key) else changed if survey.has(key) else new
            phase.append(key)
    return tuple(sorted(new)), tuple(sorted(changed)), tuple(pages)
