"""The id, time and commit of a release."""

import hashlib
import os
import re
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from publish.errors import InputError
from publish.release.manifest import TIME_FORMAT, Content, Manifest

UNKNOWN = "unknown"

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_COMPACT_TIME = "%Y%m%dT%H%M%SZ"
_SHORT = 8


def identify(
    requested: str | None, commit: str, files: Mapping[str, Content], head: Manifest | None
) -> tuple[str, str]:
    """The id and time of a new release after `head`.

    requested: the id from --release. Default: an id that sorts by time, "20261124T131600Z-51288ca9", and ends in the
    beginning of the commit, or of a hash of the site if there is no commit. No two releases have the same second.
    Raises InputError for an id that is taken, or that is not one word of the allowed characters.
    """
    now = datetime.now(UTC)
    if head:
        now = max(now, head.release.made_at + timedelta(seconds=1))
    time = now.strftime(TIME_FORMAT)
    if requested is None:
        return f"{now.strftime(_COMPACT_TIME)}-{_short(commit, files)}", time
    if not _ID.fullmatch(requested):
        raise InputError(f"--release {requested!r}: write 1 to 64 letters, digits, dots, hyphens and underscores")
    if head and head.find(requested):
        raise InputError(f"--release {requested!r} is the name of an earlier release: choose another")
    return requested, time


def find_commit(directory: Path) -> str:
    """The commit of the CodeBuild build or of the folder's repository; "unknown" if there is neither.

    https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-env-vars.html
    """
    if built := os.environ.get("CODEBUILD_RESOLVED_SOURCE_VERSION"):
        return built
    try:
        answer = subprocess.run(  # noqa: S603
            ["git", "-C", str(directory), "rev-parse", "HEAD"],  # noqa: S607
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return UNKNOWN
    return answer.stdout.strip()


def _short(commit: str, files: Mapping[str, Content]) -> str:
    if commit != UNKNOWN:
        return re.sub(r"[^A-Za-z0-9]", "", commit)[:_SHORT]
    digest = hashlib.sha256()
    for key, content in files.items():
        digest.update(f"{key}\0{content.sha256}\n".encode())
    return digest.hexdigest()[:_SHORT]
