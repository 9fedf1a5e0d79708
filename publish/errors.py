"""The errors of publishing: each has a message with the remedy, and an exit code that scripts can rely on."""

from collections.abc import Generator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError

_DENIED = {"403", "AccessDenied", "AccessDeniedException", "Forbidden"}


class PublishError(Exception):
    """AWS refused a call or did not answer. The base class of the errors that this package raises on purpose."""

    exit_code = 1


class InputError(PublishError):
    """An option, the rules file or the site is invalid. Nothing was written."""

    exit_code = 2


class ConflictError(PublishError):
    """Other runs kept publishing at the same time."""

    exit_code = 5


INTERRUPTED = 130
"""The exit code after Ctrl-C, the same as in shells."""

EXIT_CODES = """\
exit codes:
  0    published, or nothing to do
  1    AWS refused a call or did not answer; run the command again, it continues where it stopped
  2    an option, the rules file or the site is invalid; nothing was written
  3    the site was not served as published; the previous release was restored
  4    the site was not served as published; nothing was restored, because there is no previous release or this run
       changed nothing
  5    other runs kept publishing at the same time
  6    the release stays, but the site could not be checked: it did not answer
  130  interrupted; the next run continues from there
"""
"""The end of every --help text."""


@contextmanager
def calling(action: str, resource: str) -> Generator[None]:
    """Raises PublishError for an error of AWS inside the block.

    action: the IAM action that the call needs, such as "s3:PutObject".
    resource: the name or ARN that the call is made on.
    """
    try:
        yield
    except ClientError as error:
        code, message = error_code(error), error.response.get("Error", {}).get("Message", "")
        if code in _DENIED:
            raise PublishError(
                f"{action} on {resource} is denied: allow it to the role that publishes "
                "(publish/permissions.py lists every action)"
            ) from error
        raise PublishError(f"{action} on {resource} failed with {code}: {message}") from error
    except BotoCoreError as error:
        raise PublishError(f"{action} on {resource} failed: {error}") from error


def error_code(error: ClientError) -> str:
    """The error code of AWS, such as "AccessDenied"; for a HEAD request the status, such as "404"."""
    return error.response.get("Error", {}).get("Code", "Unknown")
