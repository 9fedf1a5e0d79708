"""What the workflows in .github/workflows deploy, read from their files."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from rollout.stacks import REPOSITORY

FOLDER = REPOSITORY / ".github" / "workflows"
"""The folder of the workflows."""


@dataclass(frozen=True)
class Deployment:
    """What deploy.yml deploys."""

    branches: frozenset[str]
    """The branches whose pushes start it."""
    stacks: frozenset[str]
    """The environments that its jobs run in: each is named like its stack."""


def deployment(folder: Path = FOLDER) -> Deployment:
    """Reads deploy.yml. Raises FileNotFoundError without one."""
    workflow = load(folder / "deploy.yml")
    environments = (job.get("environment") for job in workflow["jobs"].values())
    return Deployment(frozenset(workflow["on"]["push"]["branches"]), frozenset(name for name in environments if name))


def load(file: Path) -> Mapping[str, Any]:
    """A workflow. Every scalar is text, because YAML 1.1 would read the key `on` as true."""
    return yaml.load(file.read_text(), yaml.BaseLoader)  # noqa: S506 - it constructs nothing but text
