"""Making a release: the order in which the bucket changes, whatever the files come from.

New assets, changed assets, pages, manifest, removals, invalidation, check. Whoever looks at the site in between, or
after a run that was killed in between, sees old or new pages, and whatever either of them asks for.

Two runs at once may both write files, but only one of them can write the next manifest (If-None-Match); the other then
starts over from what it finds, so that one release follows the other and the later one stands as a whole.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from publish.errors import ConflictError
from publish.invalidation import Edge, invalidation_paths
from publish.manifest import Content, Manifest, Record, Release
from publish.parallel import for_each
from publish.plan import Plan, Survey, changed_keys, compare, make_plan, refresh_time
from publish.progress import progress
from publish.release_id import UNKNOWN, identify
from publish.site_objects import SiteObjects

_ATTEMPTS = 5
_STALE_MANIFESTS = 10
"""Manifests that are no longer kept go with the next removals, or by themselves once there are this many."""


class Source(Protocol):
    """Where the files of a release come from."""

    @property
    def wanted(self) -> Mapping[str, Content]:
        """What the site is going to consist of."""
        ...

    def judge(self, plan: Plan) -> None:
        """Raises PublishError if something that the plan writes cannot be written. Called before the first write."""
        ...

    def write(self, key: str) -> Record:
        """Makes the object with this key what is wanted."""
        ...


@dataclass(frozen=True)
class Wish:
    """What a release is to be, beside its files."""

    commit: str
    caller: Callable[[], str]
    """Asked only if there is something to do."""
    keep_releases: int
    """How many releases keep what they name, the new one included."""
    index_document: str
    release_id: str | None = None
    """Default: made from the time and the commit."""
    restores: str | None = None
    csp: str | None = None
    is_dry_run: bool = False


@dataclass(frozen=True)
class Outcome:
    """What has been done, or would be done by a dry run."""

    manifest: Manifest
    """Of the new release; where nothing changed, of the one that stands."""
    is_new: bool
    """Whether a release was made."""
    before: Manifest | None = None
    """Of the release before the new one."""
    written: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    invalidated: tuple[str, ...] = ()
    changed: tuple[str, ...] = field(default=(), repr=False)
    """Keys for which viewers get something else than before."""


def make_release(site: SiteObjects, edge: Edge, source: Source, wish: Wish, survey: Survey | None = None) -> Outcome:
    """Makes the site what `source` wants; does nothing if it is so already.

    survey: what was found in the bucket a moment ago. Default: look now.
    Raises PublishError; ConflictError after being overtaken time and again. The next run goes on from any point.
    """
    for _ in range(_ATTEMPTS):
        attempt = _Attempt(site, source, wish, survey or site.survey())
        survey = None
        head = attempt.survey.head
        if head and attempt.plan.is_unchanged:
            return _finish(site, edge, head, attempt.survey.head_modified, wish.is_dry_run)
        if wish.is_dry_run:
            return attempt.rehearsed()
        source.judge(attempt.plan)
        records = attempt.write()
        if records is None:
            continue
        manifest = attempt.manifest(records, wish.caller())
        if site.commit(manifest):
            attempt.remove(manifest)
            if manifest.paths:
                edge.invalidate(_reference(site, manifest), manifest.paths)
            return attempt.outcome(manifest)
    raise ConflictError(f"somebody else published {_ATTEMPTS} times in the meantime: let one at a time publish")


class _Attempt:
    """One try at a release, from one look at the bucket."""

    def __init__(self, site: SiteObjects, source: Source, wish: Wish, survey: Survey) -> None:
        self._site, self._source, self._wish = site, source, wish
        self.survey = survey
        refresh = refresh_time(datetime.now(UTC)) if site.namespace.is_preview else None
        comparison = compare(source.wanted, survey, refresh)
        looked_at = site.inspect({key: source.wanted[key] for key in comparison.doubtful})
        self.plan = make_plan(source.wanted, survey, {**comparison.same, **looked_at}, wish.keep_releases)
        self._id, self._time = identify(wish.release_id, wish.commit, source.wanted, survey.head)

    def write(self) -> dict[str, Record] | None:
        """Writes phase after phase. None if somebody else made a release before the first page was written."""
        written: dict[str, Record] = {}
        wanted, plan = self._source.wanted, self.plan
        *assets, pages = plan.phases
        with progress("publishing", sum(wanted[key].size for key in plan.writes)) as advance:

            def write(key: str) -> Record:
                record = self._source.write(key)
                advance(record.content.size)
                return record

            for phase in assets:
                written |= for_each(write, phase)
            if pages and self._site.is_overtaken(plan.number - 1):
                return None
            return written | for_each(write, pages)

    def manifest(self, written: Mapping[str, Record], who: str) -> Manifest:
        """The release, once everything is written."""
        wish, plan, head = self._wish, self.plan, self.survey.head
        records = {**plan.same, **written}
        files = {key: records[key] for key in sorted(records)}
        release = Release(
            number=plan.number,
            id=self._id,
            time=self._time,
            commit=wish.commit,
            who=who,
            files=len(files),
            bytes=sum(record.content.size for record in files.values()),
            restores=wish.restores,
        )
        kept = (head.release, *head.kept)[: wish.keep_releases - 1] if head else ()
        paths = invalidation_paths(changed_keys(plan, files, head), self._site.namespace, wish.index_document)
        return Manifest(release, files, kept, plan.retired, paths, wish.csp)

    def remove(self, manifest: Manifest) -> None:
        """Deletes what is due, unless a newer release may want it: then that one does it."""
        kept = {release.number for release in (manifest.release, *manifest.kept)}
        stale = [number for number in self.survey.numbers if number not in kept]
        if not self.plan.removals and len(stale) < _STALE_MANIFESTS:
            return
        if not self._site.is_overtaken(self.plan.number):
            self._site.delete(self.plan.removals, stale)

    def outcome(self, manifest: Manifest) -> Outcome:
        """What has been done, once all of it is."""
        changed = tuple(changed_keys(self.plan, manifest.files, self.survey.head))
        plan, before = self.plan, self.survey.head
        return Outcome(manifest, True, before, plan.writes, plan.removals, manifest.paths, changed)

    def rehearsed(self) -> Outcome:
        """What would be done."""
        pretended = {key: Record(self._source.wanted[key], "", "") for key in self.plan.writes}
        return self.outcome(self.manifest(pretended, UNKNOWN))


def _finish(site: SiteObjects, edge: Edge, head: Manifest, since: datetime, is_dry_run: bool) -> Outcome:
    """Nothing to publish; but a run that was killed after its manifest has not invalidated anything yet."""
    reference = _reference(site, head)
    if not head.paths or edge.has_invalidated(reference, since):
        return Outcome(head, is_new=False)
    if not is_dry_run:
        edge.invalidate(reference, head.paths)
    return Outcome(head, is_new=False, invalidated=head.paths)


def _reference(site: SiteObjects, manifest: Manifest) -> str:
    """What CloudFront knows the invalidation of a release by."""
    return f"{site.namespace.manifest_key(manifest.release.number)} {manifest.release.id}"
