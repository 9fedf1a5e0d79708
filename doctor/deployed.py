"""A stack as its last update left it, with what is needed to look at it."""

import json
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from doctor.reader import Account, UndecidedError

REPOSITORY = Path(__file__).resolve().parent.parent

_STACK = "pulumi:pulumi:Stack"


@dataclass(frozen=True)
class Resource:
    """A resource of the stack's state."""

    type: str
    urn: str
    id: str
    outputs: Mapping[str, Any]
    """Its properties. Secrets are still encrypted."""

    @property
    def name(self) -> str:
        """Its name in the program."""
        return self.urn.rpartition("::")[2]

    @property
    def region(self) -> str | None:
        """The region that the program gave it. None: the stack's."""
        return self.outputs.get("region")


@dataclass(frozen=True)
class Deployed:
    """A deployed stack."""

    account: Account
    resources: Sequence[Resource]
    site: str | None = None
    """The address at which the site is reached. Default: each of its own."""

    def all(self, resource_type: str) -> list[Resource]:
        """The resources of a type."""
        return [resource for resource in self.resources if resource.type == resource_type]

    def output(self, name: str) -> Any:
        """An output of the stack. Raises UndecidedError if it has none of this name."""
        for resource in self.all(_STACK):
            if name in resource.outputs:
                return resource.outputs[name]
        raise UndecidedError(f"the stack has no output {name}", "Update the stack: pulumi up")

    @property
    def distributions(self) -> list[Mapping[str, Any]]:
        """The properties of each distribution."""
        return [one.outputs for one in self.all("aws:cloudfront/distribution:Distribution")]

    @property
    def addresses(self) -> list[str]:
        """The addresses of the site, without a final slash: that of each domain name, or that of the distribution.

        A wildcard is no address, such as the one of the hosts of previews.
        """
        if self.site:
            return [self.site.rstrip("/")]
        aliases: list[str] = [name for one in self.distributions for name in one.get("aliases") or ()]
        names = [name for name in aliases if not name.startswith("*.")]
        return [f"https://{name}" for name in names or [self.output("distributionDomain")]]


def resources_of(stack: str) -> list[Resource]:
    """The resources in the state of a stack, by the current login at Pulumi. Raises UndecidedError."""
    pulumi = shutil.which("pulumi")
    if pulumi is None:
        raise UndecidedError(
            "pulumi is not on PATH",
            "Install it (https://www.pulumi.com/docs/iac/download-install/); the sandbox's stack is looked at by "
            "python -m sandbox doctor",
        )
    command = [pulumi, "stack", "export", "--stack", stack, "--non-interactive"]
    ran = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)  # noqa: S603
    if ran.returncode:
        raise UndecidedError(f"the state of {stack} cannot be read: {ran.stderr.strip()}", "Log in: pulumi login")
    found = read_state(ran.stdout)
    if not found:
        raise UndecidedError(f"the stack {stack} has no resources", "Create it: pulumi up")
    return found


def read_state(text: str) -> list[Resource]:
    """The resources in an exported state."""
    listed: list[dict[str, Any]] = json.loads(text)["deployment"].get("resources") or []
    return [
        Resource(one["type"], one["urn"], one.get("id", ""), one.get("outputs", {}))
        for one in listed
        if not one.get("delete")
    ]
