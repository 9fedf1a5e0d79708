"""What the workflows of the repository are told: which role to sign in as, in which region, and where the state is."""

from collections.abc import Mapping, Sequence

import pulumi

from components.ci_roles import CiRoles
from components.context import Context
from components.repository_environment import Environment
from foundation.derived import SitePermissions
from foundation.settings import GithubSettings


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
    """The variables of the whole repository: {STACK}_AWS_REGION, {STACK}_PREVIEW_ROLE_ARN, {STACK}_DRIFT_ROLE_ARN, and
    with a state bucket PULUMI_BACKEND_URL.
    """
    found: dict[str, pulumi.Input[str]] = {}
    for site in sites:
        stack, key = site.context.stack, _key(site.context.stack)
        found[f"{key}_AWS_REGION"] = site.context.region
        found[f"{key}_PREVIEW_ROLE_ARN"] = roles[stack].preview_role_arn
        found[f"{key}_DRIFT_ROLE_ARN"] = roles[stack].drift_role_arn
    if backend_url:
        found["PULUMI_BACKEND_URL"] = backend_url
    return found


def _key(stack: str) -> str:
    """A stack's name as the beginning of a variable's: "my-site" -> "MY_SITE"."""
    return stack.upper().replace("-", "_")
