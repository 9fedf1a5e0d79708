"""What the workflows of the repository are told: which role to sign in as, in which region, and where the state is."""

from collections.abc import Mapping, Sequence

import pulumi

from components.context import Context
from foundation.github.environment import Environment
from foundation.permissions.of_stacks import SitePermissions
from foundation.roles.ci_roles import CiRoles
from foundation.settings import GithubSettings
from rollout.stacks import needed


def environment(context: Context, roles: CiRoles, github: GithubSettings) -> Environment:
    """The environment that a stack is deployed in: the only place where its deploy role can be assumed."""
    reviewed = context.stack in github.reviewed_stacks
    return Environment(
        variables={"AWS_REGION": context.region, "DEPLOY_ROLE_ARN": roles.deploy_role_arn},
        reviewer_users=github.reviewer_users if reviewed else (),
        reviewer_teams=github.reviewer_teams if reviewed else (),
    )


def variables(
    roles: Mapping[str, CiRoles], sites: Sequence[SitePermissions], backend_url: str | None
) -> dict[str, pulumi.Input[str]]:
    """The variables of the whole repository, as the workflows look for them."""
    found: dict[str, pulumi.Input[str]] = {}
    for site in sites:
        stack = site.context.stack
        for role, arn in {"PREVIEW": roles[stack].preview_role_arn, "DRIFT": roles[stack].drift_role_arn}.items():
            names = needed(stack, role)
            found |= {names["region"]: site.context.region, names["role"]: arn}
            if backend_url:
                found[names["backend"]] = backend_url
    return found
