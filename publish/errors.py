"""What goes wrong, in one message that says what to do, with the exit code that scripts can rely on."""

from collections.abc import Generator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError

_DENIED = {"403", "AccessDenied", "AccessDeniedException", "Forbidden"}


class PublishError(Exception):
    """AWS refused or did not answer. Base of all the errors that this package raises on purpose."""

    exit_code = 1


class InputError(PublishError):
    """An option, the rules or the site itself cannot be published as it is. Nothing was written."""

    exit_code = 2


class ConflictError(PublishError):
    """Somebody else published in the meantime."""

    exit_code = 5


INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells have it."""

EXIT_CODES = """\
exit codes:
  0    published, or nothing to do
  1    AWS refused or did not answer; run it again, it goes on from where it stopped
  2    the options, the rules or the site cannot be published as they are; nothing was written
  3    the site as served was wrong; the release before is back
  4    the site as served was wrong; nothing was taken back, because there was no release before or nothing was changed
  5    somebody else kept publishing at the same time
  130  interrupted; the next run goes on from there
"""
"""What the help says of them."""


@contextmanager
def asking(action: str, resource: str) -> Generator[None]:
    """Turns what AWS answers to `action` ("s3:PutObject") on `resource` into a PublishError."""
    try:
        yield
    except ClientError as error:
        code, message = error_code(error), error.response.get("Error", {}).get("Message", "")
        if code in _DENIED:
            raise PublishError(
                f"{action} on {resource} is denied: allow it to whoever publishes (publish/permissions.py lists all)"
            ) from error
        raise PublishError(f"{action} on {resource} failed with {code}: {message}") from error
    except BotoCoreError as error:
        raise PublishError(f"{action} on {resource} failed: {error}") from error


def error_code(error: ClientError) -> str:
    """The code that AWS gave, such as "AccessDenied"; for a HEAD request the status, such as "404"."""
    return error.response.get("Error", {}).get("Code", "Unknown")
