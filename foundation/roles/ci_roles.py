"""The roles of a stack's workflows: one to preview, one to check for drift, one to deploy."""

from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from components.context import Context
from components.iam.statements import Statement
from foundation.roles.github_oidc import branch_subject, environment_subject, pull_request_subject
from foundation.roles.state_access import StateBucket, may_read_state, may_write_state
from foundation.roles.workflow_role import WorkflowRole


class CiRolesArgs(TypedDict):
    """Inputs of CiRoles. Policies and boundaries are JSON documents from `foundation.permissions`."""

    context: Context
    """Names, account and tags of the stack that the roles deploy."""
    repository: str
    """The GitHub repository of the workflows, as "owner/name"."""
    branch: NotRequired[str]
    """The branch whose workflows check for drift. Default: "main"."""
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
    """Three roles without keys, each for one subject of one repository.

    preview: for pull requests of the repository; reads.
    drift: for the branch, outside any environment; reads.
    deploy: for jobs in the environment with the name of the stack; creates, updates and deletes the stack's resources.

    Children: {name}-read-boundary, {name}-deploy-boundary, {name}-read-{n}, {name}-deploy-{n}; components
    {name}-preview, {name}-drift and {name}-deploy.
    """

    preview_role_arn: pulumi.Output[str]
    drift_role_arn: pulumi.Output[str]
    deploy_role_arn: pulumi.Output[str]

    def __init__(self, name: str, args: CiRolesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-site:components:CiRoles", name, {}, opts)
        context, repository, state = args["context"], args["repository"], args.get("state")
        child = pulumi.ResourceOptions(parent=self)
        read = managed_policies(name, context, "read", args["read_policies"], child)
        read_boundary = managed_policy(name, context, "read-boundary", args["read_boundary"], child)
        deploy = managed_policies(name, context, "deploy", args["deploy_policies"], child)
        deploy_boundary = managed_policy(name, context, "deploy-boundary", args["deploy_boundary"], child)
        may_read = may_read_state(state, context) if state else ()
        may_write = (*may_read, *may_write_state(state, context)) if state else ()

        def role(
            key: str,
            subject: str,
            policies: Mapping[str, pulumi.Output[str]],
            statements: Sequence[Statement],
            boundary: pulumi.Output[str],
        ) -> WorkflowRole:
            return WorkflowRole(
                f"{name}-{key}",
                {
                    "context": context,
                    "role_name": f"{context.prefix}-{key}",
                    "provider_arn": args["provider_arn"],
                    "subject": subject,
                    "policies": policies,
                    "statements": statements,
                    "permissions_boundary": boundary,
                },
                child,
            )

        preview = role("preview", pull_request_subject(repository), read, may_read, read_boundary)
        drift = role("drift", branch_subject(repository, args.get("branch", "main")), read, may_read, read_boundary)
        deployer = role("deploy", environment_subject(repository, context.stack), deploy, may_write, deploy_boundary)
        self.preview_role_arn, self.drift_role_arn, self.deploy_role_arn = preview.arn, drift.arn, deployer.arn
        self.register_outputs({"preview": preview.arn, "drift": drift.arn, "deploy": deployer.arn})


def managed_policies(
    name: str, context: Context, key: str, documents: Sequence[str], child: pulumi.ResourceOptions
) -> dict[str, pulumi.Output[str]]:
    """Creates a managed policy "{prefix}-{key}-{n}" for each document. Returns their ARNs by "{key}-{n}"."""
    named = {f"{key}-{number}": document for number, document in enumerate(documents, start=1)}
    return {each: managed_policy(name, context, each, document, child) for each, document in named.items()}


def managed_policy(
    name: str, context: Context, key: str, document: str, child: pulumi.ResourceOptions
) -> pulumi.Output[str]:
    """Creates the managed policy "{prefix}-{key}". Returns its ARN, which is known at preview."""
    policy = aws.iam.Policy(
        f"{name}-{key}", name=f"{context.prefix}-{key}", policy=document, tags=context.tags, opts=child
    )
    return pulumi.Output.concat(context.arn("iam", "policy/", region=""), policy.name)
