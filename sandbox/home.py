"""The folder of one sandbox, which holds everything that a stack's rehearsal keeps."""

import fcntl
import secrets
import shutil
import stat
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from sandbox.checkpoint import Checkpoint
from sandbox.errors import SandboxError
from sandbox.files import write_private
from sandbox.providers import PACKAGES

REPOSITORY = Path(__file__).resolve().parent.parent
DEFAULT_BASE = REPOSITORY / ".sandbox"


class BusyError(SandboxError):
    """Another command works on the same sandbox."""


@dataclass(frozen=True)
class Home:
    """The paths of a stack's sandbox. `base` holds one folder for each stack, so that several run side by side."""

    stack: str
    base: Path = DEFAULT_BASE
    official: Mapping[str, Path] = field(default_factory=dict[str, Path])
    """The official plugins that run in place of the sandbox's own: package -> executable. Default: none."""

    @property
    def folder(self) -> Path:
        """The whole sandbox. `down` removes this folder."""
        return self.base / self.stack

    @property
    def project(self) -> Path:
        """The work folder of the engine: a copy of Pulumi.yaml and the stack's own config."""
        return self.folder / "project"

    @property
    def state(self) -> Path:
        """Pulumi's file backend."""
        return self.folder / "state"

    @property
    def pulumi_home(self) -> Path:
        """Pulumi's own settings and plugins, apart from the user's."""
        return self.folder / "pulumi"

    @property
    def language(self) -> Path:
        """The folder of the Python language host, for the end of PATH: an official one comes first."""
        return self.folder / "language"

    @property
    def passphrase(self) -> Path:
        """The passphrase of the secrets provider, made on first use. Only its owner can read it."""
        return self.folder / "passphrase"

    @property
    def recorded(self) -> Path:
        """The record of resources that no emulator has."""
        return self.folder / "recorded.json"

    @property
    def pushed(self) -> Path:
        """What the last push published."""
        return self.folder / "pushed.json"

    @property
    def applied(self) -> Path:
        """What the last update applied."""
        return self.folder / "applied.json"

    @property
    def viewer(self) -> Path:
        """The viewer's certificate and settings."""
        return self.folder / "viewer"

    @property
    def logs(self) -> Path:
        """The logs of every process."""
        return self.folder / "logs"

    def prepare(self) -> None:
        """Creates the folders, the passphrase and the plugins that are missing."""
        for folder in (self.project, self.state, self.pulumi_home, self.viewer, self.logs):
            folder.mkdir(parents=True, exist_ok=True)
        if not self.passphrase.exists():
            write_private(self.passphrase, secrets.token_urlsafe(32))
        for package in PACKAGES:
            installed = self.pulumi_home / "plugins" / f"resource-{package}-v{version(f'pulumi-{package}')}"
            plugin = installed / f"pulumi-resource-{package}"
            if package in self.official:
                _write_script(plugin, f'exec "{self.official[package]}" "$@"')
            else:
                _write_plugin(plugin, f"-m sandbox.providers {package}")
        # Only an engine without a Python language host asks for this one; an official install runs PulumiPolicy.yaml.
        installed = self.pulumi_home / "plugins" / f"analyzer-policy-python-v{version('pulumi-policy')}"
        _write_plugin(installed / "pulumi-analyzer-policy-python", "-u -m sandbox.engine.analyzer")
        _write_plugin(self.language / "pulumi-language-python", "-u -m sandbox.engine.language")

    def checkpoint(self, project: str) -> Checkpoint:
        """The state of this stack in the project of that name."""
        return Checkpoint(self.state / ".pulumi" / "stacks" / project / f"{self.stack}.json")

    def unlock_state(self) -> None:
        """Removes the locks in Pulumi's backend: a lock is a killed command's, since `locked` keeps others away."""
        for lock in (self.state / ".pulumi" / "locks").rglob("*.json"):
            lock.unlink()

    def forget_resources(self) -> None:
        """Empties the state, for a cloud that starts empty. The passphrase and the config's secrets stay."""
        for folder in (self.state, self.pulumi_home):
            shutil.rmtree(folder, ignore_errors=True)
        for file in (self.recorded, self.pushed):
            file.unlink(missing_ok=True)

    def remove(self) -> None:
        """Removes the whole sandbox."""
        shutil.rmtree(self.folder, ignore_errors=True)

    @contextmanager
    def locked(self) -> Generator[None]:
        """Keeps other commands away from this sandbox. Raises BusyError if one is running."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.base / f"{self.stack}.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise BusyError(
                    f"another command is running on sandbox {self.stack!r}; wait for it or stop it"
                ) from None
            yield


def _write_plugin(file: Path, arguments: str) -> None:
    _write_script(file, f'PYTHONPATH="{REPOSITORY}" exec "{sys.executable}" {arguments} "$@"')


def _write_script(file: Path, command: str) -> None:
    content = f"#!/bin/sh\n{command}\n"
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists() or file.read_text() != content:
        file.write_text(content)
        file.chmod(file.stat().st_mode | stat.S_IXUSR)
