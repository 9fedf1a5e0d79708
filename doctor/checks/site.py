"""Checks of the site as a viewer sees it, and of the release that it is."""

import ssl
from collections.abc import Mapping, Sequence
from functools import partial

import urllib3

from doctor.deployed import Deployed
from doctor.model import Check
from doctor.reader import UndecidedError
from publish.check.verify import REQUIRED_HEADERS
from publish.cloud.bucket_objects import Bucket
from publish.cloud.site_objects import SiteObjects
from publish.errors import PublishError
from publish.release.namespace import site as site_namespace

_TIMEOUT_SECONDS = 20
_OK = 200
_MISSING = 404
_NO_PAGE = "/this-page-does-not-exist/"
_OF_THE_ORIGIN = ("x-amz-version-id", "x-amz-server-side-encryption")
_EXAMPLES = 3


def _answers(stack: Deployed) -> Sequence[str]:
    """TLS trusts the machine's certificate authorities, or those of the PEM file in SSL_CERT_FILE."""
    pool = urllib3.PoolManager(ssl_context=ssl.create_default_context(), retries=False)
    get = partial(pool.request, "GET", timeout=_TIMEOUT_SECONDS, redirect=False)
    problems: list[str] = []
    for address in stack.addresses:
        try:
            front, missing = get(f"{address}/"), get(f"{address}{_NO_PAGE}")
        except urllib3.exceptions.HTTPError as error:
            problems.append(f"{address} does not answer: {error}")
            continue
        if front.status in (301, 302, 307, 308):
            continue  # a name that leads to the canonical one
        if front.status != _OK:
            problems.append(f"{address}/ answers with status {front.status}, expected {_OK}")
        if missing.status != _MISSING:
            problems.append(f"a missing page answers with status {missing.status}, expected {_MISSING}")
        problems += _wrong_headers(address, front.headers)
    return problems


def _wrong_headers(address: str, headers: Mapping[str, str]) -> list[str]:
    lacking = [name for name in REQUIRED_HEADERS if not headers.get(name)]
    shown = [name for name in headers if name.lower().startswith(_OF_THE_ORIGIN)]
    return [
        *([f"{address}/ lacks {', '.join(lacking)}"] if lacking else []),
        *([f"{address}/ shows {', '.join(shown)} of the bucket"] if shown else []),
    ]


def _release(stack: Deployed) -> Sequence[str]:
    bucket = str(stack.output("contentBucket"))
    objects = SiteObjects(Bucket(stack.account.client("s3"), bucket), site_namespace())
    try:
        survey = objects.survey()
    except PublishError as error:
        raise UndecidedError(str(error), "Allow the doctor to list and read the content bucket") from error
    if survey.head is None:
        return ["nothing was published yet"]
    changed = sorted(survey.lost)
    if not changed:
        return []
    named = ", ".join(changed[:_EXAMPLES]) + (", ..." if len(changed) > _EXAMPLES else "")
    count = f"{len(changed)} of {len(survey.files)} files"
    return [f"{count} are not what release {survey.head.release.id} wrote: {named}"]


CHECKS: tuple[Check[Deployed], ...] = (
    Check(
        "site",
        "the site answers over TLS, with its security headers and none of the bucket's",
        "See what would change: make drift; then: pulumi up --refresh",
        _answers,
    ),
    Check(
        "release",
        "the bucket holds the newest release, unchanged",
        "Publish again: aws codepipeline start-pipeline-execution --name <pipelineName>",
        _release,
    ),
)
