"""Pulumi's language host for YAML programs, built once for this user from its Go module, as the engine is."""

import os
import platform
import re
import subprocess
import sys
from pathlib import Path

from sandbox.cache import cache_folder, exclusively
from sandbox.engine.build import go_command

_FOLDER = Path(__file__).parent
_PACKAGE = "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml"


def yaml_host() -> Path:
    """The folder with the executable, for PATH. Raises CalledProcessError where it cannot be built."""
    (version,) = re.findall(r"github\.com/pulumi/pulumi-yaml v([\d.]+)", (_FOLDER / "go.mod").read_text())
    folder = cache_folder(f"pulumi-yaml-{version}-{sys.platform}-{platform.machine()}")
    host = folder / "pulumi-language-yaml"
    with exclusively(folder):
        if not os.access(host, os.X_OK):
            unfinished = folder / "unfinished"
            environment = {**os.environ, "GOFLAGS": "-mod=readonly", "GOTOOLCHAIN": "local", "CGO_ENABLED": "0"}
            command = [*go_command(), "build", "-trimpath", "-ldflags", "-s -w", "-o", str(unfinished), _PACKAGE]
            subprocess.run(command, cwd=_FOLDER, env=environment, check=True)
            unfinished.replace(host)
    return folder
