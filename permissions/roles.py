"""Who looks after which of the stack's identities: the deploy role after those of services, people after the rest."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from permissions.calls import Phase
from permissions.program import Program, Resource

_POLICY = "aws:iam/policy:Policy"
_PROVIDER = "aws:iam/openIdConnectProvider:OpenIdConnectProvider"
_ROLE = "aws:iam/role:Role"


@dataclass(frozen=True)
class Role:
    """One of the stack's roles."""

    arn: str
    boundary: str | None
    """ARN of its permissions boundary."""
    services: tuple[str, ...]
    """The services that may assume it; none where somebody else may as well."""


def roles(program: Program) -> Mapping[str, Role]:
    """The roles that the program registers, by name."""
    found: dict[str, Role] = {}
    for resource in program.all(_ROLE):
        name: str = resource.inputs["name"]
        arn = program.context.arn("iam", f"role/{name}", region="")
        found[name] = Role(arn, resource.inputs.get("permissionsBoundary"), _services(resource.inputs))
    return found


def is_left_to_people(resource: Resource, phase: Phase, known: Mapping[str, Role]) -> bool:
    """Whether the deploy role must not do it, for it could lift its own bounds; an administrator signs in to do it.

    Managed policies: one of them is the boundary, and it is rewritten by a new version, or by being made anew.
    Identity providers: a provider that trusts another issuer lets anybody in.
    Roles that people or workflows assume: the deploy role is one of them.
    """
    if phase == "read":
        return False
    if resource.type in (_POLICY, _PROVIDER):
        return True
    if not resource.type.startswith("aws:iam/role"):
        return False
    name = resource.inputs["name"] if resource.type == _ROLE else resource.inputs["role"]
    role = known.get(name)
    return role is None or not role.services


def _services(inputs: Mapping[str, Any]) -> tuple[str, ...]:
    principals = [one.get("Principal", {}) for one in json.loads(inputs["assumeRolePolicy"])["Statement"]]
    if any(set(principal) != {"Service"} for principal in principals):
        return ()
    services = (principal["Service"] for principal in principals)
    return tuple(name for one in services for name in ([one] if isinstance(one, str) else one))
