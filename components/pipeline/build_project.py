"""The CodeBuild project that publishes the site, with a role that can do this and nothing else."""

from collections.abc import Sequence
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from components.context import Context
from components.iam.service_role import ServiceRole
from components.iam.statements import Statement, allow
from components.pipeline.buildspec import Publication, publish
from components.pipeline.publish_tool import PublishTool
from components.storage.bucket import SecureBucket
from components.storage.encryption_key import use_key
from publish.permissions import BUCKET_ACTIONS, DISTRIBUTION_ACTIONS, OBJECT_ACTIONS

_OWN_IMAGES = "aws/codebuild/"
CACHE_FOLDER = "cache"
"""Folder of the build's cache in the artifact bucket."""

_ARTIFACT_FOLDER_LENGTH = 20


class BuildProjectArgs(TypedDict):
    """Inputs of BuildProject."""

    context: Context
    """Names, account, region and tags of the stack."""
    artifacts: SecureBucket
    """Where the pipeline hands over the repository, and where the build's cache lies."""
    artifact_key_arn: NotRequired[pulumi.Input[str] | None]
    """Key of that bucket. Default: none, it has no customer key."""
    pipeline_name: str
    """The pipeline whose artifacts are read."""
    content_bucket: str
    """Where the site belongs."""
    content_key_arn: NotRequired[pulumi.Input[str] | None]
    """Key of that bucket. Default: none, it has no customer key."""
    distribution_id: pulumi.Input[str]
    """The distribution whose cache is invalidated."""
    distribution_arn: pulumi.Input[str]
    """Its ARN."""
    site_url: pulumi.Input[str]
    """Where the build looks at what it has published."""
    content_security_policy: str
    """The site's, with which every page has to work."""
    publication: Publication
    """How the finished site is published."""
    build_commands: Sequence[str]
    """See `components.pipeline.buildspec.publish`."""
    output_directory: str
    """Folder of the finished site in the repository."""
    build_image: str
    """Image that the build runs in."""
    compute_type: str
    """Size of the machine."""
    timeout_minutes: int
    """After which a build is stopped."""
    log_retention_days: int
    """Days for which its log is kept."""
    boundary_arn: pulumi.Input[str]
    """Cap of the role."""


class BuildProject(pulumi.ComponentResource):
    """A build that uploads to one bucket and invalidates one distribution.

    Its buildspec and the tool it publishes with are part of the stack: a change in the site's repository cannot change
    how the site is published.

    Children: components {name}-access (ServiceRole), {name}-tool (PublishTool); resources {name}-log, {name}-project.
    AWS: https://docs.aws.amazon.com/codebuild/latest/userguide/setting-up-service-role.html
    """

    name: pulumi.Output[str]
    """The project's name."""
    arn: str
    """The project's ARN; known without asking the cloud."""

    def __init__(self, name: str, args: BuildProjectArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        context = args["context"]
        project_name = f"{context.prefix}-publish"
        self.arn = context.arn("codebuild", f"project/{project_name}")
        super().__init__("secure-site:components:BuildProject", name, {}, opts)
        child = pulumi.ResourceOptions(parent=self)
        tool = PublishTool(f"{name}-tool", {"context": context, "bucket": args["artifacts"]}, child)
        role = ServiceRole(
            f"{name}-access",
            {
                "context": context,
                "role_name": f"{context.prefix}-build",
                "service": "codebuild.amazonaws.com",
                "source_arn": self.arn,
                "policies": _policies(args, tool, _log_group_name(project_name)),
                "permissions_boundary": args["boundary_arn"],
            },
            child,
        )
        log = aws.cloudwatch.LogGroup(
            f"{name}-log",
            name=_log_group_name(project_name),
            retention_in_days=args["log_retention_days"],
            tags=context.tags,
            opts=child,
        )
        project = aws.codebuild.Project(
            f"{name}-project",
            name=project_name,
            description=f"Publishes the site of {context.prefix}",
            service_role=role.arn,
            build_timeout=args["timeout_minutes"],
            source={
                "type": "CODEPIPELINE",
                "buildspec": publish(
                    args["build_commands"],
                    args["publication"],
                    has_runtimes=args["build_image"].startswith(_OWN_IMAGES),
                ),
            },
            artifacts={"type": "CODEPIPELINE"},
            environment=_environment(args, tool),
            cache={"type": "S3", "location": pulumi.Output.concat(args["artifacts"].bucket, f"/{CACHE_FOLDER}")},
            logs_config={"cloudwatch_logs": {"status": "ENABLED", "group_name": log.name}},
            encryption_key=args.get("artifact_key_arn"),
            tags=context.tags,
            opts=child,
        )
        self.name = project.name
        self.register_outputs({"name": self.name, "arn": self.arn})


def artifact_folder(pipeline_name: str) -> str:
    """What the keys of a pipeline's artifacts begin with: CodePipeline shortens the name to 20 characters."""
    return pipeline_name[:_ARTIFACT_FOLDER_LENGTH]


def _policies(args: BuildProjectArgs, tool: PublishTool, log_group_name: str) -> dict[str, Sequence[Statement]]:
    """By key, so that only what names the distribution or a key is unknown before these exist."""
    context, artifacts = args["context"], args["artifacts"]
    content = context.arn("s3", args["content_bucket"], region="", account=False)
    policies: dict[str, Sequence[Statement]] = {
        "logs": [
            # ":*" is the group itself as well as its streams:
            # https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html
            allow(["logs:CreateLogStream", "logs:PutLogEvents"], context.arn("logs", f"log-group:{log_group_name}:*"))
        ],
        "artifacts": [
            allow(["s3:GetBucketAcl", "s3:GetBucketLocation"], artifacts.arn),
            allow(
                ["s3:GetObject", "s3:GetObjectVersion"], f"{artifacts.arn}/{artifact_folder(args['pipeline_name'])}*"
            ),
            allow(["s3:GetObject", "s3:PutObject"], f"{artifacts.arn}/{CACHE_FOLDER}/*"),
            allow("s3:GetObject", tool.arn),
        ],
        "content": [allow(BUCKET_ACTIONS, content), allow(OBJECT_ACTIONS, f"{content}/*")],
        "invalidate": [allow(DISTRIBUTION_ACTIONS, args["distribution_arn"])],
    }
    keys = [key for key in (args.get("artifact_key_arn"), args.get("content_key_arn")) if key is not None]
    if keys:
        policies["keys"] = [use_key(context, *keys)]
    return policies


def _environment(args: BuildProjectArgs, tool: PublishTool) -> aws.codebuild.ProjectEnvironmentArgsDict:
    variables: dict[str, pulumi.Input[str]] = {
        "CONTENT_BUCKET": args["content_bucket"],
        "DISTRIBUTION_ID": args["distribution_id"],
        "OUTPUT_DIRECTORY": args["output_directory"],
        "PUBLISH_TOOL": tool.url,
        "PUBLISH_SHA256": tool.sha256,
        "SITE_CSP": args["content_security_policy"],
        "SITE_URL": args["site_url"],
    }
    image = args["build_image"]
    return {
        "type": "ARM_CONTAINER" if "aarch64" in image else "LINUX_CONTAINER",
        "compute_type": args["compute_type"],
        "image": image,
        # CodeBuild pulls its own images as itself, and any other only as the project's role.
        "image_pull_credentials_type": "CODEBUILD" if image.startswith(_OWN_IMAGES) else "SERVICE_ROLE",
        "environment_variables": [
            {"name": name, "value": value, "type": "PLAINTEXT"} for name, value in variables.items()
        ],
    }


def _log_group_name(project_name: str) -> str:
    return f"/aws/codebuild/{project_name}"
