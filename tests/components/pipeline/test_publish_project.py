"""The project that publishes can publish to its own site and do nothing else, and runs nothing of the site."""

import hashlib
import json
from typing import Any

from components.pipeline.artifacts import artifact_folder
from components.pipeline.buildspec import Publication, publish
from components.pipeline.code_build import CodeBuildArgs
from components.pipeline.delivery_pipeline_args import DeliveryPipelineArgs
from components.pipeline.options import STANDARD_IMAGE, PipelineOptions
from components.pipeline.publish_project import PublishProject
from components.pipeline.publish_tool import archive
from components.pipeline.source import SourceOptions
from components.site.options import SiteOptions
from components.storage.bucket import SecureBucket
from components.storage.options import StorageOptions
from tests.components.options import take
from tests.examples import CONTEXT
from tests.mock_cloud import Cloud

ARTIFACTS = "arn:aws:s3:::secure-site-test-artifacts-123456789012"
DISTRIBUTION_ARN = "arn:aws:cloudfront::123456789012:distribution/E2EXAMPLE"
KEYS = [f"arn:aws:kms:eu-west-1:123456789012:key/{number}" for number in (1, 2)]
SHA256 = hashlib.sha256(archive()).hexdigest()
PUBLICATION = Publication(
    index_document="index.html",
    not_found_page="404.html",
    single_page_app=False,
    prerendered=(),
    redirected=(),
    keep_releases=9,
    keep_assets_days=3,
    verify_release=True,
)
PROJECT = "aws:codebuild/project:Project"
ROLE = "aws:iam/role:Role"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"


def given(*, artifact_key_arn: str | None = None, content_key_arn: str | None = None, **more: Any) -> CodeBuildArgs:
    """What both projects of a pipeline are given."""
    delivery: DeliveryPipelineArgs = {
        "context": CONTEXT,
        "source": SourceOptions(source="connection", repository="example/site"),
        "pipeline": take(PipelineOptions, more, output_directory="./dist/"),
        "site": take(SiteOptions, more),
        "storage": take(StorageOptions, more, keep_releases=9, keep_assets_days=3, log_retention_days=90),
        "content_bucket": "content",
        "content_key_arn": content_key_arn,
        "distribution_id": "E2EXAMPLE",
        "distribution_arn": DISTRIBUTION_ARN,
        "site_url": "https://d1.cloudfront.net",
        "content_security_policy": "default-src 'self'",
        "log_bucket": "logs",
        "boundary_arn": "arn:aws:iam::123456789012:policy/boundary",
    }
    artifacts = SecureBucket("artifacts", {"context": CONTEXT, "purpose": "artifacts"})
    return {"delivery": delivery, "artifacts": artifacts, "artifact_key_arn": artifact_key_arn}


def build(cloud: Cloud, **more: Any) -> PublishProject:
    return cloud.run(lambda: PublishProject("publish", given(**more)))


def policies(cloud: Cloud, role: str = "secure-site-test-publish") -> dict[str, list[tuple[list[str], list[str]]]]:
    """Actions and resources of each statement, by the key of the policy; all of them are Allow."""
    found: dict[str, list[tuple[list[str], list[str]]]] = {}
    for policy in cloud.all(ROLE_POLICY):
        statements = json.loads(policy["policy"])["Statement"]
        assert {statement["Effect"] for statement in statements} == {"Allow"}
        key = policy["name"].removeprefix(f"{role}-")
        found[key] = [(statement["Action"], statement["Resource"]) for statement in statements]
    return found


def test_the_role_may_do_exactly_what_publishing_does(cloud: Cloud) -> None:
    build(cloud)
    assert policies(cloud) == {
        "logs": [
            (
                ["logs:CreateLogStream", "logs:PutLogEvents"],
                ["arn:aws:logs:eu-west-1:123456789012:log-group:/aws/codebuild/secure-site-test-publish:*"],
            )
        ],
        "artifacts": [
            (["s3:GetBucketAcl", "s3:GetBucketLocation"], [ARTIFACTS]),
            (["s3:GetObject", "s3:GetObjectVersion"], [f"{ARTIFACTS}/secure-site-test/source/*"]),
            (["s3:GetObject"], [f"{ARTIFACTS}/tools/publish-{SHA256}.zip"]),
        ],
        "content": [
            (["s3:ListBucket"], ["arn:aws:s3:::content"]),
            (
                [
                    "s3:AbortMultipartUpload",
                    "s3:DeleteObject",
                    "s3:GetObject",
                    "s3:GetObjectVersion",
                    "s3:PutObject",
                    "s3:PutObjectVersionTagging",
                ],
                ["arn:aws:s3:::content/*"],
            ),
        ],
        "invalidate": [
            (
                [
                    "cloudfront:CreateInvalidation",
                    "cloudfront:GetDistributionConfig",
                    "cloudfront:GetInvalidation",
                    "cloudfront:ListInvalidations",
                ],
                [DISTRIBUTION_ARN],
            )
        ],
    }


def test_with_customer_keys_the_role_may_use_these_through_s3(cloud: Cloud) -> None:
    build(cloud, artifact_key_arn=KEYS[0], content_key_arn=KEYS[1])
    assert policies(cloud)["keys"] == [(["kms:Decrypt", "kms:GenerateDataKey"], KEYS)]


def test_only_this_project_may_assume_the_role_and_the_boundary_caps_it(cloud: Cloud) -> None:
    made = build(cloud)
    trust = json.loads(cloud.one(ROLE)["assumeRolePolicy"])["Statement"][0]
    assert made.arn == "arn:aws:codebuild:eu-west-1:123456789012:project/secure-site-test-publish"
    assert trust["Principal"] == {"Service": "codebuild.amazonaws.com"}
    assert trust["Condition"]["StringEquals"] == {
        "aws:SourceAccount": "123456789012",
        "aws:SourceArn": [made.arn],
    }
    assert cloud.one(ROLE)["permissionsBoundary"] == "arn:aws:iam::123456789012:policy/boundary"


def test_the_project_publishes_with_the_stacks_own_commands(cloud: Cloud) -> None:
    made = build(cloud)
    project = cloud.one(PROJECT)
    assert project["source"] == {"type": "CODEPIPELINE", "buildspec": publish(PUBLICATION)}
    assert project["artifacts"] == {"type": "CODEPIPELINE"}
    assert project["buildTimeout"] == 15
    assert project["serviceRole"] == "arn:aws:iam::123456789012:role/secure-site-test-publish"
    assert cloud.value(made.name) == project["name"] == "secure-site-test-publish"


def test_the_commands_find_what_they_need_in_plain_variables(cloud: Cloud) -> None:
    build(cloud)
    assert cloud.one(PROJECT)["environment"]["environmentVariables"] == [
        {"name": "CONTENT_BUCKET", "value": "content", "type": "PLAINTEXT"},
        {"name": "DISTRIBUTION_ID", "value": "E2EXAMPLE", "type": "PLAINTEXT"},
        {"name": "OUTPUT_DIRECTORY", "value": "dist", "type": "PLAINTEXT"},
        {"name": "PUBLISH_TOOL", "value": f"s3://{ARTIFACTS[13:]}/tools/publish-{SHA256}.zip", "type": "PLAINTEXT"},
        {"name": "PUBLISH_SHA256", "value": SHA256, "type": "PLAINTEXT"},
        {"name": "SITE_CSP", "value": "default-src 'self'", "type": "PLAINTEXT"},
        {"name": "SITE_URL", "value": "https://d1.cloudfront.net", "type": "PLAINTEXT"},
    ]


def test_what_the_build_commands_have_made_is_published_where_there_are_any(cloud: Cloud) -> None:
    build(cloud, build_commands=("make",))
    assert policies(cloud)["artifacts"][1] == (
        ["s3:GetObject", "s3:GetObjectVersion"],
        [f"{ARTIFACTS}/secure-site-test/site/*"],
    )


def test_the_image_is_the_stacks_own_also_where_the_site_is_built_in_another(cloud: Cloud) -> None:
    build(cloud, build_commands=("make",), build_image="public.ecr.aws/docker/library/node:24")
    environment = cloud.one(PROJECT)["environment"]
    assert (environment["image"], environment["imagePullCredentialsType"]) == (STANDARD_IMAGE, "CODEBUILD")


def test_the_log_is_kept_for_a_while_and_nothing_for_a_later_build(cloud: Cloud) -> None:
    build(cloud)
    log = cloud.one("aws:cloudwatch/logGroup:LogGroup")
    assert (log["name"], log["retentionInDays"]) == ("/aws/codebuild/secure-site-test-publish", 90)
    assert cloud.one(PROJECT)["logsConfig"] == {"cloudwatchLogs": {"status": "ENABLED", "groupName": log["name"]}}
    assert cloud.one(PROJECT)["cache"] == {"type": "NO_CACHE"}


def test_the_key_is_always_named_so_that_one_which_is_taken_away_is_not_kept(cloud: Cloud) -> None:
    build(cloud)
    assert cloud.one(PROJECT)["encryptionKey"] == "arn:aws:kms:eu-west-1:123456789012:alias/aws/s3"


def test_whatever_takes_tags_has_those_of_the_stack(cloud: Cloud) -> None:
    build(cloud)
    for token in (PROJECT, ROLE, "aws:cloudwatch/logGroup:LogGroup"):
        assert cloud.one(token)["tags"] == CONTEXT.tags


def test_artifacts_lie_where_codepipeline_puts_them_for_a_long_name() -> None:
    assert artifact_folder("a-project-with-a-name-production") == "a-project-with-a-nam"
