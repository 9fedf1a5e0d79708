"""A release that is looked at after it was made, and taken back if it is not served as it was published."""

from dataclasses import dataclass, replace

from publish.errors import PublishError
from publish.invalidation import Edge
from publish.manifest import Manifest
from publish.release import Outcome, Wish, make_release
from publish.site_objects import SiteObjects
from publish.sources import Restore
from publish.verify import Fault, Viewer, sample

_NAMED_FAULTS = 3


class CheckFailedError(PublishError):
    """The site as served is not what was published. What was served before is back."""

    exit_code = 3

    def __init__(self, message: str, restored: Outcome) -> None:
        super().__init__(message)
        self.restored = restored


class NotRestoredError(PublishError):
    """The site as served is not what was published, and nothing was taken back."""

    exit_code = 4


@dataclass(frozen=True)
class Check:
    """How a release is looked at."""

    viewer: Viewer
    patience_seconds: float
    """How long the invalidation may take."""


def check_release(site: SiteObjects, edge: Edge, check: Check, wish: Wish, outcome: Outcome) -> None:
    """Returns if the release is served as it was published, or if a newer one has replaced it by now.

    Raises CheckFailedError after bringing the release before back; NotRestoredError where there is none, or where this
    run has changed nothing.
    """
    manifest, before = outcome.manifest, outcome.before or _before(site, outcome.manifest)
    keys = sample(manifest, outcome.changed, wish.index_document)
    faults = check.viewer.faults(manifest, before, keys, check.patience_seconds)
    if not faults or site.is_overtaken(manifest.release.number):
        return
    reason = _in_words(manifest, faults)
    if not outcome.is_new and not outcome.invalidated:
        raise NotRestoredError(f"{reason}; this run changed nothing, so it took nothing back")
    if before is None:
        raise NotRestoredError(f"{reason}; it is the first release, so there is nothing to go back to")
    restored = make_release(site, edge, Restore(site, before), restoring(wish, before))
    raise CheckFailedError(
        f"{reason}; release {before.release.id} was restored as {restored.manifest.release.id}", restored
    )


def restoring(wish: Wish, target: Manifest) -> Wish:
    """What a release is to be that brings `target` back."""
    return replace(wish, commit=target.release.commit, release_id=None, restores=target.release.id, csp=target.csp)


def _before(site: SiteObjects, manifest: Manifest) -> Manifest | None:
    return site.manifest(manifest.kept[0].number) if manifest.kept else None


def _in_words(manifest: Manifest, faults: list[Fault]) -> str:
    named = "; ".join(str(fault) for fault in faults[:_NAMED_FAULTS])
    more = f"; and {len(faults) - _NAMED_FAULTS} more" if len(faults) > _NAMED_FAULTS else ""
    return f"release {manifest.release.id} is not served as it was published: {named}{more}"
