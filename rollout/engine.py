"""Runs the Pulumi CLI with its current logins, and stores its events."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from rollout.changes import change_of
from rollout.stacks import REPOSITORY
from secure_site_policies.report.events import read

PACK = ("--policy-pack", str(REPOSITORY / "policies"), "--policy-pack-config", str(REPOSITORY / "policies.json"))
"""The options that run the policy pack with this program's settings."""

# One refused call seldom comes alone, and the first errors explain the others.
_FIRST_ERRORS = 5


class PulumiError(RuntimeError):
    """Pulumi is not installed, or a command failed that must succeed."""


def stream(events: Path, arguments: Sequence[str], environment: Mapping[str, str] | None = None) -> int:
    """Runs an operation, writes its events to a file, one a line, and returns Pulumi's exit code.

    Prints each change when it begins.
    environment: environment variables to set in addition to this process's own.
    Raises PulumiError, with the output of Pulumi, if there was no event at all.
    """
    events.parent.mkdir(parents=True, exist_ok=True)
    log_file = events.with_suffix(".log")
    command = [_pulumi(), *arguments, "--non-interactive", "--json"]
    with (
        events.open("w") as kept,
        log_file.open("w") as log,
        subprocess.Popen(  # noqa: S603
            command, cwd=REPOSITORY, env=_whole(environment), stdout=subprocess.PIPE, stderr=log, text=True
        ) as process,
    ):
        assert process.stdout is not None  # noqa: S101 - a pipe was asked for
        for line in process.stdout:
            kept.write(line)
            if change := change_of(line):
                print(f"  {change.operation:8} {change.type}  {change.name}", flush=True)
    if not events.stat().st_size:
        raise PulumiError(f"pulumi {arguments[0]} failed:\n{log_file.read_text().strip()}")
    return process.returncode


def require(operation: str, lines: Iterable[str]) -> None:
    """Raises PulumiError, with the engine's errors, if these events are not those of a successful operation."""
    ran = read(operation, lines)[-1]
    if reason := ran.flaw or "\n".join(ran.errors[:_FIRST_ERRORS]) or ("" if ran.result else "Its events are cut off."):
        raise PulumiError(f"{operation} failed:\n{reason}")


def run(arguments: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
    """Runs a command for its effect. Raises PulumiError, with the output of Pulumi, if it fails.

    environment: environment variables to set in addition to this process's own.
    """
    answer = subprocess.run(  # noqa: S603
        [_pulumi(), *arguments, "--non-interactive", "--color=never"],
        cwd=REPOSITORY,
        env=_whole(environment),
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode:
        raise PulumiError(f"pulumi {' '.join(arguments[:2])} failed:\n{answer.stderr.strip()}")


def _pulumi() -> str:
    found = shutil.which("pulumi")
    if not found:
        raise PulumiError(
            "pulumi is not on PATH: install it (https://www.pulumi.com/docs/iac/download-install/), or rehearse "
            'on local AWS: make up, then eval "$(python3 -m sandbox env)"'
        )
    return found


def _whole(environment: Mapping[str, str] | None) -> dict[str, str]:
    # The toolchain in Pulumi.yaml is uv, which is installed beside this Python.
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), str(Path(sys.executable).parent)])
    return {
        **os.environ,
        "PATH": path,
        "PULUMI_ENABLE_STREAMING_JSON_PREVIEW": "true",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        # The toolchain installs what uv.lock has, and nothing that it would have to build.
        "UV_FROZEN": "true",
        "UV_NO_BUILD": "true",
        **(environment or {}),
    }
