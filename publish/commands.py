"""The commands, each from its options to its output."""

import sys
import time
from argparse import Namespace as Options
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from publish.check.checked import check_release, restoring
from publish.check.verify import SiteChecker
from publish.cloud.bucket_objects import Bucket
from publish.cloud.clients import PublishClients
from publish.cloud.distribution import Edge, policy_csp
from publish.cloud.site_objects import SiteObjects
from publish.errors import InputError, PublishError
from publish.folder.read_folder import Folder, FolderOptions, read_folder
from publish.page_policy.content_security import blocked_by
from publish.release.guard import refuse_removal
from publish.release.make_release import ReleaseRequest, ReleaseResult, make_release
from publish.release.manifest import Content, Manifest, ObjectVersion
from publish.release.namespace import preview, site
from publish.release.plan import Retention
from publish.release.release_id import UNKNOWN, find_commit
from publish.release.sources import Restore, Upload, Without
from publish.report import as_json, difference_lines, differences, releases, summary, table
from publish.report import notes as notes_of

_NAMED_PROBLEMS = 20


class Answer(NamedTuple):
    """The output of a command, as text and as JSON."""

    text: str
    json: Mapping[str, Any]


def deploy(options: Options, clients: PublishClients) -> Answer:
    """Publishes a folder."""
    job = _Job.start(options, clients)
    csp = policy_csp(clients.cloudfront, options.headers_policy) if options.headers_policy else options.csp
    with ThreadPoolExecutor(1) as pool:
        surveying = pool.submit(job.site.survey)
        folder = read_folder(
            options.directory,
            FolderOptions(options.index_document, prefix=job.site.namespace.content, rules_file=options.rules),
        )
        survey = surveying.result()
    if csp:
        _reject_broken_pages(csp, folder, survey.head)
    wanted, notes = _without_withdrawn(folder.contents, survey.head)
    may_remove = options.allow_removal or folder.remove_most or job.site.namespace.is_preview
    request = replace(
        job.request(),
        commit=find_commit(options.directory),
        release_id=options.release,
        csp=csp,
        is_dry_run=options.dry_run,
        guard=refuse_removal(is_allowed=may_remove, ask=_asks(options)),
    )
    result = make_release(job.site, job.edge, Upload(job.site, folder.files, wanted), request, survey)
    if not options.dry_run:
        job.check(request, result, csp)
    return job.answer(result, [*folder.notices, *notes], is_dry_run=options.dry_run)


def rollback(options: Options, clients: PublishClients) -> Answer:
    """Restores a release."""
    job = _Job.start(options, clients)
    survey = job.site.survey()
    if survey.head is None:
        raise PublishError(f"bucket {options.bucket} holds no release: deploy one")
    target = _target(job.site, survey.head, options.release)
    request = restoring(job.request(), target)
    source = Restore(job.site, target, survey.head.withdrawn)
    result = make_release(job.site, job.edge, source, request, survey)
    # The stack may have another policy than when the release was made, so any policy passes.
    job.check(request, result, csp=None)
    left_out = sorted(target.files.keys() - source.wanted.keys())
    return job.answer(result, _withdrawn_notes(left_out), is_dry_run=False)


def remove(options: Options, clients: PublishClients) -> Answer:
    """Takes files down, or lets files that were taken down be published again."""
    job = _Job.start(options, clients)
    survey = job.site.survey()
    head = survey.head
    if head is None:
        raise PublishError(f"bucket {options.bucket} holds no release: deploy one")
    known: Mapping[str, object] = head.withdrawn if options.undo else head.files
    keys = _keys(options.paths, known, options.index_document)
    request = replace(job.request(), commit=head.release.commit, csp=head.csp)
    if options.undo:
        withdrawn = {key: digest for key, digest in head.withdrawn.items() if key not in keys}
        removed: frozenset[str] = frozenset()
        notes = [f"{key} is published again by the next publication that has it" for key in keys]
    else:
        removed = frozenset(keys)
        withdrawn = {**head.withdrawn, **{key: head.files[key].content.sha256 for key in keys}}
        notes = [f"{key} is taken down; bring it back with: publish remove --undo {key}" for key in keys]
        request = replace(request, retention=replace(request.retention, at_once=removed))
    request = replace(request, withdrawn=withdrawn)
    versions = job.site.versions_of(removed, (head.release, *head.kept)) if removed else []
    result = make_release(job.site, job.edge, Without(job.site, head, removed), request, survey)
    job.site.retire(versions)
    job.check(request, result, csp=None)
    return job.answer(result, notes, is_dry_run=False)


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
    "remove": remove,
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
    caller: Callable[[], str]
    started: float

    @classmethod
    def start(cls, options: Options, clients: PublishClients) -> "_Job":
        edge = Edge(lambda: clients.cloudfront, options.distribution, options.verify_seconds)
        return cls(options, _site(options, clients), edge, clients.caller, time.monotonic())

    def request(self) -> ReleaseRequest:
        """What all releases of this run have in common."""
        options = self.options
        return ReleaseRequest(
            commit=UNKNOWN,
            caller=self.caller,
            retention=Retention(options.keep_releases, options.keep_assets_days),
            addresses_of=lambda key: _addresses_of(key, options.index_document),
            index_document=options.index_document,
        )

    def check(self, request: ReleaseRequest, result: ReleaseResult, csp: str | None) -> None:
        """Checks the site, unless --no-verify is given. Raises the errors of `check_release`."""
        if self.options.no_verify:
            return
        address = self.options.site or self.edge.address()
        checker = SiteChecker(address, self.site.namespace, csp, self.options.verify_seconds)
        check_release(self.site, self.edge, checker, request, result)

    def answer(self, result: ReleaseResult, notes: Sequence[str], *, is_dry_run: bool) -> Answer:
        seconds = time.monotonic() - self.started
        said = [*notes, *notes_of(result)]
        lines = [*(f"note: {note}" for note in said), summary(result, seconds, is_dry_run=is_dry_run)]
        return Answer("\n".join(lines), {**as_json(result), "notes": said})


def _site(options: Options, clients: PublishClients) -> SiteObjects:
    namespace = site() if options.preview is None else preview(options.preview)
    return SiteObjects(Bucket(clients.s3, options.bucket), namespace)


def _target(objects: SiteObjects, head: Manifest, wanted: str | None) -> Manifest:
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


def _keys(paths: Iterable[str], known: Mapping[str, object], index_document: str) -> list[str]:
    """The keys that addresses or keys name. Raises InputError for one that names none."""
    found: list[str] = []
    for path in paths:
        plain = path.lstrip("/")
        forms = (plain, f"{plain}.html", f"{plain.rstrip('/')}/{index_document}".lstrip("/"))
        named = [key for key in dict.fromkeys(forms) if key in known]
        if not named:
            raise InputError(
                f"{path!r} names no file of the site: write a key, or the address of a page, such as /about"
            )
        found += named
    return found


def _addresses_of(key: str, index_document: str) -> Iterable[str]:
    if key.endswith(f"/{index_document}") or key == index_document:
        yield key.removesuffix(index_document)
    elif key.endswith(".html"):
        yield key.removesuffix(".html")


def _without_withdrawn(
    contents: Mapping[str, Content], head: Manifest | None
) -> tuple[Mapping[str, Content], Sequence[str]]:
    """The files without those that were taken down, and what to say of these."""
    withdrawn: Mapping[str, str] = head.withdrawn if head else {}
    left_out = [key for key, digest in withdrawn.items() if key in contents and contents[key].sha256 == digest]
    if not left_out:
        return contents, ()
    kept = {key: content for key, content in contents.items() if key not in left_out}
    return kept, _withdrawn_notes(left_out)


def _withdrawn_notes(keys: Iterable[str]) -> list[str]:
    return [f"{key} was taken down and is not published; to publish it: publish remove --undo {key}" for key in keys]


def _asks(options: Options) -> Callable[[str], bool] | None:
    """Asks on a terminal. None if nobody can answer."""
    if options.json or not sys.stdin.isatty():
        return None
    return lambda question: input(f"{question} [y/N] ").strip().lower() in ("y", "yes")


def _reject_broken_pages(csp: str, folder: Folder, head: Manifest | None) -> None:
    """Raises InputError if the policy would break a page. Pages that an earlier run has checked are not read again."""
    seen: Mapping[str, ObjectVersion] = head.files if head and head.csp == csp else {}
    pages: dict[str, Path] = {
        key: folder.files[key].path
        for key in folder.pages
        if key not in seen or seen[key].content.sha256 != folder.contents[key].sha256
    }
    if problems := blocked_by(csp, pages):
        more = [f"and {len(problems) - _NAMED_PROBLEMS} more"] if len(problems) > _NAMED_PROBLEMS else []
        listed = "\n  ".join([*problems[:_NAMED_PROBLEMS], *more])
        raise InputError(f"the site's Content-Security-Policy would break its pages:\n  {listed}")
