"""A project that is not this repository's, on the sandbox: what its user types, and the engine's answer."""

import os
import re
import subprocess
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sandbox.emulator.cloud import Cloud, LocalCloud
from sandbox.environment import engine_environment, forget_own_account
from sandbox.home import REPOSITORY, Home
from sandbox.viewer import Viewer
from tests.stacks.engine import engine
from tests.stacks.yaml_host import yaml_host

REGION = "eu-west-1"
PACK = ("--policy-pack", str(REPOSITORY / "policies"), "--policy-pack-config", str(REPOSITORY / "policies.json"))
"""Attaches the policy pack with the profile of this repository's program."""
PACKAGE = REPOSITORY / "components"

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Ran:
    """A command that has ended."""

    code: int
    printed: str


@dataclass(frozen=True)
class Elsewhere:
    """A folder outside this repository, and the shell of a user whose account is the local cloud."""

    folder: Path
    cloud: Cloud
    home: Home
    environment: Mapping[str, str]

    def shell(self, command: str, folder: Path | None = None) -> Ran:
        """Runs a command line in the folder, or in another one."""
        place = folder or self.folder
        place.mkdir(parents=True, exist_ok=True)
        ended = subprocess.run(
            ["bash", "-c", command],
            cwd=place,
            env={**self.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return Ran(ended.returncode, _COLOUR.sub("", ended.stdout))

    def works(self, command: str, folder: Path | None = None) -> str:
        """What a command prints that has to succeed."""
        ran = self.shell(command, folder)
        assert ran.code == 0, f"{command}\n{ran.printed}"
        return ran.printed


@contextmanager
def elsewhere(base: Path, **variables: str) -> Generator[Elsewhere]:
    """A local cloud and an empty folder, with `pulumi` and the language hosts for YAML and Python on PATH."""
    forget_own_account()
    home = Home("dev", base / "sandbox")
    home.prepare()
    local = LocalCloud(home.folder)
    viewer = Viewer(home.viewer, home.logs)
    try:
        cloud = local.start(REGION)
        environment = {**os.environ, **engine_environment(home, engine(), cloud), **variables}
        del environment["PULUMI_OPTION_CWD"]
        places = [environment["PATH"], str(yaml_host()), str(home.language)]
        environment |= {"PATH": os.pathsep.join(places), "AWS_REGION": REGION, "PULUMI_SKIP_CHECKPOINTS": "true"}
        yield Elsewhere(base / "project", cloud, home, environment)
    finally:
        viewer.stop()
        local.stop()
