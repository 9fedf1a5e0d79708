"""The CodeBuild project that publishes the site, with a role that can do only this."""

from collections.abc import Sequence
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from components.iam.service_role import ServiceRole
from components.iam.statements import Statement, allow
from components.pipeline.buildspec import Publication, publish
from components.pipeline.delivery_pipeline_args import DeliveryPipelineArgs
from components.pipeline.publish_tool import PublishTool
from components.storage.bucket import SecureBucket
from components.storage.encryption_key import use_key
from publish.permissions import BUCKET_ACTIONS, DISTRIBUTION_ACTIONS, OBJECT_ACTIONS

_OWN_IMAGES = "aws/codebuild/"
_COMPUTE_TYPE = "BUILD_GENERAL1_SMALL"
CACHE_FOLDER = "cache"
"""Folder of the build's cache in the artifact bucket."""

_ARTIFACT_FOLDER_LENGTH = 20


class BuildProjectArgs(TypedDict):
    """Inputs of BuildProject."""

    delivery: DeliveryPipelineArgs
    """The inputs of the pipeline that runs the build."""
    artifacts: SecureBucket
    """The bucket in which the pipeline hands over the repository, and which holds the build's cache."""
    artifact_key_arn: NotRequired[pulumi.Input[str] | None]
    """Key of the artifact bucket. Default: none, it has no customer key."""


class BuildProject(pulumi.ComponentResource):
    """A build that uploads to one bucket and invalidates one distribution.

    The buildspec and the publish tool are part of the stack: a change in the site's repository cannot change how the
    site is published.

    Children: components {name}-access (ServiceRole), {name}-tool (PublishTool); resources {name}-log, {name}-project.
    AWS: https://docs.aws.amazon.com/codebuild/latest/userguide/setting-up-service-role.html
    """

    name: pulumi.Output[str]
    """The project's name."""
    arn: str
    """The project's ARN; known without asking the cloud."""

    def __init__(self, name: str, args: BuildProjectArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        delivery = args["delivery"]
        context, pipeline = delivery["context"], delivery["pipeline"]
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
                "permissions_boundary": delivery["boundary_arn"],
            },
            child,
        )
        log = aws.cloudwatch.LogGroup(
            f"{name}-log",
            name=_log_group_name(project_name),
            retention_in_days=delivery["storage"].log_retention_days,
            tags=context.tags,
            opts=child,
        )
        project = aws.codebuild.Project(
            f"{name}-project",
            name=project_name,
            description=f"Publishes the site of {context.prefix}",
            service_role=role.arn,
            build_timeout=pipeline.build_timeout_minutes,
            source={
                "type": "CODEPIPELINE",
                "buildspec": publish(
                    pipeline.build_commands,
                    _publication(delivery),
                    has_runtimes=pipeline.build_image.startswith(_OWN_IMAGES),
                ),
            },
            artifacts={"type": "CODEPIPELINE"},
            environment=_environment(delivery, tool),
            cache={"type": "S3", "location": pulumi.Output.concat(args["artifacts"].bucket, f"/{CACHE_FOLDER}")},
            logs_config={"cloudwatch_logs": {"status": "ENABLED", "group_name": log.name}},
            encryption_key=_encryption_key(args),
            tags=context.tags,
            opts=child,
        )
        self.name = project.name
        self.register_outputs({"name": self.name, "arn": self.arn})


def artifact_folder(pipeline_name: str) -> str:
    """The beginning of the keys of a pipeline's artifacts: CodePipeline shortens the name to 20 characters."""
    return pipeline_name[:_ARTIFACT_FOLDER_LENGTH]


def _publication(delivery: DeliveryPipelineArgs) -> Publication:
    site, storage = delivery["site"], delivery["storage"]
    return Publication(
        index_document=site.index_document,
        not_found_page=site.not_found_page,
        single_page_app=site.single_page_app,
        prerendered=site.prerendered_pages,
        redirected=[redirect.from_ for redirect in site.redirects],
        keep_releases=storage.keep_releases,
        keep_assets_days=storage.keep_assets_days,
        verify_release=delivery["pipeline"].verify_release,
    )


def _policies(args: BuildProjectArgs, tool: PublishTool, log_group_name: str) -> dict[str, Sequence[Statement]]:
    """The policies by key, so that only those that name the distribution or a key are unknown before these exist."""
    delivery, artifacts = args["delivery"], args["artifacts"]
    context = delivery["context"]
    content = context.arn("s3", delivery["content_bucket"], region="", account=False)
    policies: dict[str, Sequence[Statement]] = {
        "logs": [
            # ":*" is the group itself as well as its streams:
            # https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html
            allow(["logs:CreateLogStream", "logs:PutLogEvents"], context.arn("logs", f"log-group:{log_group_name}:*"))
        ],
        "artifacts": [
            allow(["s3:GetBucketAcl", "s3:GetBucketLocation"], artifacts.arn),
            allow(["s3:GetObject", "s3:GetObjectVersion"], f"{artifacts.arn}/{artifact_folder(context.prefix)}*"),
            allow(["s3:GetObject", "s3:PutObject"], f"{artifacts.arn}/{CACHE_FOLDER}/*"),
            allow("s3:GetObject", tool.arn),
        ],
        "content": [allow(BUCKET_ACTIONS, content), allow(OBJECT_ACTIONS, f"{content}/*")],
        "invalidate": [allow(DISTRIBUTION_ACTIONS, delivery["distribution_arn"])],
    }
    keys = [key for key in (args.get("artifact_key_arn"), delivery.get("content_key_arn")) if key is not None]
    if keys:
        policies["keys"] = [use_key(context, *keys)]
    return policies


def _encryption_key(args: BuildProjectArgs) -> pulumi.Input[str]:
    """The key of what the build hands on. CodeBuild keeps the key that it has where an update names none, so the one
    that it takes by itself is named as well.

    AWS: https://docs.aws.amazon.com/codebuild/latest/APIReference/API_CreateProject.html
    """
    delivery = args["delivery"]
    key_arn = args.get("artifact_key_arn")
    if key_arn is None or not delivery["storage"].customer_key:
        return delivery["context"].arn("kms", "alias/aws/s3")
    return key_arn


def _environment(delivery: DeliveryPipelineArgs, tool: PublishTool) -> aws.codebuild.ProjectEnvironmentArgsDict:
    pipeline = delivery["pipeline"]
    variables: dict[str, pulumi.Input[str]] = {
        "CONTENT_BUCKET": delivery["content_bucket"],
        "DISTRIBUTION_ID": delivery["distribution_id"],
        "OUTPUT_DIRECTORY": pipeline.output_directory,
        "PUBLISH_TOOL": tool.url,
        "PUBLISH_SHA256": tool.sha256,
        "SITE_CSP": delivery["content_security_policy"],
        "SITE_URL": delivery["site_url"],
    }
    image = pipeline.build_image
    return {
        "type": "ARM_CONTAINER" if "aarch64" in image else "LINUX_CONTAINER",
        "compute_type": _COMPUTE_TYPE,
        "image": image,
        # CodeBuild pulls its own images as itself, and any other only as the project's role.
        "image_pull_credentials_type": "CODEBUILD" if image.startswith(_OWN_IMAGES) else "SERVICE_ROLE",
        "environment_variables": [
            {"name": name, "value": value, "type": "PLAINTEXT"} for name, value in variables.items()
        ],
    }


def _log_group_name(project_name: str) -> str:
    return f"/aws/codebuild/{project_name}"
