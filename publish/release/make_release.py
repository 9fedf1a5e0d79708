"""Makes a release: changes the bucket in one order, whether the files come from a folder or from an earlier release.

The order: new assets, changed assets, pages, manifest, removals, invalidation, marks on old versions, check. During a
run, and after a killed run, a viewer gets old or new pages, and every file that either of them uses. A page's policy
and a redirect are headers of their objects, so they are never those of another release than the page.

Two runs at once may both write files, but only one can write the next manifest (If-None-Match). The other run starts
over from the new state of the bucket, so that one release follows the other and the later one is complete.
"""

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from publish.cloud.distribution import Edge
from publish.cloud.site_objects import SiteObjects
from publish.errors import ConflictError
from publish.parallel import for_each
from publish.progress import progress
from publish.release.expiry import expire_releases
from publish.release.invalidation import invalidation_paths
from publish.release.manifest import Content, Manifest, ObjectVersion, Release
from publish.release.plan import Comparison, Plan, Retention, Survey, changed_keys, compare, make_plan, refresh_time
from publish.release.release_id import UNKNOWN, identify

_ATTEMPTS = 5


class ReleaseSource(Protocol):
    """The origin of the files of a release."""

    @property
    def wanted(self) -> Mapping[str, Content]:
        """Key -> content of every file of the release."""
        ...

    def validate(self, plan: Plan) -> None:
        """Raises PublishError if a file of the plan cannot be written. Called before the first write."""
        ...

    def write(self, key: str, replaced: str | None) -> ObjectVersion:
        """Writes the object with this key, whose present object has the ETag `replaced`; None: there is none."""
        ...


@dataclass(frozen=True)
class ReleaseRequest:
    """The properties of a requested release, without its files."""

    commit: str
    caller: Callable[[], str]
    """Returns the ARN of the publisher. Called only if there is something to do."""
    retention: Retention
    addresses_of: Callable[[str], Iterable[str]]
    """The percent-encoded paths that lead to a key."""
    answering: Callable[[str], str | None]
    """The key that answers the path of a key. None if a redirect of the stack does."""
    index_document: str
    release_id: str | None = None
    """Default: the time and the commit."""
    restores: str | None = None
    withdrawn: Mapping[str, str] | None = None
    """Key -> SHA-256 of the content that is not published again. Default: as the previous release says."""
    csp: str | None = None
    """The stack's policy. Default: unknown."""
    basis: str | None = None
    """What the policies of the pages rest on. Default: unknown."""
    is_dry_run: bool = False
    rewrites: bool = False
    """Whether every file is written, the same as before or not. Default: only what differs."""
    guard: Callable[[Plan, Survey], None] = lambda plan, survey: None
    """Called with the plan before the first write. Raises InputError for a release that must not be made."""


@dataclass(frozen=True)
class ReleaseResult:
    """The changes that a run has made, or that a dry run would make."""

    manifest: Manifest
    """The manifest of the new release, or of the current release if nothing changed."""
    is_new: bool
    """Whether a new release was made."""
    before: Manifest | None = None
    """The manifest of the previous release, if there is one."""
    written: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    """Keys that the site no longer has, and whose object was missing already."""
    strangers: tuple[str, ...] = ()
    """The deleted keys that no release has put there."""
    foreign: int = 0
    """The number of objects that stay because a rule keeps them."""
    unsettled: int = 0
    """The number of objects that no release names, and that stay because another run may be writing them."""
    invalidated: tuple[str, ...] = ()
    changed: tuple[str, ...] = field(default=(), repr=False)
    """Keys whose content or headers changed for viewers."""


def make_release(
    site: SiteObjects, edge: Edge | None, source: ReleaseSource, request: ReleaseRequest, survey: Survey | None = None
) -> ReleaseResult:
    """Makes a release of the files of `source`; changes nothing if the site already consists of them.

    edge: the distribution in front of the bucket. None: nothing is cached there, so nothing is invalidated.
    survey: a listing of the bucket from a moment ago. Default: list it now.
    Raises PublishError, and ConflictError if other runs were faster in every attempt. The next run continues from any
    point.
    """
    for _ in range(_ATTEMPTS):
        attempt = _Attempt(site, edge, source, request, survey or site.survey())
        survey = None
        head = attempt.survey.head
        if head and attempt.plan.is_unchanged and request.withdrawn in (None, head.withdrawn):
            return _finish(site, edge, head, attempt.survey.modified, request.is_dry_run)
        if request.is_dry_run:
            return attempt.dry_run_result()
        request.guard(attempt.plan, attempt.survey)
        source.validate(attempt.plan)
        orphans = site.current_versions(attempt.plan.orphans)
        with ThreadPoolExecutor(1) as aside:
            who = aside.submit(request.caller)
            if edge:
                aside.submit(edge.connect)
            versions = attempt.write()
        if versions is None:
            continue
        manifest = attempt.manifest(versions, who.result())
        del versions  # the manifest has them
        if site.commit(manifest):
            attempt.remove(manifest)
            if edge and manifest.paths:
                edge.invalidate(_reference(site, manifest), manifest.paths)
            site.retire(orphans.items())
            expire_releases(site, manifest, attempt.survey.numbers)
            return attempt.result(manifest)
    raise ConflictError(f"other runs published {_ATTEMPTS} times at the same time: publish from one place at a time")


class _Attempt:
    """One attempt at a release, from one survey of the bucket."""

    def __init__(
        self, site: SiteObjects, edge: Edge | None, source: ReleaseSource, request: ReleaseRequest, survey: Survey
    ) -> None:
        self._site, self._edge, self._source, self._request = site, edge, source, request
        self.survey = survey
        now = datetime.now(UTC)
        refresh = refresh_time(now) if site.namespace.is_preview else None
        retention = request.retention
        comparison = (
            Comparison({}, (), tuple(source.wanted))
            if request.rewrites
            else compare(source.wanted, survey, retention.releases, refresh)
        )
        inspected = site.inspect({key: source.wanted[key] for key in comparison.doubtful})
        same = {**comparison.same, **inspected} if inspected else comparison.same
        self.plan = make_plan(source.wanted, survey, same, retention, now)
        self._id, self._time = identify(request.release_id, request.commit, source.wanted, survey.head)

    def write(self) -> dict[str, ObjectVersion] | None:
        """Writes phase after phase. Returns None if another run made a release before the first page was written."""
        written: dict[str, ObjectVersion] = {}
        wanted, plan = self._source.wanted, self.plan
        *assets, pages = plan.phases
        with progress("publishing", sum(wanted[key].size for key in plan.writes)) as advance:

            def write(key: str) -> ObjectVersion:
                # Copies of themselves need no ETags of their own: what a cache holds is right.
                replaced = None if self._request.rewrites else self.survey.etag(key)
                version = self._source.write(key, replaced)
                advance(version.content.size)
                return version

            for phase in assets:
                for_each(write, phase, written)
            if pages and self._site.is_overtaken(plan.number - 1):
                return None
            return for_each(write, pages, written)

    def manifest(self, written: Mapping[str, ObjectVersion], who: str) -> Manifest:
        """The manifest of the release, from the written versions."""
        request, plan, head = self._request, self.plan, self.survey.head
        files = {**plan.same, **written} if plan.same else written
        own = [version.content for version in files.values() if not version.content.derived]
        release = Release(
            number=plan.number,
            id=self._id,
            time=self._time,
            commit=request.commit,
            who=who,
            files=len(own),
            bytes=sum(content.size for content in own),
            restores=request.restores,
        )
        changed = changed_keys(plan, files, self.survey)
        return Manifest(
            release,
            files,
            kept=(head.release, *head.kept)[: request.retention.releases - 1] if head else (),
            retired=plan.retired,
            withdrawn=request.withdrawn if request.withdrawn is not None else head.withdrawn if head else {},
            paths=self._paths(changed),
            csp=request.csp,
            basis=request.basis,
        )

    def _paths(self, changed: Iterable[str]) -> tuple[str, ...]:
        """The paths to invalidate."""
        if self._edge is None:
            return ()
        if self.survey.head is None:
            # Nothing is known of what the caches hold, and one path costs next to nothing.
            return ("/*",)
        return invalidation_paths(changed, self._request.addresses_of, self._carried(self._edge))

    def _carried(self, edge: Edge) -> tuple[str, ...]:
        """The paths of the previous release, if its run did not get as far as their invalidation."""
        head = self.survey.head
        if head is None or not head.paths:
            return ()
        done = edge.has_invalidated(_reference(self._site, head), self.survey.modified)
        return () if done else head.paths

    def remove(self, manifest: Manifest) -> None:
        """Deletes the objects that are due, unless a newer release exists: it may use them, and deletes them itself."""
        if self.plan.removals and not self._site.is_overtaken(manifest.release.number):
            self._site.delete(self.plan.removals)

    def result(self, manifest: Manifest) -> ReleaseResult:
        """The result of a completed attempt."""
        plan = self.plan
        return ReleaseResult(
            manifest,
            is_new=True,
            before=self.survey.head,
            written=plan.writes,
            deleted=plan.removals,
            gone=plan.gone,
            strangers=plan.strangers,
            foreign=plan.foreign,
            unsettled=plan.unsettled,
            invalidated=manifest.paths,
            changed=tuple(changed_keys(plan, manifest.files, self.survey)),
        )

    def dry_run_result(self) -> ReleaseResult:
        """The result that this attempt would have."""
        pretended = {key: ObjectVersion(self._source.wanted[key], "", "") for key in self.plan.writes}
        return self.result(self.manifest(pretended, UNKNOWN))


def _finish(site: SiteObjects, edge: Edge | None, head: Manifest, since: datetime, is_dry_run: bool) -> ReleaseResult:
    """The result without changes. Invalidates first if the run of the current release was killed before it could."""
    reference = _reference(site, head)
    if edge is None or not head.paths or edge.has_invalidated(reference, since):
        return ReleaseResult(head, is_new=False)
    if not is_dry_run:
        edge.invalidate(reference, head.paths)
    return ReleaseResult(head, is_new=False, invalidated=head.paths)


def _reference(site: SiteObjects, manifest: Manifest) -> str:
    """The caller reference of a release's invalidation."""
    return f"{site.namespace.manifest_key(manifest.release.number)} {manifest.release.id}"
