"""Go programs that the tests build once for this user, as the engine is."""

import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from sandbox.cache import cache_folder, exclusively
from sandbox.engine.build import go_command


def built(name: str, program: Path, module: Path) -> Path:
    """The executable of that name, built from a program of one file and the module files of a folder.

    What was built is kept under the content of the three. Raises CalledProcessError where it cannot be built.
    """
    sources = [program, module / "go.mod", module / "go.sum"]
    digest = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:12]
    folder = cache_folder(f"{name}-{digest}-{sys.platform}-{platform.machine()}")
    executable = folder / name
    with exclusively(folder):
        if not os.access(executable, os.X_OK):
            environment = {**os.environ, "GOFLAGS": "-mod=readonly", "GOTOOLCHAIN": "local", "CGO_ENABLED": "0"}
            with tempfile.TemporaryDirectory(dir=folder) as place:
                for source in sources:
                    shutil.copy(source, place)
                command = [*go_command(), "build", "-trimpath", "-ldflags", "-s -w", "-o", "unfinished", "."]
                subprocess.run(command, cwd=place, env=environment, check=True)
                Path(place, "unfinished").replace(executable)
    return executable
