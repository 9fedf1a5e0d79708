"""The roles of a stack's workflows: one to preview, one to check for drift, one to deploy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from components.context import Context
from components.iam.statements import Statement
from foundation.github.repository_name import RepositoryName
from foundation.roles.github_oidc import Jobs, branch_jobs, environment_jobs, pull_request_jobs
from foundation.roles.state_access import StateBucket, may_read_state, may_write_state
from foundation.roles.workflow_role import WorkflowRole


class CiRolesArgs(TypedDict):
    """Inputs of CiRoles. Policies and boundaries are JSON documents from `foundation.permissions`."""

    context: Context
    """Names, account and tags of the stack that the roles deploy."""
    repository: RepositoryName
    """The GitHub repository of the workflows."""
    branch: NotRequired[str]
    """The branch whose workflows deploy and check for drift. Default: "main"."""
    previews: NotRequired[bool]
    """Whether pull requests get a role. It decrypts what the stack's state holds, so it must be False for a stack with
    secrets. Default: True."""
    deploys: NotRequired[bool]
    """Whether the environment gets a role. It must be False unless the environment is protected. Default: True."""
    provider_arn: pulumi.Input[str]
    """ARN of the account's identity provider for GitHub."""
    read_policies: Sequence[str]
    """The policies to preview and refresh the stack."""
    deploy_policies: Sequence[str]
    """The policies to create, update and delete the stack's resources."""
    read_boundary: str
    """The permissions boundary of the roles that read."""
    deploy_boundary: str
    """The permissions boundary of the deploy role."""
    state: NotRequired[StateBucket | None]
    """The bucket of the stack's state. Default: none, the state is outside of AWS, such as in Pulumi Cloud."""


class CiRoles(pulumi.ComponentResource):
    """Up to three roles without keys, each for the jobs of one kind in one repository.

    preview: for pull requests of the repository, but Dependabot's; reads.
    drift: for the branch, outside any environment; reads.
    deploy: for jobs on the branch in the environment with the name of the stack; creates, updates and deletes the
    stack's resources.

    Children: {name}-read-boundary, {name}-read-{n}, and with a deploy role {name}-deploy-boundary and
    {name}-deploy-{n}; components {name}-preview, {name}-drift and {name}-deploy.
    """

    drift_role_arn: pulumi.Output[str]
    preview_role_arn: pulumi.Output[str] | None
    """None without `previews`."""
    deploy_role_arn: pulumi.Output[str] | None
    """None without `deploys`."""

    def __init__(self, name: str, args: CiRolesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-site:components:CiRoles", name, {}, opts)
        repository, branch, stack = args["repository"], args.get("branch", "main"), args["context"].stack
        previews, deploys = args.get("previews", True), args.get("deploys", True)
        child = pulumi.ResourceOptions(parent=self)
        reading, deploying = _reading(name, args, child), _deploying(name, args, child) if deploys else None
        self.drift_role_arn = _role(name, "drift", args, branch_jobs(repository, branch), reading, child)
        self.preview_role_arn = (
            _role(name, "preview", args, pull_request_jobs(repository), reading, child) if previews else None
        )
        jobs = environment_jobs(repository, stack, branch)
        self.deploy_role_arn = _role(name, "deploy", args, jobs, deploying, child) if deploying else None
        self.register_outputs(
            {"preview": self.preview_role_arn, "drift": self.drift_role_arn, "deploy": self.deploy_role_arn}
        )


@dataclass(frozen=True)
class _Permissions:
    """The permissions of a role."""

    policies: Mapping[str, pulumi.Output[str]]
    boundary: pulumi.Output[str]
    statements: Sequence[Statement]


def _reading(name: str, args: CiRolesArgs, child: pulumi.ResourceOptions) -> _Permissions:
    context, state = args["context"], args.get("state")
    return _Permissions(
        managed_policies(name, context, "read", args["read_policies"], child),
        managed_policy(name, context, "read-boundary", args["read_boundary"], child),
        may_read_state(state, context) if state else (),
    )


def _deploying(name: str, args: CiRolesArgs, child: pulumi.ResourceOptions) -> _Permissions:
    context, state = args["context"], args.get("state")
    return _Permissions(
        managed_policies(name, context, "deploy", args["deploy_policies"], child),
        managed_policy(name, context, "deploy-boundary", args["deploy_boundary"], child),
        (*may_read_state(state, context), *may_write_state(state, context)) if state else (),
    )


def _role(
    name: str, key: str, args: CiRolesArgs, jobs: Jobs, may: _Permissions, child: pulumi.ResourceOptions
) -> pulumi.Output[str]:
    """Creates the role "{prefix}-{key}". Returns its ARN."""
    return WorkflowRole(
        f"{name}-{key}",
        {
            "context": args["context"],
            "role_name": f"{args['context'].prefix}-{key}",
            "provider_arn": args["provider_arn"],
            "jobs": jobs,
            "policies": may.policies,
            "statements": may.statements,
            "permissions_boundary": may.boundary,
        },
        child,
    ).arn


def managed_policies(
    name: str, context: Context, key: str, documents: Sequence[str], child: pulumi.ResourceOptions
) -> dict[str, pulumi.Output[str]]:
    """Creates a managed policy "{prefix}-{key}-{n}" for each document. Returns their ARNs by "{key}-{n}"."""
    named = {f"{key}-{number}": document for number, document in enumerate(documents, start=1)}
    return {each: managed_policy(name, context, each, document, child) for each, document in named.items()}


def managed_policy(
    name: str, context: Context, key: str, document: pulumi.Input[str], child: pulumi.ResourceOptions
) -> pulumi.Output[str]:
    """Creates the managed policy "{prefix}-{key}". Returns its ARN, which is known at preview."""
    policy = aws.iam.Policy(
        f"{name}-{key}", name=f"{context.prefix}-{key}", policy=document, tags=context.tags, opts=child
    )
    return pulumi.Output.concat(context.arn("iam", "policy/", region=""), policy.name)
