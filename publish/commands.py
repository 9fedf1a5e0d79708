"""The four commands, each from its options to its output."""

import time
from argparse import Namespace as Options
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from publish.check.checked import check_release, restoring
from publish.check.verify import SiteChecker
from publish.cloud.bucket_objects import Bucket
from publish.cloud.clients import PublishClients
from publish.cloud.distribution import Edge, policy_csp
from publish.cloud.site_objects import SiteObjects
from publish.errors import InputError, PublishError
from publish.folder.cache_rules import load_rules
from publish.folder.local_files import LocalFile, find_files, read_contents
from publish.page_policy.content_security import blocked_by
from publish.release.make_release import ReleaseRequest, ReleaseResult, make_release
from publish.release.manifest import Content, Manifest, ObjectVersion
from publish.release.namespace import preview, site
from publish.release.release_id import UNKNOWN, find_commit
from publish.release.sources import Restore, Upload
from publish.report import as_json, difference_lines, differences, releases, summary, table

_NAMED_PROBLEMS = 20
_HTML = (".htm", ".html", ".xhtml")


class Answer(NamedTuple):
    """The output of a command, as text and as JSON."""

    text: str
    json: Mapping[str, Any]


def deploy(options: Options, clients: PublishClients) -> Answer:
    """Publishes a folder."""
    job = _Job.start(options, clients)
    rules = load_rules(options.rules, options.directory)
    files = find_files(options.directory, job.site.namespace.content)
    csp = policy_csp(clients.cloudfront, options.headers_policy) if options.headers_policy else options.csp
    with ThreadPoolExecutor(1) as pool:
        surveying = pool.submit(job.site.survey)
        contents = read_contents(files, rules)
        survey = surveying.result()
    if csp:
        _reject_broken_pages(csp, files, contents, survey.head)
    request = ReleaseRequest(
        commit=find_commit(options.directory),
        caller=clients.caller,
        keep_releases=options.keep_releases,
        index_document=options.index_document,
        release_id=options.release,
        csp=csp,
        is_dry_run=options.dry_run,
    )
    result = make_release(job.site, job.edge, Upload(job.site, files, contents), request, survey)
    if not options.dry_run:
        job.check(request, result, csp)
    return job.answer(result, is_dry_run=options.dry_run)


def rollback(options: Options, clients: PublishClients) -> Answer:
    """Restores a release."""
    job = _Job.start(options, clients)
    survey = job.site.survey()
    if survey.head is None:
        raise PublishError(f"bucket {options.bucket} holds no release: deploy one")
    target = _target(job.site, survey.head, options.release)
    request = restoring(ReleaseRequest(UNKNOWN, clients.caller, options.keep_releases, options.index_document), target)
    result = make_release(job.site, job.edge, Restore(job.site, target), request, survey)
    # The stack may have another policy than when the release was made, so any policy passes.
    job.check(request, result, csp=None)
    return job.answer(result, is_dry_run=False)


def list_releases(options: Options, clients: PublishClients) -> Answer:
    """Lists the releases that can be restored."""
    head = _site(options, clients).head()
    shown = ("id", "time", "commit", "who", "files", "bytes", "restores")
    listed = [{name: getattr(release, name) for name in shown} for release in releases(head)]
    return Answer(table(head), {"releases": listed})


def diff(options: Options, clients: PublishClients) -> Answer:
    """Compares two releases."""
    objects = _site(options, clients)
    head = objects.head()
    found = differences(_target(objects, head, options.old), _target(objects, head, options.new))
    return Answer(difference_lines(found), found)


COMMANDS: Mapping[str, Callable[[Options, PublishClients], Answer]] = {
    "deploy": deploy,
    "rollback": rollback,
    "releases": list_releases,
    "diff": diff,
}
"""The function of each command."""


@dataclass(frozen=True)
class _Job:
    """A run of a command that changes the site."""

    options: Options
    site: SiteObjects
    edge: Edge
    started: float

    @classmethod
    def start(cls, options: Options, clients: PublishClients) -> "_Job":
        edge = Edge(clients.cloudfront, options.distribution)
        return cls(options, _site(options, clients), edge, time.monotonic())

    def check(self, request: ReleaseRequest, result: ReleaseResult, csp: str | None) -> None:
        """Checks the site, unless --no-verify is given. Raises CheckFailedError or NotRestoredError."""
        if self.options.no_verify:
            return
        address = self.options.site or self.edge.address()
        checker = SiteChecker(address, self.site.namespace, csp, self.options.verify_seconds)
        check_release(self.site, self.edge, checker, request, result)

    def answer(self, result: ReleaseResult, *, is_dry_run: bool) -> Answer:
        seconds = time.monotonic() - self.started
        return Answer(summary(result, seconds, is_dry_run=is_dry_run), as_json(result))


def _site(options: Options, clients: PublishClients) -> SiteObjects:
    namespace = site() if options.preview is None else preview(options.preview)
    return SiteObjects(Bucket(clients.s3, options.bucket), namespace)


def _target(objects: SiteObjects, head: Manifest, release_id: str | None) -> Manifest:
    """The manifest of a kept release. Default: the release before the current one."""
    if release_id is None:
        if not head.kept:
            raise InputError(f"release {head.release.id} is the oldest that is kept: there is no release before it")
        return objects.manifest(head.kept[0].number)
    found = head.find(release_id)
    if found is None:
        known = ", ".join(release.id for release in releases(head))
        raise InputError(f"release {release_id!r} is not kept; the kept releases are {known}")
    return head if found == head.release else objects.manifest(found.number)


def _reject_broken_pages(
    csp: str, files: Mapping[str, LocalFile], contents: Mapping[str, Content], head: Manifest | None
) -> None:
    """Raises InputError if the policy would break a page. Pages that an earlier run has checked are not read again."""
    seen: Mapping[str, ObjectVersion] = head.files if head and head.csp == csp else {}
    pages: dict[str, Path] = {
        key: files[key].path
        for key, content in contents.items()
        if key.endswith(_HTML) and (key not in seen or seen[key].content.sha256 != content.sha256)
    }
    if problems := blocked_by(csp, pages):
        more = [f"and {len(problems) - _NAMED_PROBLEMS} more"] if len(problems) > _NAMED_PROBLEMS else []
        listed = "\n  ".join([*problems[:_NAMED_PROBLEMS], *more])
        raise InputError(f"the site's Content-Security-Policy would break its pages:\n  {listed}")
