"""Pulumi as a person runs it, with whatever it is logged in to, and its events kept."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from rollout.changes import change_of
from rollout.stacks import REPOSITORY
from secure_site_policies.report.events import read

POLICIES = REPOSITORY / "policies"

# Where one call is refused, many are: the first errors say what all of them do.
_FEW = 5


class EngineError(RuntimeError):
    """Pulumi is not there, or a command that has to work did not."""


def stream(events: Path, arguments: Sequence[str], settings: Mapping[str, str] | None = None) -> int:
    """Runs an operation that streams its events, into a file of one event a line; the exit code of Pulumi.

    Says each change as it comes to it. settings: as `run` takes them. Raises EngineError where not even the first event
    came, with what Pulumi has said.
    """
    events.parent.mkdir(parents=True, exist_ok=True)
    said = events.with_suffix(".log")
    command = [_pulumi(), *arguments, "--non-interactive", "--json"]
    with (
        events.open("w") as kept,
        said.open("w") as log,
        subprocess.Popen(  # noqa: S603
            command, cwd=REPOSITORY, env=_environment(settings), stdout=subprocess.PIPE, stderr=log, text=True
        ) as process,
    ):
        assert process.stdout is not None  # noqa: S101 - a pipe was asked for
        for line in process.stdout:
            kept.write(line)
            if change := change_of(line):
                print(f"  {change.operation:8} {change.type}  {change.name}", flush=True)
    if not events.stat().st_size:
        raise EngineError(f"pulumi {arguments[0]} failed:\n{said.read_text().strip()}")
    return process.returncode


def require(operation: str, lines: Iterable[str]) -> None:
    """Raises EngineError, with what the engine has said, for the events of an operation that did not come through."""
    ran = read(operation, lines)[-1]
    if reason := ran.flaw or "\n".join(ran.errors[:_FEW]) or ("" if ran.result else "It was cut off."):
        raise EngineError(f"{operation} failed:\n{reason}")


def run(arguments: Sequence[str], settings: Mapping[str, str] | None = None) -> None:
    """Runs a command for its effect. Raises EngineError, with what it has said.

    settings: environment variables beside this process's own.
    """
    answer = subprocess.run(  # noqa: S603
        [_pulumi(), *arguments, "--non-interactive", "--color=never"],
        cwd=REPOSITORY,
        env=_environment(settings),
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode:
        raise EngineError(f"pulumi {' '.join(arguments[:2])} failed:\n{answer.stderr.strip()}")


def _pulumi() -> str:
    found = shutil.which("pulumi")
    if not found:
        raise EngineError(
            "there is no pulumi on PATH: install it (https://www.pulumi.com/docs/iac/download-install/), or rehearse "
            'on local AWS: make up, then eval "$(python3 -m sandbox env)"'
        )
    return found


def _environment(settings: Mapping[str, str] | None) -> dict[str, str]:
    # The toolchain in Pulumi.yaml is uv, which is installed beside this Python.
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), str(Path(sys.executable).parent)])
    return {
        **os.environ,
        "PATH": path,
        "PULUMI_ENABLE_STREAMING_JSON_PREVIEW": "true",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        **(settings or {}),
    }
