"""What a release is called, and which commit it was built from."""

import hashlib
import os
import re
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from publish.errors import InputError
from publish.manifest import TIME_FORMAT, Content, Manifest

UNKNOWN = "unknown"

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_COMPACT_TIME = "%Y%m%dT%H%M%SZ"
_SHORT = 8


def identify(asked: str | None, commit: str, files: Mapping[str, Content], head: Manifest | None) -> tuple[str, str]:
    """Id and time of a new release after `head`.

    The id is the one that was asked for, or else sorts by time: "20261124T131600Z-51288ca9", with the beginning of the
    commit, or of a hash over the site where there is no commit. No two releases have the same second.
    Raises InputError for an id that is taken or would not do as a word on a command line.
    """
    now = datetime.now(UTC)
    if head:
        now = max(now, head.release.made_at + timedelta(seconds=1))
    time = now.strftime(TIME_FORMAT)
    if asked is None:
        return f"{now.strftime(_COMPACT_TIME)}-{_short(commit, files)}", time
    if not _ID.fullmatch(asked):
        raise InputError(f"--release {asked!r}: write 1 to 64 letters, digits, dots, hyphens and underscores")
    if head and head.find(asked):
        raise InputError(f"--release {asked!r} is the name of an earlier release: choose another")
    return asked, time


def find_commit(directory: Path) -> str:
    """The commit that a build or the folder's repository is at; "unknown" where there is neither.

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
