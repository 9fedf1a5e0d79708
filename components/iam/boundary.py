"""The permissions boundary: the most that any role of a stack may ever do, under any policy."""

from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from components.alerts.stop_machine import ACTIONS as STOP_ACTIONS
from components.context import CLOUDFRONT_REGION, Context
from components.iam.statements import Conditions, Statement, at_most, deny, document
from publish.permissions import DISTRIBUTION_ACTIONS

TOOL_FOLDER = "tools"
"""Folder of the publish tool in the artifact bucket."""


class PermissionsBoundaryArgs(TypedDict):
    """Inputs of PermissionsBoundary."""

    context: Context
    """Names, account, region and tags of the stack."""
    policy_name: NotRequired[str]
    """Physical name of the managed policy. Default: "{prefix}-boundary"."""
    connection_arn: NotRequired[str | None]
    """The only connection that a role may use. Default: none, those with the tags of the stack."""


class PermissionsBoundary(pulumi.ComponentResource):
    """A managed policy that caps the roles of the stack; it grants nothing.

    It follows from the stack's names alone, so policy rules can check the whole of it at the first preview.

    Child: {name}-policy.
    AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
    """

    arn: pulumi.Output[str]
    """The permissions_boundary of every ServiceRole; known at preview."""

    def __init__(self, name: str, args: PermissionsBoundaryArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-site:components:PermissionsBoundary", name, {}, opts)
        context = args["context"]
        policy = aws.iam.Policy(
            f"{name}-policy",
            name=args.get("policy_name", f"{context.prefix}-boundary"),
            description=f"The most that a role of {context.prefix} may do",
            policy=document(*ceilings(context, args.get("connection_arn"))),
            tags=context.tags,
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.arn = pulumi.Output.concat(context.arn("iam", "policy/", region=""), policy.name)
        self.register_outputs({"arn": self.arn})


def name_in_foundation(context: Context) -> str:
    """Name of the boundary that the account's foundation makes for a stack: "{prefix}-service-boundary".

    It differs from the name of the stack's own boundary, so that a stack can move from that boundary to this one.
    """
    return f"{context.prefix}-service-boundary"


def boundary_of_foundation(context: Context) -> str:
    """ARN of the boundary that the account's foundation has made for a stack."""
    return context.arn("iam", f"policy/{name_in_foundation(context)}", region="")


def ceilings(context: Context, connection_arn: str | None = None) -> tuple[Statement, ...]:
    """The statements of the boundary of a stack: its own buckets, projects, logs, topic and state machine;
    distributions and connections with its tags; and in this account alone the keys. Ids of these three are unknown
    before they exist.

    The role that runs the code of the site has less: it never reaches what is published, nor the tool that publishes.
    """
    own = {"StringEquals": {"aws:ResourceTag/Project": context.project, "aws:ResourceTag/Stack": context.stack}}
    content, artifacts = (
        context.arn("s3", context.bucket_name(purpose), region="", account=False)
        for purpose in ("content", "artifacts")
    )
    distributions = context.arn("cloudfront", "distribution/*", region="")
    build, publish = f"{context.prefix}-site-build", f"{context.prefix}-publish"
    return (
        at_most(
            ["s3:GetBucketAcl", "s3:GetBucketLocation", "s3:GetBucketVersioning", "s3:ListBucket"],
            [content, artifacts],
            sid="Buckets",
        ),
        at_most(
            ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"],
            [f"{content}/*", f"{artifacts}/*"],
            sid="Objects",
        ),
        at_most("s3:PutObjectAcl", f"{artifacts}/*", sid="UploadsOfConnections"),
        at_most("s3:PutObjectVersionTagging", f"{content}/*", sid="RetiredVersions"),
        at_most(
            ["logs:CreateLogStream", "logs:PutLogEvents"],
            [context.arn("logs", f"log-group:/aws/codebuild/{project}:*") for project in (build, publish)],
            sid="Logs",
        ),
        at_most(
            ["codebuild:BatchGetBuilds", "codebuild:StartBuild"],
            [context.arn("codebuild", f"project/{project}") for project in (build, publish)],
            sid="Builds",
        ),
        at_most(sorted({*DISTRIBUTION_ACTIONS, *STOP_ACTIONS}), distributions, sid="Distribution", conditions=own),
        at_most(
            "states:StartExecution",
            context.arn("states", f"stateMachine:{context.prefix}-stop", region=CLOUDFRONT_REGION),
            sid="Stop",
        ),
        at_most("sns:Publish", context.arn("sns", f"{context.prefix}-pipeline"), sid="Mail"),
        _connections(context, connection_arn, own),
        at_most(
            ["kms:Decrypt", "kms:GenerateDataKey"],
            context.arn("kms", "key/*"),
            sid="KeysThroughS3",
            conditions={"StringEquals": {"kms:ViaService": f"s3.{context.region}.amazonaws.com"}},
        ),
        deny(
            ["cloudfront:*", "s3:*"],
            [content, f"{content}/*", f"{artifacts}/{TOOL_FOLDER}/*", distributions],
            sid="NothingPublishedByTheBuild",
            conditions={"ArnEquals": {"aws:PrincipalArn": context.arn("iam", f"role/{build}", region="")}},
        ),
    )


def _connections(context: Context, connection_arn: str | None, own: Conditions) -> Statement:
    """The use of one connection, or of those with the tags of the stack, under the service's old and new name."""
    services = ("codeconnections", "codestar-connections")
    actions = [f"{service}:UseConnection" for service in services]
    if connection_arn is None:
        found = [context.arn(service, "connection/*") for service in services]
        return at_most(actions, found, sid="Connections", conditions=own)
    _, _, _, rest = connection_arn.split(":", 3)
    return at_most(actions, [f"arn:aws:{service}:{rest}" for service in services], sid="Connections")
