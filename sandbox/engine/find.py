"""Finds a Pulumi engine or builds the pinned one into the user's cache.

The module's version is pinned in `go.mod` and its content in `go.sum` beside this file, so every machine builds the
same engine. https://www.pulumi.com/docs/iac/concepts/how-pulumi-works/
"""

import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from sandbox.cache import cache_folder, exclusively
from sandbox.engine.build import BuildError, build
from sandbox.errors import SandboxError

_PINNED = re.compile(r"github\.com/pulumi/pulumi/pkg/v3 v(\d+)\.(\d+)\.(\d+)")
_VERSION = re.compile(r"v?(\d+)\.(\d+)\.(\d+)")

Version = tuple[int, int, int]


class EngineError(SandboxError):
    """No engine could be found or built."""


def find_or_build(report: Callable[[str], None]) -> Path:
    """Returns the path of a `pulumi` executable of at least the pinned version.

    `report` receives one line for each long step. Raises EngineError.
    """
    pinned = pinned_version()
    installed = shutil.which("pulumi")
    if installed and (version_of(installed) or (0, 0, 0)) >= pinned:
        return Path(installed)
    folder = _cache_folder(pinned)
    cached = folder / "pulumi"
    with exclusively(folder):
        if not os.access(cached, os.X_OK):
            try:
                build(cached, pinned, report)
            except BuildError as error:
                raise EngineError(f"the Pulumi engine could not be built: {error}") from error
    return cached


def pinned_version() -> Version:
    """Returns the engine's version in go.mod, the only place that names it."""
    match = _PINNED.search((Path(__file__).parent / "go.mod").read_text())
    if match is None:
        raise EngineError("sandbox/engine/go.mod does not pin github.com/pulumi/pulumi/pkg/v3")
    return int(match[1]), int(match[2]), int(match[3])


def version_of(executable: str) -> Version | None:
    """Returns the version that an executable reports, or None where it does not run."""
    try:
        answer = subprocess.run(  # noqa: S603
            [executable, "version"],
            capture_output=True,
            text=True,
            timeout=30,
            env={**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "true"},
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    match = _VERSION.search(answer.stdout)
    return (int(match[1]), int(match[2]), int(match[3])) if match and answer.returncode == 0 else None


def _cache_folder(version: Version) -> Path:
    name = "pulumi-{}.{}.{}".format(*version)
    return cache_folder(f"{name}-{sys.platform}-{platform.machine()}")
