"""One resource of every type of the delivery side: storage, identity, notifications, build, pipeline, GitHub."""

import json
from dataclasses import dataclass, field
from typing import Any

import pulumi
import pulumi_aws as aws
import pulumi_github as github

from sandbox.emulator.cloud import ACCOUNT_ID

TOKEN = "ghp_0123456789abcdefghij"
WEBHOOK_SECRET = "0123456789abcdefwebhook"


@dataclass(frozen=True)
class Wanted:
    """What the program is told; a test changes some of it."""

    branch: str = "main"
    build_minutes: int = 15
    description: str = "publishes"
    email: str = "owner@example.com"
    noncurrent_days: int = 30
    permitted: str = "arn:aws:s3:::delivery-content/*"
    retention_days: int = 30
    tags: dict[str, str] = field(default_factory=lambda: {"Stack": "trial", "Project": "delivery"})
    topic: str = "delivery-first"


def delivery(wanted: Wanted) -> None:
    bucket = storage(wanted)
    role = identity(wanted)
    topic = notifications(wanted)
    logs = aws.cloudwatch.LogGroup(
        "log-group", name="/aws/codebuild/delivery", retention_in_days=wanted.retention_days, tags=wanted.tags
    )
    project = build(wanted, role, logs)
    stack_pipeline = pipeline(wanted, role, bucket, project)
    hooks(stack_pipeline)
    watch(wanted, topic)
    aws.codeconnections.Connection("connection", name="delivery", provider_type="GitHub", tags=wanted.tags)
    pulumi.export("account", aws.get_caller_identity().account_id)
    pulumi.export("region", aws.get_region().region)


def storage(wanted: Wanted) -> aws.s3.Bucket:
    # The URN of a child carries its parents' types too.
    child = pulumi.ResourceOptions(parent=pulumi.ComponentResource("delivery:index:Storage", "storage"))
    bucket = aws.s3.Bucket("bucket", bucket="delivery-content", force_destroy=True, tags=wanted.tags, opts=child)
    logs = aws.s3.Bucket("logs", bucket="delivery-logs", force_destroy=True)
    aws.s3.BucketPublicAccessBlock(
        "public-access",
        bucket=bucket.bucket,
        block_public_acls=True,
        block_public_policy=True,
        ignore_public_acls=True,
        restrict_public_buckets=True,
    )
    aws.s3.BucketOwnershipControls("ownership", bucket=bucket.bucket, rule={"object_ownership": "BucketOwnerEnforced"})
    aws.s3.BucketVersioning("versioning", bucket=bucket.bucket, versioning_configuration={"status": "Enabled"})
    aws.s3.BucketServerSideEncryptionConfiguration(
        "encryption",
        bucket=bucket.bucket,
        rules=[{"apply_server_side_encryption_by_default": {"sse_algorithm": "AES256"}, "bucket_key_enabled": True}],
    )
    aws.s3.BucketLifecycleConfiguration(
        "lifecycle",
        bucket=bucket.bucket,
        rules=[
            {
                "id": "old-versions",
                "status": "Enabled",
                "filter": {"prefix": ""},
                "noncurrent_version_expiration": {"noncurrent_days": wanted.noncurrent_days},
                "abort_incomplete_multipart_upload": {"days_after_initiation": 7},
            }
        ],
    )
    aws.s3.BucketLogging("access-logs", bucket=bucket.bucket, target_bucket=logs.bucket, target_prefix="content/")
    only_tls = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [bucket.arn, pulumi.Output.concat(bucket.arn, "/*")],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    aws.s3.BucketPolicy("bucket-policy", bucket=bucket.bucket, policy=pulumi.Output.json_dumps(document(only_tls)))
    return bucket


def identity(wanted: Wanted) -> aws.iam.Role:
    read = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": wanted.permitted}
    boundary = aws.iam.Policy("boundary", name="delivery-boundary", policy=json.dumps(document(read)), tags=wanted.tags)
    trust = {
        "Effect": "Allow",
        "Principal": {"Service": "codepipeline.amazonaws.com"},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT_ID}},
    }
    role = aws.iam.Role(
        "role",
        name="delivery",
        assume_role_policy=json.dumps(document(trust)),
        description=wanted.description,
        permissions_boundary=boundary.arn,
        tags=wanted.tags,
    )
    aws.iam.RolePolicy("inline", name="read", role=role.name, policy=json.dumps(document(read)))
    aws.iam.RolePolicyAttachment("attachment", role=role.name, policy_arn=boundary.arn)
    return role


def notifications(wanted: Wanted) -> aws.sns.Topic:
    topic = aws.sns.Topic("topic", name=wanted.topic, kms_master_key_id="alias/aws/sns", tags=wanted.tags)
    publish = {
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sns:Publish",
        "Resource": topic.arn,
    }
    aws.sns.TopicPolicy("topic-policy", arn=topic.arn, policy=pulumi.Output.json_dumps(document(publish)))
    aws.sns.TopicSubscription("subscription", topic=topic.arn, protocol="email", endpoint=wanted.email)
    return topic


def build(wanted: Wanted, role: aws.iam.Role, logs: aws.cloudwatch.LogGroup) -> aws.codebuild.Project:
    return aws.codebuild.Project(
        "project",
        name="delivery-publish",
        description=wanted.description,
        service_role=role.arn,
        build_timeout=wanted.build_minutes,
        artifacts={"type": "CODEPIPELINE"},
        source={"type": "CODEPIPELINE", "buildspec": "version: 0.2"},
        environment={
            "type": "LINUX_CONTAINER",
            "compute_type": "BUILD_GENERAL1_SMALL",
            "image": "aws/codebuild/amazonlinux-x86_64-standard:5.0",
            "environment_variables": [{"name": "CONTENT_BUCKET", "value": "delivery-content", "type": "PLAINTEXT"}],
        },
        cache={"type": "S3", "location": "delivery-content/cache"},
        logs_config={"cloudwatch_logs": {"status": "ENABLED", "group_name": logs.name}},
        tags=wanted.tags,
    )


def pipeline(
    wanted: Wanted, role: aws.iam.Role, bucket: aws.s3.Bucket, project: aws.codebuild.Project
) -> aws.codepipeline.Pipeline:
    source: dict[str, pulumi.Input[str]] = {
        "Owner": "owner",
        "Repo": "site",
        "Branch": wanted.branch,
        "OAuthToken": pulumi.Output.secret(TOKEN),
        "PollForSourceChanges": "false",
    }
    return aws.codepipeline.Pipeline(
        "pipeline",
        name="delivery",
        pipeline_type="V2",
        role_arn=role.arn,
        artifact_stores=[{"type": "S3", "location": bucket.bucket}],
        stages=[
            {"name": "Source", "actions": [_action("Source", "ThirdParty", "GitHub", source, [], ["source"])]},
            {
                "name": "Publish",
                "actions": [_action("Build", "AWS", "CodeBuild", {"ProjectName": project.name}, ["source"], [])],
            },
        ],
        triggers=[
            {
                "provider_type": "CodeStarSourceConnection",
                "git_configuration": {
                    "source_action_name": "Source",
                    "pushes": [{"branches": {"includes": [wanted.branch]}}],
                },
            }
        ],
        tags=wanted.tags,
    )


def _action(
    category: str,
    owner: str,
    provider: str,
    configuration: dict[str, pulumi.Input[str]],
    inputs: list[str],
    outputs: list[str],
) -> aws.codepipeline.PipelineStageActionArgsDict:
    return {
        "name": category,
        "category": category,
        "owner": owner,
        "provider": provider,
        "version": "1",
        "configuration": configuration,
        "input_artifacts": inputs,
        "output_artifacts": outputs,
    }


def hooks(target: aws.codepipeline.Pipeline) -> None:
    secret = pulumi.Output.secret(WEBHOOK_SECRET)
    webhook = aws.codepipeline.Webhook(
        "webhook",
        name="delivery",
        authentication="GITHUB_HMAC",
        authentication_configuration={"secret_token": secret},
        filters=[{"json_path": "$.ref", "match_equals": "refs/heads/{Branch}"}],
        target_action="Source",
        target_pipeline=target.name,
        # AWS never returns the secret, so that every update would find a difference.
        opts=pulumi.ResourceOptions(ignore_changes=["authenticationConfiguration"]),
    )
    github.RepositoryWebhook(
        "github-webhook",
        repository="site",
        events=["push"],
        configuration={"url": webhook.url, "content_type": "json", "insecure_ssl": False, "secret": secret},
    )


def watch(wanted: Wanted, topic: aws.sns.Topic) -> None:
    rule = aws.cloudwatch.EventRule(
        "rule",
        name="delivery-failed",
        event_pattern=json.dumps({"source": ["aws.codepipeline"], "detail": {"state": ["FAILED"]}}),
        tags=wanted.tags,
    )
    aws.cloudwatch.EventTarget(
        "target",
        rule=rule.name,
        target_id="topic",
        arn=topic.arn,
        input_transformer={"input_paths": {"name": "$.detail.pipeline"}, "input_template": '"<name> failed"'},
    )


def document(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}
