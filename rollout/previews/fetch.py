"""Finds out what is to be published and deleted, and takes a pull request's site out of its archive. Has no role."""

import re
import shutil
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rollout.github import GitHub, GitHubError
from rollout.previews.archive import ArchiveError, Limits, unpack
from rollout.previews.task import StepError, Task

ARTIFACT = "site-preview"
"""The name of the artifact that the build uploads."""
_SECONDS = 60
_CHUNK_BYTES = 1024**2


def run(folder: Path, environment: Mapping[str, str]) -> int:
    """Writes the task, and for a run of the build the site that it has left.

    $RUN_ID: the run of the build. Default: none, only previews that are left over are looked for.
    """
    github = GitHub.from_environment()
    opened = list(github.all("/pulls?state=open&"))
    newest = github.send("GET", "/pulls?state=all&sort=created&direction=desc&per_page=1")
    build = _build(github, environment.get("RUN_ID", ""))
    wanted = [one["number"] for one in opened if build and _is_of(one, build)]
    shutil.rmtree(folder, ignore_errors=True)
    if wanted and build:
        _take(github, build["id"], folder)
    numbers = sorted(int(one["number"]) for one in opened)
    task = Task(
        sorted(wanted), build["head_sha"] if wanted and build else "", numbers, newest[0]["number"] if newest else 0
    )
    task.write(folder)
    print(f"to publish: {len(task.publish)}; open pull requests: {len(task.open)}")
    return 0


def _build(github: GitHub, run_id: str) -> Mapping[str, Any] | None:
    """The run of the build, as GitHub tells of it. None if there is nothing to publish."""
    if not run_id:
        return None
    if not re.fullmatch(r"[1-9][0-9]*", run_id):
        raise StepError("RUN_ID must be the id of a run")
    found = github.send("GET", f"/actions/runs/{run_id}")
    is_built = found["event"] == "pull_request" and found["conclusion"] == "success"
    return found if is_built and found.get("head_repository") else None


def _is_of(pull: Mapping[str, Any], build: Mapping[str, Any]) -> bool:
    """Whether a run was for the newest commit of a pull request. Nothing of the archive is asked."""
    head = pull["head"]
    return (
        head["sha"] == build["head_sha"]
        and bool(head.get("repo"))
        and head["repo"]["id"] == build["head_repository"]["id"]
    )


def _take(github: GitHub, run_id: int, folder: Path) -> None:
    limits = Limits()
    found = github.send("GET", f"/actions/runs/{run_id}/artifacts?name={ARTIFACT}")["artifacts"]
    if len(found) != 1 or found[0].get("expired"):
        raise StepError(f"the build has left no artifact {ARTIFACT}, or it is too old: run the build again")
    if found[0]["size_in_bytes"] > limits.packed_bytes:
        raise ArchiveError(f"the archive has more than {limits.packed_bytes} bytes")
    archive = folder.with_suffix(".zip")
    _download(github.redirect(f"/actions/artifacts/{int(found[0]['id'])}/zip"), archive, limits.packed_bytes)
    try:
        print(f"files of the site: {unpack(archive, folder, limits)}")
    finally:
        archive.unlink()


def _download(address: str, file: Path, most_bytes: int) -> None:
    """Downloads without the token, and no more than may be."""
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        with urllib.request.urlopen(address, timeout=_SECONDS) as answer, file.open("wb") as target:  # noqa: S310
            size = 0
            while chunk := answer.read(_CHUNK_BYTES):
                size += len(chunk)
                if size > most_bytes:
                    raise ArchiveError(f"the archive has more than {most_bytes} bytes")
                target.write(chunk)
    except OSError as error:
        raise GitHubError(f"the artifact could not be downloaded: {type(error).__name__}") from None
