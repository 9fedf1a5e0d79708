"""What the commands have in common: their output, the site that they work on, and the release that they request."""

import time
from argparse import Namespace as Options
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from publish.check.checked import check_release
from publish.check.verify import SiteChecker
from publish.cloud.bucket_objects import Bucket
from publish.cloud.clients import PublishClients
from publish.cloud.distribution import Edge
from publish.cloud.site_objects import SiteObjects
from publish.errors import InputError
from publish.folder.addresses import Addresses
from publish.folder.read_folder import FolderOptions
from publish.release.make_release import ReleaseRequest, ReleaseResult
from publish.release.manifest import Manifest
from publish.release.namespace import preview, site
from publish.release.plan import Retention
from publish.release.release_id import UNKNOWN
from publish.report import as_json, notes_of, releases, summary


class Answer(NamedTuple):
    """The output of a command, as text and as JSON, and its exit code."""

    text: str
    json: Mapping[str, Any]
    exit_code: int = 0


@dataclass(frozen=True)
class Job:
    """A run of a command that changes the site."""

    options: Options
    site: SiteObjects
    edge: Edge | None
    """None for a preview, whose distribution caches nothing."""
    caller: Callable[[], str]
    started: float

    @classmethod
    def start(cls, options: Options, clients: PublishClients) -> "Job":
        """Prepares the run; sends no request. Raises InputError if the site has no distribution."""
        found = site_of(options, clients)
        if found.namespace.is_preview:
            return cls(options, found, None, clients.caller, time.monotonic())
        if not options.distribution:
            raise InputError("--distribution is missing: write the id of the distribution, or set DISTRIBUTION_ID")
        edge = Edge(lambda: clients.cloudfront, options.distribution, options.verify_seconds)
        return cls(options, found, edge, clients.caller, time.monotonic())

    @property
    def addresses(self) -> Addresses:
        """The rule that leads from a path to a key."""
        return folder_options(self.options, self.site.namespace.content).addresses

    def request(self) -> ReleaseRequest:
        """What all releases of this run have in common."""
        options = self.options
        return ReleaseRequest(
            commit=UNKNOWN,
            caller=self.caller,
            retention=Retention(options.keep_releases, options.keep_assets_days),
            addresses_of=self.addresses.addresses_of,
            answering=self.addresses.answering,
            index_document=options.index_document,
        )

    def check(self, request: ReleaseRequest, result: ReleaseResult, csp: str | None) -> None:
        """Checks the site, unless --no-verify is given. Raises the errors of `check_release`.

        A preview is not checked: a cookie or a password may be needed to see it, and it takes nothing from anyone.
        """
        if self.options.no_verify or self.edge is None:
            return
        address = self.options.site or self.edge.address()
        checker = SiteChecker(address, csp, self.options.verify_seconds)
        check_release(self.site, self.edge, checker, request, result)

    def answer(self, result: ReleaseResult, notes: Sequence[str] = (), *, is_dry_run: bool = False) -> Answer:
        """The output of the run."""
        seconds = time.monotonic() - self.started
        said = [*notes, *notes_of(result)]
        lines = [*noted(said), summary(result, seconds, is_dry_run=is_dry_run)]
        return Answer("\n".join(lines), {**as_json(result), "notes": said})


def site_of(options: Options, clients: PublishClients) -> SiteObjects:
    """The site or preview that the options name."""
    namespace = site() if options.preview is None else preview(options.preview)
    return SiteObjects(Bucket(clients.s3, options.bucket), namespace)


def folder_options(options: Options, prefix: str = "") -> FolderOptions:
    """What the options say about the site. prefix: the beginning of its keys in the bucket. Default: there is none."""
    return FolderOptions(
        options.index_document,
        options.not_found_page,
        options.single_page_app,
        tuple(options.prerendered),
        prefix,
        getattr(options, "rules", None),
        tuple(options.redirected),
    )


def target_of(objects: SiteObjects, head: Manifest, wanted: str | None) -> Manifest:
    """The manifest of a kept release, by its id or commit. Default: the release before the current one."""
    if wanted is None:
        if not head.kept:
            raise InputError(f"release {head.release.id} is the oldest that is kept: there is no release before it")
        return objects.manifest(head.kept[0].number)
    found = head.find(wanted)
    if found is None:
        known = ", ".join(release.id for release in releases(head))
        raise InputError(f"release {wanted!r} is not kept; the kept releases are {known}")
    return head if found == head.release else objects.manifest(found.number)


def noted(notes: Sequence[str]) -> list[str]:
    """Notes as lines of the output."""
    return [f"note: {note}" for note in notes]
