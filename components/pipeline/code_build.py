"""A project of CodeBuild with a role, a log group and a name of its own: what building and publishing share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from components.iam.service_role import ServiceRole
from components.iam.statements import Statement, allow
from components.pipeline.artifacts import keys_of
from components.pipeline.delivery_pipeline_args import DeliveryPipelineArgs
from components.storage.bucket import SecureBucket

_OWN_IMAGES = "aws/codebuild/"
_COMPUTE_TYPE = "BUILD_GENERAL1_SMALL"


class CodeBuildArgs(TypedDict):
    """Inputs of a component that is a project."""

    delivery: DeliveryPipelineArgs
    """The inputs of the pipeline that runs the project."""
    artifacts: SecureBucket
    """The bucket in which the pipeline hands over the artifacts."""
    artifact_key_arn: NotRequired[pulumi.Input[str] | None]
    """Key that objects of the artifact bucket may have. Default: none."""


@dataclass(frozen=True, kw_only=True)
class Work:
    """What one project does, and may do."""

    name: str
    """Physical name of the project and of its role."""
    description: str
    buildspec: str
    image: str
    variables: Mapping[str, pulumi.Input[str]]
    policies: Mapping[str, Sequence[Statement]]
    """The role's policies by key, beside that for the log."""


def make_project(name: str, work: Work, args: CodeBuildArgs, child: pulumi.ResourceOptions) -> aws.codebuild.Project:
    """Makes the component {name}-access (ServiceRole) and the resources {name}-log and {name}-project.

    AWS: https://docs.aws.amazon.com/codebuild/latest/userguide/setting-up-service-role.html
    """
    delivery = args["delivery"]
    context, group = delivery["context"], f"/aws/codebuild/{work.name}"
    role = ServiceRole(
        f"{name}-access",
        {
            "context": context,
            "role_name": work.name,
            "service": "codebuild.amazonaws.com",
            "source_arn": context.arn("codebuild", f"project/{work.name}"),
            # ":*" is the group itself as well as its streams:
            # https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html
            "policies": {
                "logs": [
                    allow(["logs:CreateLogStream", "logs:PutLogEvents"], context.arn("logs", f"log-group:{group}:*"))
                ],
                **work.policies,
            },
            "permissions_boundary": delivery["boundary_arn"],
        },
        child,
    )
    log = aws.cloudwatch.LogGroup(
        f"{name}-log",
        name=group,
        retention_in_days=delivery["storage"].log_retention_days,
        tags=context.tags,
        opts=child,
    )
    return aws.codebuild.Project(
        f"{name}-project",
        name=work.name,
        description=work.description,
        service_role=role.arn,
        build_timeout=delivery["pipeline"].build_timeout_minutes,
        source={"type": "CODEPIPELINE", "buildspec": work.buildspec},
        artifacts={"type": "CODEPIPELINE"},
        environment=_environment(work),
        cache={"type": "NO_CACHE"},
        logs_config={"cloudwatch_logs": {"status": "ENABLED", "group_name": log.name}},
        encryption_key=_encryption_key(args),
        tags=context.tags,
        opts=child,
    )


def has_runtimes(image: str) -> bool:
    """Whether an image is one of CodeBuild's own, which install the runtimes that a buildspec names."""
    return image.startswith(_OWN_IMAGES)


def read_artifact(artifact: str, args: CodeBuildArgs) -> list[Statement]:
    """Lets a project read one artifact of the pipeline, and the properties of the bucket that it lies in."""
    bucket = args["artifacts"].arn
    return [
        allow(["s3:GetBucketAcl", "s3:GetBucketLocation"], bucket),
        allow(["s3:GetObject", "s3:GetObjectVersion"], keys_of(artifact, bucket, args["delivery"]["context"])),
    ]


def _encryption_key(args: CodeBuildArgs) -> pulumi.Input[str]:
    """The key of what the build hands on. CodeBuild keeps the key that it has where an update names none, so the one
    that it takes by itself is named as well.

    AWS: https://docs.aws.amazon.com/codebuild/latest/APIReference/API_CreateProject.html
    """
    delivery = args["delivery"]
    key_arn = args.get("artifact_key_arn")
    if key_arn is None or not delivery["storage"].customer_key:
        return delivery["context"].arn("kms", "alias/aws/s3")
    return key_arn


def _environment(work: Work) -> aws.codebuild.ProjectEnvironmentArgsDict:
    return {
        "type": "ARM_CONTAINER" if "aarch64" in work.image else "LINUX_CONTAINER",
        "compute_type": _COMPUTE_TYPE,
        "image": work.image,
        # CodeBuild pulls its own images as itself, and any other only as the project's role.
        "image_pull_credentials_type": "CODEBUILD" if has_runtimes(work.image) else "SERVICE_ROLE",
        "environment_variables": [
            {"name": name, "value": value, "type": "PLAINTEXT"} for name, value in work.variables.items()
        ],
    }
