"""The variables of the repository's workflows: the role to assume, its region, and the address of the state."""

from collections.abc import Mapping, Sequence

import pulumi

from components.context import Context
from foundation.github.environment import Environment
from foundation.options import GithubOptions
from foundation.permissions.site_permissions import SitePermissions
from foundation.roles.ci_roles import CiRoles
from foundation.roles.site_preview_role import SitePreviewRole
from rollout.stacks import needed


def environment(context: Context, roles: CiRoles, github: GithubOptions) -> Environment:
    """The environment in which a stack is deployed, the only one that can assume its deploy role."""
    role = {"DEPLOY_ROLE_ARN": roles.deploy_role_arn} if roles.deploy_role_arn is not None else {}
    reviewed = context.stack in github.reviewed_stacks
    return Environment(
        variables={"AWS_REGION": context.region, **role},
        reviewer_users=github.reviewer_users if reviewed else (),
        reviewer_teams=github.reviewer_teams if reviewed else (),
    )


def site_variables(role: SitePreviewRole, region: str) -> dict[str, pulumi.Input[str]]:
    """The variables of the site's repository, by the names that site-previews.yml reads."""
    return {
        "SITE_PREVIEW_BUCKET": role.bucket,
        "SITE_PREVIEW_REGION": region,
        "SITE_PREVIEW_ROLE_ARN": role.arn,
    }


def variables(
    roles: Mapping[str, CiRoles], sites: Sequence[SitePermissions], backend_url: str | None
) -> dict[str, pulumi.Input[str]]:
    """The variables of the whole repository, by the names that the workflows read. A stack with secrets has no preview
    role, and so no variable for one: the workflow leaves it out.
    """
    found: dict[str, pulumi.Input[str]] = {}
    for site in sites:
        stack = site.context.stack
        for role, arn in {"PREVIEW": roles[stack].preview_role_arn, "DRIFT": roles[stack].drift_role_arn}.items():
            names = needed(stack, role)
            found[names["region"]] = site.context.region
            if arn is not None:
                found[names["role"]] = arn
            if backend_url:
                found[names["backend"]] = backend_url
    return found
