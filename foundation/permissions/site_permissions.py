"""The policies and boundaries of each site stack's roles, derived from the site's own program."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from components.context import Context
from foundation.permissions.boundary import boundary
from foundation.permissions.documents import Document
from foundation.permissions.program import ROOT
from foundation.roles.state_access import StateBucket, state_ceiling


class DerivationError(RuntimeError):
    """The site's program did not run on mocks. The message has its error."""


@dataclass(frozen=True)
class SitePermissions:
    """The policy documents of one site stack's roles."""

    context: Context
    """The stack's names, account and region."""
    read: Sequence[Document]
    deploy: Sequence[Document]
    has_secrets: bool
    """Whether the stack's configuration or state holds secrets."""
    connection_arn: str | None
    """The connection of the stack's configuration. None if the stack has its own, or needs none."""

    def read_boundary(self, state: StateBucket | None) -> Document:
        """The permissions boundary of the roles that read."""
        return _boundary(self.read, self.context, state)

    def deploy_boundary(self, state: StateBucket | None) -> Document:
        """The permissions boundary of the deploy role."""
        return _boundary(self.deploy, self.context, state)


def derive(stacks: Sequence[str], account_id: str, tags: Mapping[str, str]) -> list[SitePermissions]:
    """The permissions of each stack, in the given order. Each is derived in a process of its own.

    A running program has one engine and one configuration, so the site's program cannot run on mocks inside the
    foundation's.
    Raises DerivationError for a stack whose program does not run, or registers a type that the table lacks.
    """
    with ThreadPoolExecutor() as pool:
        found = list(pool.map(_derived, stacks, [account_id] * len(stacks)))
    return [
        SitePermissions(
            Context(one["project"], one["stack"], account_id, one["region"], tags),
            one["read"],
            one["deploy"],
            one["hasSecrets"],
            one["connectionArn"],
        )
        for one in found
    ]


def _boundary(found: Sequence[Document], context: Context, state: StateBucket | None) -> Document:
    return boundary(found, context, [statement.as_dict() for statement in state_ceiling(state)] if state else ())


def _derived(stack: str, account_id: str) -> Mapping[str, Any]:
    command = [sys.executable, "-m", "foundation.permissions", "--stack", stack, "--account", account_id, "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - our own module
    if done.returncode:
        raise DerivationError(f"stacks: {stack!r}: {done.stderr.strip()}")
    return json.loads(done.stdout)
