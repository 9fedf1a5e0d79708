"""Lists, compares and restores releases."""

from argparse import Namespace as Options

from publish.check.checked import restoring
from publish.cloud.clients import PublishClients
from publish.commands.job import Answer, Job, site_of, target_of
from publish.commands.withdrawn import withdrawn_notes
from publish.errors import PublishError
from publish.release.make_release import make_release
from publish.release.sources import Restore
from publish.report import difference_lines, differences, releases, table


def rollback(options: Options, clients: PublishClients) -> Answer:
    """Restores a release."""
    job = Job.start(options, clients)
    survey = job.site.survey(job.site.newest())
    if survey.head is None:
        raise PublishError(f"bucket {options.bucket} holds no release: deploy one")
    target = target_of(job.site, survey.head, options.release)
    request = restoring(job.request(), target)
    source = Restore(job.site, target, survey.head.withdrawn)
    result = make_release(job.site, job.edge, source, request, survey)
    # The stack may have another policy than when the release was made, so any policy passes.
    job.check(request, result, csp=None)
    return job.answer(result, withdrawn_notes(target.files.keys() - source.wanted.keys()))


def list_releases(options: Options, clients: PublishClients) -> Answer:
    """Lists the releases that can be restored."""
    head = site_of(options, clients).head()
    shown = ("id", "time", "commit", "who", "files", "bytes", "restores")
    listed = [{name: getattr(release, name) for name in shown} for release in releases(head)]
    return Answer(table(head), {"releases": listed})


def diff(options: Options, clients: PublishClients) -> Answer:
    """Compares two releases."""
    objects = site_of(options, clients)
    head = objects.head()
    found = differences(target_of(objects, head, options.old), target_of(objects, head, options.new))
    return Answer(difference_lines(found), found)
