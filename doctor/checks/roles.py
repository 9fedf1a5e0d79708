"""Checks of who may take on the stack's roles."""

import json
from collections.abc import Sequence

from doctor.deployed import Deployed
from doctor.model import Check


def _other_trust(stack: Deployed) -> Sequence[str]:
    problems: list[str] = []
    for role in stack.all("aws:iam/role:Role"):
        name = role.outputs["name"]
        answer = stack.account.find("iam:GetRole", "NoSuchEntity", RoleName=name)
        if answer is None:
            problems.append(f"role {name} is gone")
            continue
        found = answer["Role"]
        if found["AssumeRolePolicyDocument"] != json.loads(role.outputs["assumeRolePolicy"]):
            problems.append(f"role {name} trusts others than the program says")
        boundary = found.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn")
        if boundary != (role.outputs.get("permissionsBoundary") or None):
            problems.append(
                f"role {name} has the boundary {boundary}, expected {role.outputs.get('permissionsBoundary')}"
            )
    return problems


CHECKS: tuple[Check[Deployed], ...] = (
    Check(
        "roles",
        "every role trusts whom the program says, within its boundary",
        # The deploy role may not set a trust: docs/adr/0008-foundation.md.
        "See what changed: make drift; then: pulumi up --refresh. Where the trust of a role changed, run it in an "
        "administrator's session, because the deploy role may not change who takes a role on",
        _other_trust,
    ),
)
