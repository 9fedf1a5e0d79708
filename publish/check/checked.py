"""The check after a release, and the restoration of the previous release if the site is not served as published."""

from dataclasses import replace

from publish.check.verify import Fault, Reason, SiteChecker, expectations, removed_sample, sample
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


class NotCheckedError(PublishError):
    """The site did not answer the check. The release stays: nothing says that it is wrong."""

    exit_code = 6


def check_release(
    site: SiteObjects, edge: Edge, checker: SiteChecker, request: ReleaseRequest, result: ReleaseResult
) -> None:
    """Returns if the release is served as published, or if a newer release has replaced it.

    Raises CheckFailedError after it has restored the previous release; NotRestoredError if there is no previous release
    or if this run changed nothing; NotCheckedError if no answer is wrong and some are missing, and if the distribution
    is turned off.
    """
    manifest, before = result.manifest, result.before or _before(site, result.manifest)
    keys = sample(manifest, result.changed, request.index_document, request.answering)
    removed = removed_sample(manifest, (*result.deleted, *result.gone), request.answering)
    faults = checker.faults(expectations(manifest, before, keys, removed), before.csp if before else None)
    if not faults or site.is_overtaken(manifest.release.number):
        return
    if edge.is_turned_off():
        raise NotCheckedError(
            f"release {manifest.release.id} stays, but it could not be checked: the site is turned off, because it has "
            "cost its limit or by hand. To turn it on: make start STACK=<stack> (docs/bill.md)"
        )
    if all(fault.reason is Reason.UNKNOWN for fault in faults):
        raise NotCheckedError(
            f"release {manifest.release.id} stays, but it could not be checked: {_named(faults)}. Look at the site; if "
            "it is not to be reached from where this runs, set verifyRelease to false (--no-verify)"
        )
    reason = f"release {manifest.release.id} is not served as published: {_named(faults)}"
    if not result.is_new and not result.invalidated:
        raise NotRestoredError(f"{reason}; this run changed nothing, so it restored nothing")
    if request.retention.at_once:
        raise NotRestoredError(f"{reason}; it takes files down, so the release before is not restored")
    if before is None:
        raise NotRestoredError(f"{reason}; it is the first release, so there is no release to restore")
    source = Restore(site, before, before.withdrawn)
    restored = make_release(site, edge, source, restoring(request, before))
    raise CheckFailedError(
        f"{reason}; release {before.release.id} was restored as {restored.manifest.release.id}", restored
    )


def restoring(request: ReleaseRequest, target: Manifest) -> ReleaseRequest:
    """The request for a release that restores `target`."""
    return replace(
        request,
        commit=target.release.commit,
        release_id=None,
        restores=target.release.id,
        csp=target.csp,
        basis=target.basis,
        guard=ReleaseRequest.guard,
    )


def _before(site: SiteObjects, manifest: Manifest) -> Manifest | None:
    return site.manifest(manifest.kept[0].number) if manifest.kept else None


def _named(faults: list[Fault]) -> str:
    named = "; ".join(str(fault) for fault in faults[:_NAMED_FAULTS])
    more = f"; and {len(faults) - _NAMED_FAULTS} more" if len(faults) > _NAMED_FAULTS else ""
    return f"{named}{more}"
