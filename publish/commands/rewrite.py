"""Writes every file of the site anew, so that the bucket's present encryption is that of every file."""

from argparse import Namespace as Options
from dataclasses import replace

from publish.check.checked import restoring
from publish.cloud.clients import PublishClients
from publish.commands.job import Answer, Job
from publish.errors import ConflictError, PublishError
from publish.release.make_release import ReleaseResult, make_release
from publish.release.plan import Plan, Survey
from publish.release.sources import Restore

_ATTEMPTS = 5
_NOTE = (
    "the versions of earlier releases are as they were encrypted: their key is needed until `releases` lists none of "
    "them and the days of noncurrentDays have passed since"
)


class _OvertakenError(ConflictError):
    """Another run made a release while this one copied the release before it."""


def rewrite(options: Options, clients: PublishClients) -> Answer:
    """Makes a release of the files of the current one, each a copy of itself inside the bucket.

    S3 encrypts a copy as it encrypts a new object: as the bucket says now.
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-encryption.html

    Raises PublishError where there is no release, and ConflictError if other runs were faster in every attempt.
    """
    job = Job.start(options, clients)
    for _ in range(_ATTEMPTS):
        try:
            return job.answer(_copy_all(job), [_NOTE])
        except _OvertakenError:
            continue
    raise ConflictError(f"other runs published {_ATTEMPTS} times at the same time: run this when none does")


def _copy_all(job: Job) -> ReleaseResult:
    survey = job.site.survey(job.site.newest())
    head = survey.head
    if head is None:
        raise PublishError("the bucket holds no release: deploy one, which encrypts as the bucket says")

    def refuse_older(plan: Plan, found: Survey) -> None:
        if found.highest != survey.highest:
            raise _OvertakenError("another run has published a newer release")

    request = replace(restoring(job.request(), head), rewrites=True, guard=refuse_older)
    result = make_release(job.site, job.edge, Restore(job.site, head, head.withdrawn), request, survey)
    job.check(request, result, csp=None)
    return result
