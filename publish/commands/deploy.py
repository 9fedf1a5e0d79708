"""Publishes a folder."""

import sys
from argparse import Namespace as Options
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from publish.cloud.clients import PublishClients
from publish.cloud.distribution import policy_csp
from publish.commands.job import Answer, Job, folder_options
from publish.commands.policies import with_policies
from publish.commands.withdrawn import without_withdrawn
from publish.folder.read_folder import read_folder
from publish.release.guard import refuse_removal
from publish.release.make_release import make_release
from publish.release.release_id import find_commit
from publish.release.sources import Upload


def deploy(options: Options, clients: PublishClients) -> Answer:
    """Publishes a folder. Raises InputError, before anything is written, for an invalid folder, rule or page."""
    job = Job.start(options, clients)
    csp = policy_csp(clients.cloudfront, options.headers_policy) if options.headers_policy else options.csp
    newest = job.site.newest()
    with ThreadPoolExecutor(1) as pool:
        surveying = pool.submit(job.site.survey, newest)
        folder = read_folder(options.directory, folder_options(options, job.site.namespace.content), newest.files)
        survey = surveying.result()
    judged = with_policies(csp, folder, survey.head, options.not_found_page, options.site)
    contents, withdrawn = without_withdrawn(judged.contents, survey.head)
    may_remove = options.allow_removal or folder.remove_most or job.site.namespace.is_preview
    request = job.request()
    request = replace(
        request,
        commit=options.commit or find_commit(options.directory),
        release_id=options.release,
        csp=csp,
        basis=judged.basis,
        is_dry_run=options.dry_run,
        retention=replace(request.retention, is_foreign=folder.keeps),
        guard=refuse_removal(is_allowed=may_remove, ask=_asks(options)),
    )
    result = make_release(job.site, job.edge, Upload(job.site, folder.files, contents), request, survey)
    if not options.dry_run:
        job.check(request, result, csp)
    return job.answer(result, [*folder.notices, *judged.notes, *withdrawn], is_dry_run=options.dry_run)


def _asks(options: Options) -> Callable[[str], bool] | None:
    """Asks on a terminal. None without a terminal."""
    if options.json or not sys.stdin.isatty():
        return None
    return lambda question: input(f"{question} [y/N] ").strip().lower() in ("y", "yes")
