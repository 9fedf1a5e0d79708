"""The four commands, each from its options to what it prints."""

import time
from argparse import Namespace as Options
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from publish.bucket_objects import Bucket
from publish.cache_rules import load_rules
from publish.checked import Check, check_release, restoring
from publish.clients import Clients
from publish.content_security import blocked_by
from publish.distribution import policy_csp, site_address
from publish.errors import InputError, PublishError
from publish.invalidation import Edge
from publish.local_files import LocalFile, find_files, read_contents
from publish.manifest import Content, Manifest, Record
from publish.namespace import preview, site
from publish.release import Outcome, Wish, make_release
from publish.release_id import UNKNOWN, find_commit
from publish.report import as_json, difference_lines, differences, releases, summary, table
from publish.site_objects import SiteObjects
from publish.sources import Restore, Upload
from publish.verify import Viewer

_NAMED_PROBLEMS = 20
_HTML = (".htm", ".html", ".xhtml")


class Answer(NamedTuple):
    """What a command says."""

    text: str
    json: Mapping[str, Any]


def deploy(options: Options, clients: Clients) -> Answer:
    """Publishes a folder."""
    job = _Job.start(options, clients)
    rules = load_rules(options.rules, options.directory)
    files = find_files(options.directory, job.site.namespace.content)
    csp = policy_csp(clients.cloudfront, options.headers_policy) if options.headers_policy else options.csp
    with ThreadPoolExecutor(1) as pool:
        looking = pool.submit(job.site.survey)
        contents = read_contents(files, rules)
        survey = looking.result()
    if csp:
        _refuse_broken_pages(csp, files, contents, survey.head)
    wish = Wish(
        commit=find_commit(options.directory),
        caller=clients.caller,
        keep_releases=options.keep_releases,
        index_document=options.index_document,
        release_id=options.release,
        csp=csp,
        is_dry_run=options.dry_run,
    )
    outcome = make_release(job.site, job.edge, Upload(job.site, files, contents), wish, survey)
    if not options.dry_run:
        job.check(wish, outcome, csp)
    return job.answer(outcome, is_dry_run=options.dry_run)


def rollback(options: Options, clients: Clients) -> Answer:
    """Brings a release back."""
    job = _Job.start(options, clients)
    survey = job.site.survey()
    if survey.head is None:
        raise PublishError(f"bucket {options.bucket} holds no release: deploy one")
    target = _target(job.site, survey.head, options.release)
    wish = restoring(Wish(UNKNOWN, clients.caller, options.keep_releases, options.index_document), target)
    outcome = make_release(job.site, job.edge, Restore(job.site, target), wish, survey)
    # The policy may have changed since the release was made: any will do.
    job.check(wish, outcome, csp=None)
    return job.answer(outcome, is_dry_run=False)


def list_releases(options: Options, clients: Clients) -> Answer:
    """Lists the releases that can be brought back."""
    head = _site(options, clients).head()
    shown = ("id", "time", "commit", "who", "files", "bytes", "restores")
    listed = [{name: getattr(release, name) for name in shown} for release in releases(head)]
    return Answer(table(head), {"releases": listed})


def diff(options: Options, clients: Clients) -> Answer:
    """Compares two releases."""
    objects = _site(options, clients)
    head = objects.head()
    found = differences(_target(objects, head, options.old), _target(objects, head, options.new))
    return Answer(difference_lines(found), found)


COMMANDS: Mapping[str, Callable[[Options, Clients], Answer]] = {
    "deploy": deploy,
    "rollback": rollback,
    "releases": list_releases,
    "diff": diff,
}
"""What each word of the command line does."""


@dataclass(frozen=True)
class _Job:
    """What every command that changes the site works with."""

    options: Options
    clients: Clients
    site: SiteObjects
    edge: Edge
    started: float

    @classmethod
    def start(cls, options: Options, clients: Clients) -> "_Job":
        edge = Edge(clients.cloudfront, options.distribution)
        return cls(options, clients, _site(options, clients), edge, time.monotonic())

    def check(self, wish: Wish, outcome: Outcome, csp: str | None) -> None:
        """Looks at the site, unless told not to. Raises CheckFailedError or NotRestoredError."""
        if self.options.no_verify:
            return
        address = self.options.site or site_address(self.clients.cloudfront, self.options.distribution)
        viewer = Viewer(address, self.site.namespace, csp)
        check_release(self.site, self.edge, Check(viewer, self.options.verify_seconds), wish, outcome)

    def answer(self, outcome: Outcome, *, is_dry_run: bool) -> Answer:
        seconds = time.monotonic() - self.started
        return Answer(summary(outcome, seconds, is_dry_run=is_dry_run), as_json(outcome))


def _site(options: Options, clients: Clients) -> SiteObjects:
    namespace = site() if options.preview is None else preview(options.preview)
    return SiteObjects(Bucket(clients.s3, options.bucket), namespace)


def _target(objects: SiteObjects, head: Manifest, release_id: str | None) -> Manifest:
    """The manifest of a kept release; without an id, of the one before the current."""
    if release_id is None:
        if not head.kept:
            raise InputError(f"release {head.release.id} is the first that is kept: there is none before it")
        return objects.manifest(head.kept[0].number)
    found = head.find(release_id)
    if found is None:
        known = ", ".join(release.id for release in releases(head))
        raise InputError(f"release {release_id!r} is not kept; there are {known}")
    return head if found == head.release else objects.manifest(found.number)


def _refuse_broken_pages(
    csp: str, files: Mapping[str, LocalFile], contents: Mapping[str, Content], head: Manifest | None
) -> None:
    """Raises InputError if the policy would break a page. Pages that it has seen before are not read again."""
    seen: Mapping[str, Record] = head.files if head and head.csp == csp else {}
    pages: dict[str, Path] = {
        key: files[key].path
        for key, content in contents.items()
        if key.endswith(_HTML) and (key not in seen or seen[key].content.sha256 != content.sha256)
    }
    if problems := blocked_by(csp, pages):
        more = [f"and {len(problems) - _NAMED_PROBLEMS} more"] if len(problems) > _NAMED_PROBLEMS else []
        listed = "\n  ".join([*problems[:_NAMED_PROBLEMS], *more])
        raise InputError(f"the site's Content-Security-Policy would break its pages:\n  {listed}")
