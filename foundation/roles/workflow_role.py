"""A role that the workflow jobs of one kind can assume without a key, under a permissions boundary."""

from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from components.context import Context
from components.iam.statements import Statement, document
from foundation.roles.github_oidc import Jobs, github_trust

SESSION_SECONDS = 3600
"""The longest duration of a session, and the shortest limit that AWS allows.

AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-settings.html
"""


class WorkflowRoleArgs(TypedDict):
    """Inputs of WorkflowRole."""

    context: Context
    """Account and tags."""
    role_name: str
    """Physical name of the role, for example "secure-site-dev-deploy"."""
    provider_arn: pulumi.Input[str]
    """ARN of the account's identity provider for GitHub."""
    jobs: Jobs
    """The jobs that may assume the role, from `foundation.roles.github_oidc`."""
    policies: Mapping[str, pulumi.Input[str]]
    """ARNs of the role's managed policies, by key."""
    statements: NotRequired[Sequence[Statement]]
    """Further statements, as an inline policy. Default: none."""
    permissions_boundary: pulumi.Input[str]
    """ARN of the managed policy that limits the role."""


class WorkflowRole(pulumi.ComponentResource):
    """A role that only the jobs of one kind can assume, for up to an hour.

    Children: {name}-role, {name}-with-{key} for each policy, {name}-inline where there are statements.
    AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html
    """

    arn: pulumi.Output[str]
    """ARN with which a workflow assumes the role. It is known at preview."""

    def __init__(self, name: str, args: WorkflowRoleArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        context, role_name = args["context"], args["role_name"]
        trust = document(github_trust(args["provider_arn"], args["jobs"]))
        super().__init__("secure-site:components:WorkflowRole", name, {"roleName": role_name}, opts)
        child = pulumi.ResourceOptions(parent=self)
        role = aws.iam.Role(
            f"{name}-role",
            name=role_name,
            assume_role_policy=trust,
            permissions_boundary=args["permissions_boundary"],
            max_session_duration=SESSION_SECONDS,
            tags=context.tags,
            opts=child,
        )
        for key, arn in args["policies"].items():
            aws.iam.RolePolicyAttachment(f"{name}-with-{key}", role=role.name, policy_arn=arn, opts=child)
        if statements := args.get("statements"):
            aws.iam.RolePolicy(
                f"{name}-inline", name=f"{role_name}-inline", role=role.name, policy=document(*statements), opts=child
            )
        self.arn = pulumi.Output.concat(context.arn("iam", "role/", region=""), role.name)
        self.register_outputs({"arn": self.arn})
