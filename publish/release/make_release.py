"""Makes a release: changes the bucket in one order, whether the files come from a folder or from an earlier release.

The order: new assets, changed assets, pages, manifest, removals, invalidation, check. During a run, and after a killed
run, a viewer gets old or new pages, and every file that either of them uses.

Two runs at once may both write files, but only one can write the next manifest (If-None-Match). The other run starts
over from the new state of the bucket, so that one release follows the other and the later one is complete.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from publish.cloud.distribution import Edge
from publish.cloud.site_objects import SiteObjects
from publish.errors import ConflictError
from publish.parallel import for_each
from publish.progress import progress
from publish.release.invalidation import invalidation_paths
from publish.release.manifest import Content, Manifest, ObjectVersion, Release
from publish.release.plan import Plan, Survey, changed_keys, compare, make_plan, refresh_time
from publish.release.release_id import UNKNOWN, identify

_ATTEMPTS = 5
_STALE_MANIFESTS = 10
"""The number of superfluous manifests that are deleted even if no other object is due for deletion."""


class ReleaseSource(Protocol):
    """The origin of the files of a release."""

    @property
    def wanted(self) -> Mapping[str, Content]:
        """Key -> content of every file of the release."""
        ...

    def validate(self, plan: Plan) -> None:
        """Raises PublishError if a file of the plan cannot be written. Called before the first write."""
        ...

    def write(self, key: str) -> ObjectVersion:
        """Writes the object with this key."""
        ...


@dataclass(frozen=True)
class ReleaseRequest:
    """The properties of a requested release, without its files."""

    commit: str
    caller: Callable[[], str]
    """Returns the ARN of the publisher. Called only if there is something to do."""
    keep_releases: int
    """The number of releases that can be restored, the new one included."""
    index_document: str
    release_id: str | None = None
    """Default: the time and the commit."""
    restores: str | None = None
    csp: str | None = None
    is_dry_run: bool = False


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
    invalidated: tuple[str, ...] = ()
    changed: tuple[str, ...] = field(default=(), repr=False)
    """Keys whose content or headers changed for viewers."""


def make_release(
    site: SiteObjects, edge: Edge, source: ReleaseSource, request: ReleaseRequest, survey: Survey | None = None
) -> ReleaseResult:
    """Makes a release of the files of `source`; changes nothing if the site already consists of them.

    survey: a listing of the bucket from a moment ago. Default: list it now.
    Raises PublishError, and ConflictError if other runs were faster in every attempt. The next run continues from any
    point.
    """
    for _ in range(_ATTEMPTS):
        attempt = _Attempt(site, source, request, survey or site.survey())
        survey = None
        head = attempt.survey.head
        if head and attempt.plan.is_unchanged:
            return _finish(site, edge, head, attempt.survey.head_modified, request.is_dry_run)
        if request.is_dry_run:
            return attempt.dry_run_result()
        source.validate(attempt.plan)
        versions = attempt.write()
        if versions is None:
            continue
        manifest = attempt.manifest(versions, request.caller())
        if site.commit(manifest):
            attempt.remove(manifest)
            if manifest.paths:
                edge.invalidate(_reference(site, manifest), manifest.paths)
            return attempt.result(manifest)
    raise ConflictError(f"other runs published {_ATTEMPTS} times at the same time: publish from one place at a time")


class _Attempt:
    """One attempt at a release, from one survey of the bucket."""

    def __init__(self, site: SiteObjects, source: ReleaseSource, request: ReleaseRequest, survey: Survey) -> None:
        self._site, self._source, self._request = site, source, request
        self.survey = survey
        refresh = refresh_time(datetime.now(UTC)) if site.namespace.is_preview else None
        comparison = compare(source.wanted, survey, refresh)
        inspected = site.inspect({key: source.wanted[key] for key in comparison.doubtful})
        self.plan = make_plan(source.wanted, survey, {**comparison.same, **inspected}, request.keep_releases)
        self._id, self._time = identify(request.release_id, request.commit, source.wanted, survey.head)

    def write(self) -> dict[str, ObjectVersion] | None:
        """Writes phase after phase. Returns None if another run made a release before the first page was written."""
        written: dict[str, ObjectVersion] = {}
        wanted, plan = self._source.wanted, self.plan
        *assets, pages = plan.phases
        with progress("publishing", sum(wanted[key].size for key in plan.writes)) as advance:

            def write(key: str) -> ObjectVersion:
                version = self._source.write(key)
                advance(version.content.size)
                return version

            for phase in assets:
                written |= for_each(write, phase)
            if pages and self._site.is_overtaken(plan.number - 1):
                return None
            return written | for_each(write, pages)

    def manifest(self, written: Mapping[str, ObjectVersion], who: str) -> Manifest:
        """The manifest of the release, from the written versions."""
        request, plan, head = self._request, self.plan, self.survey.head
        versions = {**plan.same, **written}
        files = {key: versions[key] for key in sorted(versions)}
        release = Release(
            number=plan.number,
            id=self._id,
            time=self._time,
            commit=request.commit,
            who=who,
            files=len(files),
            bytes=sum(version.content.size for version in files.values()),
            restores=request.restores,
        )
        kept = (head.release, *head.kept)[: request.keep_releases - 1] if head else ()
        paths = invalidation_paths(changed_keys(plan, files, head), self._site.namespace, request.index_document)
        return Manifest(release, files, kept, plan.retired, paths, request.csp)

    def remove(self, manifest: Manifest) -> None:
        """Deletes the objects that are due, unless a newer release exists: it may use them, and deletes them itself."""
        kept = {release.number for release in (manifest.release, *manifest.kept)}
        stale = [number for number in self.survey.numbers if number not in kept]
        if not self.plan.removals and len(stale) < _STALE_MANIFESTS:
            return
        if not self._site.is_overtaken(self.plan.number):
            self._site.delete(self.plan.removals, stale)

    def result(self, manifest: Manifest) -> ReleaseResult:
        """The result of a completed attempt."""
        changed = tuple(changed_keys(self.plan, manifest.files, self.survey.head))
        plan, before = self.plan, self.survey.head
        return ReleaseResult(manifest, True, before, plan.writes, plan.removals, manifest.paths, changed)

    def dry_run_result(self) -> ReleaseResult:
        """The result that this attempt would have."""
        pretended = {key: ObjectVersion(self._source.wanted[key], "", "") for key in self.plan.writes}
        return self.result(self.manifest(pretended, UNKNOWN))


def _finish(site: SiteObjects, edge: Edge, head: Manifest, since: datetime, is_dry_run: bool) -> ReleaseResult:
    """The result without changes. Invalidates first if the run of the current release was killed before it could."""
    reference = _reference(site, head)
    if not head.paths or edge.has_invalidated(reference, since):
        return ReleaseResult(head, is_new=False)
    if not is_dry_run:
        edge.invalidate(reference, head.paths)
    return ReleaseResult(head, is_new=False, invalidated=head.paths)


def _reference(site: SiteObjects, manifest: Manifest) -> str:
    """The caller reference of a release's invalidation."""
    return f"{site.namespace.manifest_key(manifest.release.number)} {manifest.release.id}"
