"""The pipeline that takes a site from GitHub, waits for an approval where there has to be one, and publishes it."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.alerts.notifications import Notifications
from components.context import Context
from components.iam.service_role import ServiceRole
from components.iam.statements import Statement, allow
from components.pipeline.build_project import CACHE_FOLDER, BuildProject, artifact_folder
from components.pipeline.buildspec import Publication
from components.pipeline.delivery_pipeline_args import DEFAULT_IMAGE, DeliveryPipelineArgs, judge
from components.pipeline.source import ConnectionSource, OAuthSource
from components.pipeline.stages import Action, from_connection, from_oauth, on_push, stages
from components.pipeline.webhook import Webhook
from components.storage.bucket import SecureBucket
from components.storage.encryption_key import EncryptionKey, use_key, use_through_s3

__all__ = ["DeliveryPipeline", "DeliveryPipelineArgs"]


class DeliveryPipeline(pulumi.ComponentResource):
    """A V2 pipeline from a GitHub branch to a bucket behind CloudFront, with roles that can do no more than that.

    A push starts it: through {name}-webhook for an OAuthSource, through a trigger for a ConnectionSource. A connection
    that it makes itself stays PENDING, and the pipeline without a source, until somebody confirms it in the console.

    Children: components {name}-artifacts (SecureBucket), {name}-build (BuildProject), {name}-access (ServiceRole), and
    where asked for {name}-encryption, {name}-notifications and {name}-webhook; resources {name}-pipeline and, unless
    one is given, {name}-connection.
    Raises ValueError for whatever is outside of what the arguments allow, before the first resource.
    AWS: https://docs.aws.amazon.com/codepipeline/latest/userguide/welcome-introducing.html
    """

    pipeline_name: pulumi.Output[str]
    """The pipeline's name."""
    pipeline_arn: pulumi.Output[str]
    """Its ARN."""
    artifact_bucket: str
    """Where artifacts lie; known without asking the cloud."""
    connection_arn: pulumi.Output[str] | None
    """The connection to GitHub. None for an OAuthSource."""
    connection_status: pulumi.Output[str] | None
    """"PENDING" until confirmed, then "AVAILABLE". None for an OAuthSource, and for a connection that was given."""
    topic_arn: pulumi.Output[str] | None
    """Where notifications go. None without notification_email."""

    def __init__(self, name: str, args: DeliveryPipelineArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        judge(name, args)
        super().__init__("secure-site:components:DeliveryPipeline", name, {}, opts)
        child = pulumi.ResourceOptions(parent=self)
        context, source = args["context"], args["source"]
        key = _key(name, args, child)
        artifacts = _artifact_bucket(name, args, key, child)
        build = _build(name, args, artifacts, key, child)
        reached = _reach(name, context, source, child)
        role = _role(name, args, artifacts, build, key, reached.connection, child)
        pipeline = aws.codepipeline.Pipeline(
            f"{name}-pipeline",
            name=context.prefix,
            pipeline_type="V2",
            role_arn=role.arn,
            artifact_stores=[_artifact_store(artifacts, key)],
            stages=stages(reached.action, args.get("approval", False), build.name),
            triggers=reached.triggers,
            tags=context.tags,
            # A pipeline starts as soon as it exists: whatever it needs has to be there before it.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[artifacts, build, role]),
        )
        if isinstance(source, OAuthSource):
            Webhook(f"{name}-webhook", {"context": context, "source": source, "pipeline_name": pipeline.name}, child)
        self.pipeline_name, self.pipeline_arn = pipeline.name, pipeline.arn
        self.artifact_bucket = artifacts.name
        self.connection_arn = reached.connection.arn if reached.connection else None
        self.connection_status = reached.connection.status if reached.connection else None
        self.topic_arn = _notify(name, args, child)
        self.register_outputs(
            {
                "pipelineName": self.pipeline_name,
                "pipelineArn": self.pipeline_arn,
                "artifactBucket": self.artifact_bucket,
                "connectionArn": self.connection_arn,
                "connectionStatus": self.connection_status,
                "topicArn": self.topic_arn,
            }
        )


@dataclass(frozen=True)
class _Connection:
    """The connection to GitHub, made here or by somebody else."""

    arn: pulumi.Output[str]
    service: str
    """Which of its two names the service has in the ARN, and so in the permission to use it."""
    status: pulumi.Output[str] | None
    """None for one that was made elsewhere."""


@dataclass(frozen=True)
class _Reach:
    """How the pipeline reaches the repository: what it does, what starts it, and with which connection."""

    action: Action
    triggers: list[aws.codepipeline.PipelineTriggerArgsDict] | None = None
    """None where a webhook starts it."""
    connection: _Connection | None = None
    """None where a token is used."""


def _reach(
    name: str, context: Context, source: OAuthSource | ConnectionSource, child: pulumi.ResourceOptions
) -> _Reach:
    if isinstance(source, OAuthSource):
        return _Reach(from_oauth(source))
    connection = _connection(name, context, source.connection_arn, child)
    return _Reach(from_connection(source, connection.arn), on_push(source.branch), connection)


def _connection(name: str, context: Context, given_arn: str | None, child: pulumi.ResourceOptions) -> _Connection:
    if given_arn is not None:
        return _Connection(pulumi.Output.from_input(given_arn), given_arn.split(":")[2], None)
    made = aws.codeconnections.Connection(
        f"{name}-connection", name=context.prefix, provider_type="GitHub", tags=context.tags, opts=child
    )
    return _Connection(made.arn, "codeconnections", made.connection_status)


def _key(name: str, args: DeliveryPipelineArgs, child: pulumi.ResourceOptions) -> EncryptionKey | None:
    if not args.get("kms"):
        return None
    key = EncryptionKey(f"{name}-encryption", {"context": args["context"], "purpose": "artifacts"}, child)
    key.admit(use_through_s3(args["context"]))
    return key


def _artifact_bucket(
    name: str, args: DeliveryPipelineArgs, key: EncryptionKey | None, child: pulumi.ResourceOptions
) -> SecureBucket:
    bucket = SecureBucket(
        f"{name}-artifacts",
        {
            "context": args["context"],
            "purpose": "artifacts",
            "noncurrent_days": args.get("artifact_days", 30),
            # Not the tool that builds publish with, which is beside these.
            "expire_days": dict.fromkeys(
                (artifact_folder(args["context"].prefix), f"{CACHE_FOLDER}/"), args.get("artifact_days", 30)
            ),
            "key_arn": key.arn if key else None,
            "log_bucket": args["log_bucket"],
            "protect": args.get("protect", False),
        },
        child,
    )
    bucket.admit()
    return bucket


def _build(
    name: str,
    args: DeliveryPipelineArgs,
    artifacts: SecureBucket,
    key: EncryptionKey | None,
    child: pulumi.ResourceOptions,
) -> BuildProject:
    return BuildProject(
        f"{name}-build",
        {
            "context": args["context"],
            "artifacts": artifacts,
            "artifact_key_arn": key.arn if key else None,
            "pipeline_name": args["context"].prefix,
            "content_bucket": args["content_bucket"],
            "content_key_arn": args.get("content_key_arn"),
            "distribution_id": args["distribution_id"],
            "distribution_arn": args["distribution_arn"],
            "site_url": args["site_url"],
            "content_security_policy": args["content_security_policy"],
            "publication": args.get("publication", Publication()),
            "build_commands": args.get("build_commands", ()),
            "output_directory": args.get("output_directory", "public"),
            "build_image": args.get("build_image", DEFAULT_IMAGE),
            "compute_type": args.get("compute_type", "BUILD_GENERAL1_SMALL"),
            "timeout_minutes": args.get("timeout_minutes", 15),
            "log_retention_days": args.get("log_retention_days", 90),
            "boundary_arn": args["boundary_arn"],
        },
        child,
    )


def _role(
    name: str,
    args: DeliveryPipelineArgs,
    artifacts: SecureBucket,
    build: BuildProject,
    key: EncryptionKey | None,
    connection: _Connection | None,
    child: pulumi.ResourceOptions,
) -> ServiceRole:
    context = args["context"]
    # A connection uploads with an ACL; the bucket takes none that gives anybody else anything.
    # https://docs.aws.amazon.com/codepipeline/latest/userguide/how-to-custom-role.html
    with_acl = ["s3:PutObjectAcl"] if connection else []
    policies: dict[str, list[Statement]] = {
        "artifacts": [
            allow(["s3:GetBucketAcl", "s3:GetBucketLocation", "s3:GetBucketVersioning"], artifacts.arn),
            allow(
                ["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject", *with_acl],
                f"{artifacts.arn}/{artifact_folder(context.prefix)}*",
            ),
        ],
        "build": [allow(["codebuild:BatchGetBuilds", "codebuild:StartBuild"], build.arn)],
    }
    # Of their own: they are unknown until the connection and the key exist, and the others can be judged before that.
    if connection:
        policies["source"] = [allow(f"{connection.service}:UseConnection", connection.arn)]
    if key:
        policies["keys"] = [use_key(context, key.arn)]
    return ServiceRole(
        f"{name}-access",
        {
            "context": context,
            "role_name": f"{context.prefix}-pipeline",
            "service": "codepipeline.amazonaws.com",
            "source_arn": context.arn("codepipeline", context.prefix),
            "policies": policies,
            "permissions_boundary": args["boundary_arn"],
        },
        child,
    )


def _artifact_store(
    artifacts: SecureBucket, key: EncryptionKey | None
) -> aws.codepipeline.PipelineArtifactStoreArgsDict:
    store: aws.codepipeline.PipelineArtifactStoreArgsDict = {"type": "S3", "location": artifacts.bucket}
    if key:
        store["encryption_key"] = {"type": "KMS", "id": key.arn}
    return store


def _notify(name: str, args: DeliveryPipelineArgs, child: pulumi.ResourceOptions) -> pulumi.Output[str] | None:
    """Approvals are told by the same rules as failures, so that the pipeline's role need not publish anything."""
    email = args.get("notification_email")
    if email is None:
        return None
    told = Notifications(
        f"{name}-notifications",
        {
            "context": args["context"],
            "pipeline_name": args["context"].prefix,
            "email": email,
            "approval": args.get("approval", False),
        },
        child,
    )
    return told.topic_arn
