"""The account's foundation: settings, components, exports."""

import json
import sys
from pathlib import Path

import pulumi
import pulumi_aws as aws
import pulumi_github as github

# The engine runs this folder as a script.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from components.context import Context
from components.iam.boundary import PermissionsBoundary, name_in_foundation
from foundation import settings, workflows
from foundation.account.baseline import AccountBaseline
from foundation.github.repository import Repository, set_variables
from foundation.permissions.site_permissions import derive
from foundation.roles.ci_roles import CiRoles
from foundation.roles.github_oidc import GithubOidcProvider
from foundation.roles.site_preview_role import SitePreviewRole

config = settings.load()
account_id = aws.get_caller_identity().account_id
tags = {**config.tags, "Project": pulumi.get_project(), "Stack": pulumi.get_stack(), "ManagedBy": "Pulumi"}
sites = derive(config.deploy.stacks, account_id, tags)
state = config.state.bucket if config.state else None
context = Context(sites[0].context.project, pulumi.get_stack(), account_id, config.region, tags)

provider_arn = config.deploy.oidc_provider_arn or GithubOidcProvider("github", {"context": context}).arn

roles: dict[str, CiRoles] = {}
for site in sites:
    stack = site.context.stack
    PermissionsBoundary(
        f"{stack}-service-boundary",
        {
            "context": site.context,
            "policy_name": name_in_foundation(site.context),
            "connection_arn": site.connection_arn,
        },
    )
    roles[stack] = CiRoles(
        stack,
        {
            "context": site.context,
            "repository": config.deploy.repository_name,
            "branch": config.deploy.branch,
            "previews": not site.has_secrets,
            "deploys": config.deploys,
            "provider_arn": provider_arn,
            "read_policies": [json.dumps(document) for document in site.read],
            "deploy_policies": [json.dumps(document) for document in site.deploy],
            "read_boundary": json.dumps(site.read_boundary(state)),
            "deploy_boundary": json.dumps(site.deploy_boundary(state)),
            "state": state,
        },
    )

contexts = {site.context.stack: site.context for site in sites}
site_previews = (
    SitePreviewRole(
        config.site_previews.site_stack,
        {
            "context": contexts[config.site_previews.site_stack],
            "repository": config.site_previews.repository_name,
            "branch": config.site_previews.site_branch,
            "workflow": config.site_previews.site_workflow,
            "provider_arn": provider_arn,
        },
    )
    if config.site_previews
    else None
)

if config.github:
    repository = config.deploy.repository_name
    Repository(
        "repository",
        {
            "repository": repository.path,
            "branch": config.deploy.branch,
            "required_reviews": config.github.required_reviews,
            "environments": {
                site.context.stack: workflows.environment(site.context, roles[site.context.stack], config.github)
                for site in sites
            },
            "variables": workflows.variables(roles, sites, config.backend_url),
        },
        # The token is the GITHUB_TOKEN of the user who runs this, and is not stored.
        pulumi.ResourceOptions(providers=[github.Provider("github", owner=repository.owner)]),
    )

if config.github and config.site_previews and site_previews:
    name = config.site_previews.repository_name
    set_variables(
        "site-repository",
        name.name,
        workflows.site_variables(site_previews, contexts[config.site_previews.site_stack].region),
        pulumi.ResourceOptions(provider=github.Provider("github-of-site", owner=name.owner)),
    )

if config.baseline:
    AccountBaseline(
        "account",
        {
            "context": context,
            "security_email": config.baseline.security_email,
            "retention_days": config.baseline.record_days,
            "protect": config.protect,
        },
    )

if site_previews:
    pulumi.export("sitePreviewRoleArn", site_previews.arn)
for stack, made in roles.items():
    arns = {"Preview": made.preview_role_arn, "Drift": made.drift_role_arn, "Deploy": made.deploy_role_arn}
    for role, arn in arns.items():
        if arn is not None:
            pulumi.export(f"{stack}{role}RoleArn", arn)
