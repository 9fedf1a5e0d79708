"""A role for an AWS service: exact trust, validated policies, under a permissions boundary."""

from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from components.context import Context
from components.iam.statements import Statement, document, service_trust

_LONGEST_ROLE_NAME = 64


class ServiceRoleArgs(TypedDict):
    """Inputs of ServiceRole."""

    context: Context
    """Account and tags of the stack."""
    role_name: str
    """Physical name of the role, at most 64 characters, for example "secure-site-dev-publish"."""
    service: str
    """The service that may assume the role, for example "codebuild.amazonaws.com"."""
    source_arn: str | Sequence[str]
    """ARN or ARNs of the resources on whose behalf the service may do so; no wildcards."""
    other_services: NotRequired[Mapping[str, Sequence[str]]]
    """Further services that may assume the role -> the ARNs for which they may. Default: none."""
    policies: Mapping[str, Sequence[Statement]]
    """Inline policies by key, each from `allow` or `deny`; policy "{role_name}-{key}"."""
    permissions_boundary: pulumi.Input[str]
    """ARN of the managed policy that caps the role."""


class ServiceRole(pulumi.ComponentResource):
    """A role that only the named services may assume, for named resources of this account.

    Children: {name}-role, {name}-{key} for each policy. A policy that holds an unknown value is unknown as a whole:
    keep statements about resources that do not exist yet under a key of their own, so that policy rules can check the
    others at preview.

    Raises ValueError for a role name that is too long, a key without statements, and a statement made for a boundary;
    StatementError for a source_arn that is not exact.
    AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-service.html
    """

    arn: pulumi.Output[str]
    """ARN of the role; known at preview, unlike the ARN that AWS reports."""
    name: pulumi.Output[str]
    """The role's name."""

    def __init__(self, name: str, args: ServiceRoleArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        context, role_name = args["context"], args["role_name"]
        _validate(name, role_name, args["policies"])
        trusted = {args["service"]: args["source_arn"], **args.get("other_services", {})}
        trust = document(*(service_trust(service, context.account_id, arns) for service, arns in trusted.items()))
        super().__init__("secure-site:components:ServiceRole", name, {"roleName": role_name}, opts)
        child = pulumi.ResourceOptions(parent=self)
        role = aws.iam.Role(
            f"{name}-role",
            name=role_name,
            assume_role_policy=trust,
            permissions_boundary=args["permissions_boundary"],
            tags=context.tags,
            opts=child,
        )
        for key, statements in args["policies"].items():
            aws.iam.RolePolicy(
                f"{name}-{key}",
                name=f"{role_name}-{key}",
                role=role.name,
                policy=document(*statements),
                opts=child,
            )
        self.arn = pulumi.Output.concat(context.arn("iam", "role/", region=""), role.name)
        self.name = role.name
        self.register_outputs({"arn": self.arn, "name": self.name})


def _validate(name: str, role_name: str, policies: Mapping[str, Sequence[Statement]]) -> None:
    if len(role_name) > _LONGEST_ROLE_NAME:
        raise ValueError(
            f"ServiceRole {name!r}: role_name {role_name!r} has {len(role_name)} characters, IAM allows "
            f"{_LONGEST_ROLE_NAME}: shorten the name of the project or of the stack"
        )
    if "role" in policies:
        raise ValueError(f"ServiceRole {name!r}: policies has the key 'role', which is the role's own: choose another")
    for key, statements in policies.items():
        if not statements:
            raise ValueError(f"ServiceRole {name!r}: policies[{key!r}] is empty: leave the key out")
        if any(statement.is_ceiling for statement in statements):
            raise ValueError(f"ServiceRole {name!r}: policies[{key!r}] has at_most(), made for a boundary: use allow()")
