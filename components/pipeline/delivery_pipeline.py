"""The pipeline that takes a site from GitHub, waits for an approval if there is one, and publishes the site."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.alerts.notifications import Notifications, publish_mail, trust_for_mail
from components.iam.service_role import ServiceRole
from components.iam.statements import Statement, allow
from components.pipeline.artifacts import artifact_folder
from components.pipeline.code_build import CodeBuildArgs
from components.pipeline.delivery_pipeline_args import DeliveryPipelineArgs
from components.pipeline.publish_project import PublishProject
from components.pipeline.reach import LONGEST_CONNECTION_NAME, Connection, reach, use_connection
from components.pipeline.site_build import SiteBuild
from components.pipeline.stages import stages
from components.pipeline.webhook import Webhook
from components.settings.validation import validate
from components.storage.bucket import SecureBucket
from components.storage.encryption_key import EncryptionKey, use_key, use_through_s3

__all__ = ["DeliveryPipeline", "DeliveryPipelineArgs"]


class DeliveryPipeline(pulumi.ComponentResource):
    """A V2 pipeline from a GitHub branch to a bucket behind CloudFront, with roles that can do no more than that.

    A push starts it: through {name}-webhook for source oauth, through a trigger for source connection. A connection
    that it makes itself stays PENDING, and the pipeline without a source, until the user confirms it in the console.

    Children: components {name}-artifacts (SecureBucket), {name}-publish (PublishProject), {name}-access (ServiceRole);
    with build_commands {name}-site-build (SiteBuild), with customer_key or kept keys {name}-encryption, with
    notification_email {name}-notifications, with source oauth {name}-webhook; resources {name}-pipeline and, for source
    connection without connection_arn, {name}-connection.
    Raises ValueError, before the first resource, for options that break their rules.
    AWS: https://docs.aws.amazon.com/codepipeline/latest/userguide/welcome-introducing.html
    """

    pipeline_name: pulumi.Output[str]
    """The pipeline's name."""
    pipeline_arn: pulumi.Output[str]
    """The pipeline's ARN."""
    artifact_bucket: str
    """Name of the artifact bucket; known without asking the cloud."""
    key_arn: pulumi.Output[str] | None
    """ARN of the artifacts' key. None without customer_key or kept keys."""
    connection_arn: pulumi.Output[str] | None
    """The connection to GitHub. None for source oauth."""
    connection_status: pulumi.Output[str] | None
    """"PENDING" until confirmed, then "AVAILABLE". None for source oauth, and for a connection that was given."""
    topic_arn: pulumi.Output[str] | None
    """The topic of the notifications. None without notification_email."""

    def __init__(self, name: str, args: DeliveryPipelineArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        _validate(name, args)
        super().__init__("secure-site:components:DeliveryPipeline", name, {}, opts)
        child = pulumi.ResourceOptions(parent=self)
        context, source = args["context"], args["source"]
        key = _key(name, args, child)
        artifacts = _artifact_bucket(name, args, key, child)
        projects = _projects(name, args, artifacts, key, child)
        reached = reach(name, context, source, child)
        role = _role(name, args, artifacts, projects, key, reached.connection, child)
        pipeline = aws.codepipeline.Pipeline(
            f"{name}-pipeline",
            name=context.prefix,
            pipeline_type="V2",
            role_arn=role.arn,
            artifact_stores=[_artifact_store(artifacts, key if args["storage"].customer_key else None)],
            stages=stages(reached.action, args["pipeline"].approval, projects.publish.name, projects.build_name),
            triggers=reached.triggers,
            tags=context.tags,
            # A pipeline starts as soon as it exists, so everything that it needs is made before it.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[artifacts, *projects.all, role]),
        )
        if source.is_oauth:
            Webhook(f"{name}-webhook", {"context": context, "source": source, "pipeline_name": pipeline.name}, child)
        self.pipeline_name, self.pipeline_arn = pipeline.name, pipeline.arn
        self.artifact_bucket = artifacts.name
        self.key_arn = key.arn if key else None
        self.connection_arn = reached.connection.arn if reached.connection else None
        self.connection_status = reached.connection.status if reached.connection else None
        self.topic_arn = _notify(name, args, role, child)
        self.register_outputs(
            {
                "pipelineName": self.pipeline_name,
                "pipelineArn": self.pipeline_arn,
                "artifactBucket": self.artifact_bucket,
                "keyArn": self.key_arn,
                "connectionArn": self.connection_arn,
                "connectionStatus": self.connection_status,
                "topicArn": self.topic_arn,
            }
        )


@dataclass(frozen=True)
class _Projects:
    """The projects that the pipeline runs."""

    publish: PublishProject
    build: SiteBuild | None
    """None where the repository holds the site as it is."""

    @property
    def all(self) -> list[PublishProject | SiteBuild]:
        """The projects that there are."""
        return [self.publish] if self.build is None else [self.build, self.publish]

    @property
    def build_name(self) -> pulumi.Output[str] | None:
        """The name of the project that builds."""
        return None if self.build is None else self.build.name


def _validate(name: str, args: DeliveryPipelineArgs) -> None:
    component, source, prefix = f"DeliveryPipeline {name!r}", args["source"], args["context"].prefix
    validate(component, source, args["pipeline"], args["storage"])
    if not source.is_oauth and source.connection_arn is None and len(prefix) > LONGEST_CONNECTION_NAME:
        raise ValueError(
            f"{component}: the connection {prefix!r} would have {len(prefix)} characters, AWS allows "
            f"{LONGEST_CONNECTION_NAME}: shorten the name of the project or of the stack, or give connection_arn"
        )


def _key(name: str, args: DeliveryPipelineArgs, child: pulumi.ResourceOptions) -> EncryptionKey | None:
    storage = args["storage"]
    if not storage.has_keys:
        return None
    key = EncryptionKey(
        f"{name}-encryption",
        {"context": args["context"], "purpose": "artifacts", "protect": storage.protect},
        child,
    )
    key.set_policy(use_through_s3(args["context"]))
    return key


def _artifact_bucket(
    name: str, args: DeliveryPipelineArgs, key: EncryptionKey | None, child: pulumi.ResourceOptions
) -> SecureBucket:
    storage = args["storage"]
    bucket = SecureBucket(
        f"{name}-artifacts",
        {
            "context": args["context"],
            "purpose": "artifacts",
            "noncurrent_days": storage.artifact_days,
            # The publish tool lies beside these, and does not expire.
            "expire_days": {artifact_folder(args["context"].prefix): storage.artifact_days},
            "key_arn": key.arn if key and storage.customer_key else None,
            "log_bucket": args["log_bucket"],
            "protect": storage.protect,
        },
        child,
    )
    bucket.set_policy()
    return bucket


def _projects(
    name: str,
    args: DeliveryPipelineArgs,
    artifacts: SecureBucket,
    key: EncryptionKey | None,
    child: pulumi.ResourceOptions,
) -> _Projects:
    """One project publishes. Another builds, if there is anything to build, so that no code of a site can publish."""
    given: CodeBuildArgs = {"delivery": args, "artifacts": artifacts, "artifact_key_arn": key.arn if key else None}
    build = SiteBuild(f"{name}-site-build", given, child) if args["pipeline"].build_commands else None
    # Up to 0.3.0 one project did both.
    before = pulumi.Alias(name=f"{name}-build", type_="secure-site:components:BuildProject")
    renamed = pulumi.ResourceOptions.merge(child, pulumi.ResourceOptions(aliases=[before]))
    return _Projects(PublishProject(f"{name}-publish", given, renamed), build)


def _role(
    name: str,
    args: DeliveryPipelineArgs,
    artifacts: SecureBucket,
    projects: _Projects,
    key: EncryptionKey | None,
    connection: Connection | None,
    child: pulumi.ResourceOptions,
) -> ServiceRole:
    context, pipeline = args["context"], args["pipeline"]
    has_mail = pipeline.notification_email is not None
    # A connection uploads with an ACL; the bucket accepts none that grants access to anyone else.
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
        "build": [
            allow(["codebuild:BatchGetBuilds", "codebuild:StartBuild"], [project.arn for project in projects.all])
        ],
    }
    # These are policies of their own: they are unknown until the connection and the key exist, and the others are not.
    if connection:
        policies["source"] = [use_connection(connection.arn)]
    if key:
        policies["keys"] = [use_key(context, key.arn)]
    if has_mail:
        policies["mail"] = [publish_mail(context)]
    return ServiceRole(
        f"{name}-access",
        {
            "context": context,
            "role_name": f"{context.prefix}-pipeline",
            "service": "codepipeline.amazonaws.com",
            "source_arn": context.arn("codepipeline", context.prefix),
            "other_services": trust_for_mail(context, context.prefix, pipeline.approval) if has_mail else {},
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


def _notify(
    name: str, args: DeliveryPipelineArgs, role: ServiceRole, child: pulumi.ResourceOptions
) -> pulumi.Output[str] | None:
    """EventBridge rules report approvals as well as failures, and publish as the pipeline's role."""
    pipeline = args["pipeline"]
    if pipeline.notification_email is None:
        return None
    notifications = Notifications(
        f"{name}-notifications",
        {
            "context": args["context"],
            "pipeline_name": args["context"].prefix,
            "email": pipeline.notification_email,
            "approval": pipeline.approval,
            "role_arn": role.arn,
        },
        child,
    )
    return notifications.topic_arn
