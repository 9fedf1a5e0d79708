"""The check after a release, and the restoration of the previous release if the site is not served as published."""

from dataclasses import replace

from publish.check.verify import Fault, SiteChecker, sample
from publish.cloud.distribution import Edge
from publish.cloud.site_objects import SiteObjects
from publish.errors import PublishError
from publish.release.make_release import ReleaseRequest, ReleaseResult, make_release
from publish.release.manifest import Manifest
from publish.release.sources import Restore

_NAMED_FAULTS = 3


class CheckFailedError(PublishError):
    """The site was not served as published. The previous release was restored."""

    exit_code = 3

    def __init__(self, message: str, restored: ReleaseResult) -> None:
        super().__init__(message)
        self.restored = restored


class NotRestoredError(PublishError):
    """The site was not served as published, and nothing was restored."""

    exit_code = 4


def check_release(
    site: SiteObjects, edge: Edge, checker: SiteChecker, request: ReleaseRequest, result: ReleaseResult
) -> None:
    """Returns if the release is served as published, or if a newer release has replaced it.

    Raises CheckFailedError after it has restored the previous release; NotRestoredError if there is no previous release
    or if this run changed nothing.
    """
    manifest, before = result.manifest, result.before or _before(site, result.manifest)
    keys = sample(manifest, result.changed, request.index_document)
    faults = checker.faults(manifest, before, keys)
    if not faults or site.is_overtaken(manifest.release.number):
        return
    reason = _reason(manifest, faults)
    if not result.is_new and not result.invalidated:
        raise NotRestoredError(f"{reason}; this run changed nothing, so it restored nothing")
    if before is None:
        raise NotRestoredError(f"{reason}; it is the first release, so there is no release to restore")
    restored = make_release(site, edge, Restore(site, before), restoring(request, before))
    raise CheckFailedError(
        f"{reason}; release {before.release.id} was restored as {restored.manifest.release.id}", restored
    )


def restoring(request: ReleaseRequest, target: Manifest) -> ReleaseRequest:
    """The request for a release that restores `target`."""
    return replace(request, commit=target.release.commit, release_id=None, restores=target.release.id, csp=target.csp)


def _before(site: SiteObjects, manifest: Manifest) -> Manifest | None:
    return site.manifest(manifest.kept[0].number) if manifest.kept else None


def _reason(manifest: Manifest, faults: list[Fault]) -> str:
    named = "; ".join(str(fault) for fault in faults[:_NAMED_FAULTS])
    more = f"; and {len(faults) - _NAMED_FAULTS} more" if len(faults) > _NAMED_FAULTS else ""
    return f"release {manifest.release.id} is not served as published: {named}{more}"
