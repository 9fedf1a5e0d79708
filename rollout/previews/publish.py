"""Publishes a pull request's site as its preview, and deletes those of closed pull requests. Runs under the role."""

import io
import json
from collections.abc import Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple

from publish.cli import main
from publish.cloud.bucket_objects import Bucket
from publish.cloud.clients import PublishClients
from publish.errors import PublishError
from publish.layout import SETTINGS_KEY
from rollout.previews.task import SITE, Result, StepError, Task, name_of

_LONGEST_MESSAGE = 4000


def run(folder: Path, environment: Mapping[str, str], clients: PublishClients | None = None) -> int:
    """Does the task in the bucket $SITE_PREVIEW_BUCKET, and writes the result."""
    task, bucket = Task.read(folder), environment.get("SITE_PREVIEW_BUCKET", "")
    if not bucket:
        raise StepError("SITE_PREVIEW_BUCKET is not set: write the variable into the repository of the site")
    clients = clients or PublishClients()
    stale = task.stale(_previews(clients, bucket))
    deleted = [name for name in stale if _publish(["discard", name, "--bucket", bucket], clients).code == 0]
    settings = _settings(clients, bucket) if task.publish else dict[str, Any]()
    names = [name_of(number) for number in task.publish]
    runs = {name: _publish(_deploy(folder, name, bucket, task.commit, settings), clients) for name in names}
    failed = {name: ran.error for name, ran in runs.items() if ran.code}
    published = {name: str(settings["address"]).replace("NAME", name) for name in runs if name not in failed}
    Result(task.commit, published, failed, deleted).write(folder)
    outcomes = {"published": list(published), "not published": list(failed), "deleted": deleted}
    outcomes["not deleted"] = [name for name in stale if name not in deleted]
    for outcome, concerned in outcomes.items():
        for name in concerned:
            print(f"{name}: {outcome}")
    return 1 if outcomes["not published"] or outcomes["not deleted"] else 0


def _previews(clients: PublishClients, bucket: str) -> Sequence[str]:
    ran = _publish(["previews", "--bucket", bucket], clients)
    if ran.code:
        raise StepError(f"the previews cannot be listed: {ran.error}")
    return ran.json["previews"]


def _settings(clients: PublishClients, bucket: str) -> Mapping[str, Any]:
    """How the stack serves previews, from the object that it keeps in their bucket."""
    try:
        return json.loads(Bucket(clients.s3, bucket).content(SETTINGS_KEY))
    except (PublishError, ValueError) as error:
        raise StepError(
            f"the settings of the stack cannot be read ({type(error).__name__}): is its setting previews true, "
            "and was it updated since?"
        ) from None


def _deploy(folder: Path, name: str, bucket: str, commit: str, settings: Mapping[str, Any]) -> list[str]:
    """One release is kept, and nothing of an older one."""
    return [
        *("deploy", str(folder / SITE), "--preview", name, "--bucket", bucket, "--commit", commit),
        *("--keep-releases", "1", "--keep-assets-days", "0"),
        *("--csp", settings["contentSecurityPolicy"], "--index-document", settings["indexDocument"]),
        *(["--single-page-app"] if settings["singlePageApp"] else []),
        *(option for pattern in settings["prerendered"] for option in ("--prerendered", pattern)),
        *(option for pattern in settings["redirected"] for option in ("--redirected", pattern)),
    ]


class _Run(NamedTuple):
    """What the tool has said."""

    code: int
    error: str
    json: Mapping[str, Any]


def _publish(arguments: list[str], clients: PublishClients) -> _Run:
    """Runs the tool.

    Nothing that it prints reaches the log: it quotes names from the pull request, and a line of the log may be a
    command to the runner.
    """
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main([*arguments, "--json"], clients)
    lines = out.getvalue().splitlines()
    return _Run(code, err.getvalue().strip()[:_LONGEST_MESSAGE], json.loads(lines[-1]) if lines else {})
