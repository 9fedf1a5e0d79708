"""The errors of a rehearsal. A denial of IAM is reported as action, resource and role, whichever tool met it."""

import re
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from string import Template

from botocore.exceptions import ClientError

from sandbox.errors import SandboxError

_CODES = r"\(?(?:AccessDenied(?:Exception)?|AuthorizationError|UnauthorizedOperation|Forbidden|403)\)?"
_OPERATION = re.compile(rf"An error occurred {_CODES} when calling the (?P<operation>\w+) operation")
_ACTION = re.compile(r"not authorized to perform: (?P<action>[A-Za-z0-9-]+:\w+)")
_RESOURCE = re.compile(r'on resource: (?:"(?P<quoted>arn:[^"]+)"|(?P<plain>arn:\S+))')
_OF_PUBLISH = re.compile(r"^error: (?P<action>[a-z0-9]+:\w+) on (?P<resource>.+?) is denied: ", re.MULTILINE)
_DOWNLOAD = re.compile(r"download failed: s3://(?P<bucket>[a-z0-9.-]+)/(?P<key>.+?) to ")
_UPLOAD = re.compile(r".*s3://(?P<bucket>[a-z0-9.-]+)/(?P<key>.+?) An error occurred")
_BUCKET_PATH = re.compile(r"s3://(?P<bucket>[a-z0-9.-]+)/?(?P<key>[^\s'\"]*)")
_BUCKET_OPTION = re.compile(
    r"--bucket[ =]['\"]?(?P<bucket>[a-z0-9.-]+)(?:.*--key[ =]['\"]?(?P<key>[^\s'\"]+))?", re.DOTALL
)
_DISTRIBUTION = re.compile(r"--distribution-id[ =]['\"]?(?P<id>\w+)")

# https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
_S3_ACTIONS = {
    "CompleteMultipartUpload": "PutObject",
    "CopyObject": "PutObject",
    "CreateMultipartUpload": "PutObject",
    "DeleteObjects": "DeleteObject",
    "HeadBucket": "ListBucket",
    "HeadObject": "GetObject",
    "ListObjects": "ListBucket",
    "ListObjectsV2": "ListBucket",
    "UploadPart": "PutObject",
}


class RehearsalError(SandboxError):
    """The pipeline failed. The message names the step and the reason."""


class DeniedError(RehearsalError):
    """A role lacks a permission that the pipeline needs.

    `role` is the role's name, `action` the missing permission ("s3:PutObject"), `resource` the ARN that it is missing
    for, or the command if neither the service nor the command names one.
    """

    def __init__(self, role: str, action: str, resource: str, because: str = "") -> None:
        super().__init__(f"role {role} may not {action} on {resource}{f': {because}' if because else ''}")
        self.role, self.action, self.resource = role, action, resource


@dataclass(frozen=True)
class Denial:
    """An action that was denied, and the resource if it is known."""

    action: str
    resource: str


@contextmanager
def calling(role: str, action: str, resource: str) -> Generator[None]:
    """Wraps a call of AWS: a denial becomes a DeniedError, any other error a RehearsalError with the same facts."""
    try:
        yield
    except ClientError as error:
        message = str(error)
        if not _OPERATION.search(message):
            raise RehearsalError(f"{action} on {resource}: {message}") from error
        found = _ACTION.search(message)
        because = "a policy denies it explicitly" if "explicit deny" in message else ""
        raise DeniedError(role, found["action"] if found else action, resource, because) from error


def find_denial(output: str, command: str, variables: Mapping[str, str], account_id: str) -> Denial | None:
    """Returns the first denial that a failed command printed, or None.

    output: the output of the AWS CLI, an SDK or `python -m publish`.
    command: the shell command, which is searched for a resource that the message leaves out.
    variables: the environment of the command, to read "$BUCKET" in it.
    """
    if own := _OF_PUBLISH.search(output):
        return Denial(own["action"], _arn(own["action"], own["resource"], account_id))
    refused = _OPERATION.search(output) or _ACTION.search(output)
    if refused is None:
        return None
    line = _line(output, refused)
    named = _ACTION.search(line)
    action = named["action"] if named else _guess_action(line)
    stated = _RESOURCE.search(line)
    written = Template(command).safe_substitute(variables)
    if stated:
        return Denial(action, stated["quoted"] or stated["plain"])
    found = _find_resource(action, line, written, account_id)
    return Denial(action, found or f"the resource of `{written}`")


def _arn(action: str, resource: str, account_id: str) -> str:
    if resource.startswith("arn:"):
        return resource
    service = action.partition(":")[0]
    return f"arn:aws:s3:::{resource}" if service == "s3" else f"arn:aws:{service}::{account_id}:distribution/{resource}"


def _line(text: str, found: re.Match[str]) -> str:
    start = text.rfind("\n", 0, found.start()) + 1
    return text[start:].partition("\n")[0]


def _guess_action(line: str) -> str:
    """S3 answers HEAD without a body, so the CLI knows only its own operation."""
    found = _OPERATION.search(line)
    operation = found["operation"] if found else ""
    return f"s3:{_S3_ACTIONS.get(operation, operation)}"


def _find_resource(action: str, line: str, command: str, account_id: str) -> str | None:
    service, _, name = action.partition(":")
    if service == "cloudfront":
        found = _DISTRIBUTION.search(command)
        return f"arn:aws:cloudfront::{account_id}:distribution/{found['id']}" if found else None
    if service == "s3":
        reported = _DOWNLOAD.search(line) or _UPLOAD.search(line)
        found = reported or _BUCKET_PATH.search(command) or _BUCKET_OPTION.search(command)
        if found is None:
            return None
        key = "" if "Bucket" in name else found["key"] or ""
        return f"arn:aws:s3:::{found['bucket']}{f'/{key}' if key else ''}"
    return None
