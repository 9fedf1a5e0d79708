"""The stack's roles: the deploy role may write the roles of services, and no others."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from foundation.permissions.program import Program, Resource

_POLICY = "aws:iam/policy:Policy"
_PROVIDER = "aws:iam/openIdConnectProvider:OpenIdConnectProvider"
_ROLE = "aws:iam/role:Role"


@dataclass(frozen=True)
class Role:
    """A role of the stack."""

    arn: str
    boundary: str | None
    """ARN of its permissions boundary."""
    services: tuple[str, ...]
    """The services that may assume it; empty if another kind of principal may as well."""


def roles(program: Program) -> Mapping[str, Role]:
    """The roles that the program registers, by name."""
    found: dict[str, Role] = {}
    for resource in program.all(_ROLE):
        name: str = resource.inputs["name"]
        arn = program.context.arn("iam", f"role/{name}", region="")
        found[name] = Role(arn, resource.inputs.get("permissionsBoundary"), _services(resource.inputs))
    return found


def check_writable(resource: Resource, known: Mapping[str, Role]) -> None:
    """Raises ValueError for a resource with which the deploy role could remove its own limits.

    Managed policies: one of them is the boundary, which a new version or a replacement would change.
    Identity providers: a provider that trusts another issuer would let anyone in.
    Roles that people or workflows assume: the deploy role is one of them.
    """
    if not _is_above(resource, known):
        return
    raise ValueError(
        f"{resource.name} ({resource.type}) must not be written by the deploy role, which could remove its own limits "
        "with it. Move it to foundation/, which an administrator updates"
    )


def _is_above(resource: Resource, known: Mapping[str, Role]) -> bool:
    if resource.type in (_POLICY, _PROVIDER):
        return True
    if not resource.type.startswith("aws:iam/role"):
        return False
    role = known.get(resource.inputs["name"] if resource.type == _ROLE else resource.inputs["role"])
    return role is None or not role.services


def _services(inputs: Mapping[str, Any]) -> tuple[str, ...]:
    principals = [one.get("Principal", {}) for one in json.loads(inputs["assumeRolePolicy"])["Statement"]]
    if any(set(principal) != {"Service"} for principal in principals):
        return ()
    services = (principal["Service"] for principal in principals)
    return tuple(name for one in services for name in ([one] if isinstance(one, str) else one))
