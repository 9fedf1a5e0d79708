"""The project that builds runs the code of the site, and reaches nothing of what is published."""

import json
from typing import Any

import pytest

from components.pipeline.buildspec import build as buildspec
from components.pipeline.site_build import SiteBuild
from tests.components.pipeline.test_publish_project import ARTIFACTS, KEYS, PROJECT, ROLE, given, policies
from tests.examples import CONTEXT
from tests.mock_cloud import Cloud

NAME = "secure-site-test-site-build"


def build(cloud: Cloud, **more: Any) -> SiteBuild:
    return cloud.run(lambda: SiteBuild("build", given(build_commands=more.pop("build_commands", ("make",)), **more)))


def test_the_role_reads_the_source_writes_the_site_and_its_log_and_does_nothing_else(cloud: Cloud) -> None:
    build(cloud, content_key_arn=KEYS[1])
    assert policies(cloud, NAME) == {
        "logs": [
            (
                ["logs:CreateLogStream", "logs:PutLogEvents"],
                [f"arn:aws:logs:eu-west-1:123456789012:log-group:/aws/codebuild/{NAME}:*"],
            )
        ],
        "artifacts": [
            (["s3:GetBucketAcl", "s3:GetBucketLocation"], [ARTIFACTS]),
            (["s3:GetObject", "s3:GetObjectVersion"], [f"{ARTIFACTS}/secure-site-test/source/*"]),
            (["s3:PutObject"], [f"{ARTIFACTS}/secure-site-test/site/*"]),
        ],
    }


def test_of_the_keys_it_may_use_that_of_the_artifacts_alone(cloud: Cloud) -> None:
    build(cloud, customer_key=True, artifact_key_arn=KEYS[0], content_key_arn=KEYS[1])
    assert policies(cloud, NAME)["keys"] == [(["kms:Decrypt", "kms:GenerateDataKey"], [KEYS[0]])]
    assert cloud.one(PROJECT)["encryptionKey"] == KEYS[0]


def test_only_this_project_may_assume_the_role_and_the_boundary_caps_it(cloud: Cloud) -> None:
    made = build(cloud)
    role = cloud.one(ROLE)
    trust = json.loads(role["assumeRolePolicy"])["Statement"][0]
    assert (made.arn, role["name"]) == (f"arn:aws:codebuild:eu-west-1:123456789012:project/{NAME}", NAME)
    assert trust["Principal"] == {"Service": "codebuild.amazonaws.com"}
    assert trust["Condition"]["StringEquals"] == {"aws:SourceAccount": "123456789012", "aws:SourceArn": [made.arn]}
    assert role["permissionsBoundary"] == "arn:aws:iam::123456789012:policy/boundary"


def test_the_project_runs_the_stacks_commands_and_knows_nothing_of_the_site(cloud: Cloud) -> None:
    made = build(cloud, build_commands=("npm ci", "npm run build"), output_directory="./out/")
    project = cloud.one(PROJECT)
    assert project["source"] == {"type": "CODEPIPELINE", "buildspec": buildspec(["npm ci", "npm run build"], "out")}
    assert project["artifacts"] == {"type": "CODEPIPELINE"}
    assert project["environment"]["environmentVariables"] == [
        {"name": "OUTPUT_DIRECTORY", "value": "out", "type": "PLAINTEXT"}
    ]
    assert cloud.value(made.name) == project["name"] == NAME


@pytest.mark.parametrize(
    ("image", "kind", "credentials"),
    [
        ("aws/codebuild/amazonlinux-x86_64-standard:5.0", "LINUX_CONTAINER", "CODEBUILD"),
        ("aws/codebuild/amazonlinux-aarch64-standard:3.0", "ARM_CONTAINER", "CODEBUILD"),
        ("public.ecr.aws/docker/library/node:24", "LINUX_CONTAINER", "SERVICE_ROLE"),
    ],
)
def test_the_image_decides_the_machine_and_who_pulls_it(cloud: Cloud, image: str, kind: str, credentials: str) -> None:
    build(cloud, build_image=image)
    environment = cloud.one(PROJECT)["environment"]
    assert (environment["image"], environment["type"], environment["imagePullCredentialsType"]) == (
        image,
        kind,
        credentials,
    )
    assert ("install" in json.loads(cloud.one(PROJECT)["source"]["buildspec"])["phases"]) == (
        credentials == "CODEBUILD"
    )


def test_nothing_is_kept_for_a_later_build(cloud: Cloud) -> None:
    build(cloud)
    assert cloud.one(PROJECT)["cache"] == {"type": "NO_CACHE"}


def test_the_log_is_kept_for_a_while(cloud: Cloud) -> None:
    build(cloud)
    log = cloud.one("aws:cloudwatch/logGroup:LogGroup")
    assert (log["name"], log["retentionInDays"]) == (f"/aws/codebuild/{NAME}", 90)


def test_whatever_takes_tags_has_those_of_the_stack(cloud: Cloud) -> None:
    build(cloud)
    for token in (PROJECT, ROLE, "aws:cloudwatch/logGroup:LogGroup"):
        assert cloud.one(token)["tags"] == CONTEXT.tags
