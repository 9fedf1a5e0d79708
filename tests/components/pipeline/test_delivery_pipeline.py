"""A push goes from GitHub to the site through roles that can do no more, and what makes no sense is refused."""

import json
from dataclasses import replace
from typing import Any

import pulumi
import pytest

from components.pipeline.delivery_pipeline import DeliveryPipeline
from components.pipeline.options import PipelineOptions
from components.pipeline.source import SourceOptions
from components.site.options import SiteOptions
from components.storage.options import StorageOptions
from tests import examples
from tests.components.options import take
from tests.mock_cloud import Cloud, Recorded

CONTEXT = replace(examples.CONTEXT, region="us-east-1")
BUCKET = "secure-site-test-artifacts-123456789012"
CONNECTION_ARN = "arn:aws:codestar-connections:us-east-1:123456789012:connection/01234567-89ab-cdef-0123-456789abcdef"
CONNECTION = "aws:codeconnections/connection:Connection"
PROJECT = "aws:codebuild/project:Project"
PIPELINE = "aws:codepipeline/pipeline:Pipeline"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
S3_KEY = "arn:aws:kms:us-east-1:123456789012:alias/aws/s3"
TOKEN = "ghp_0123456789"
CONNECTED = SourceOptions(source="connection", repository="example/site")


USE_CONNECTION = ["codeconnections:UseConnection", "codestar-connections:UseConnection"]


def both(connection_arn: str) -> list[str]:
    """The ARNs of a connection under both names of its service."""
    rest = connection_arn.split(":", 3)[3]
    return [f"arn:aws:{action.partition(':')[0]}:{rest}" for action in USE_CONNECTION]


def args(**more: Any) -> dict[str, Any]:
    return {
        "context": CONTEXT,
        "source": CONNECTED,
        "pipeline": take(PipelineOptions, more),
        "site": SiteOptions(),
        "storage": take(StorageOptions, more),
        "content_bucket": "content",
        "distribution_id": "E2EXAMPLE",
        "distribution_arn": "arn:aws:cloudfront::123456789012:distribution/E2EXAMPLE",
        "site_url": "https://d1.cloudfront.net",
        "content_security_policy": "default-src 'self'",
        "log_bucket": "logs",
        "boundary_arn": "arn:aws:iam::123456789012:policy/boundary",
        **more,
    }


def build(cloud: Cloud, *, preview: bool = False, **more: Any) -> DeliveryPipeline:
    return cloud.build(DeliveryPipeline, "delivery", args(**more), preview=preview)


def with_token(cloud: Cloud) -> DeliveryPipeline:
    token, signature = pulumi.Output.from_input(TOKEN), pulumi.Output.from_input("signature")
    source = SourceOptions(source="oauth", repository="example/site", github_token=token, webhook_secret=signature)
    return build(cloud, source=source)


def statements(policy: Recorded) -> list[tuple[list[str], list[str]]]:
    return [(found["Action"], found["Resource"]) for found in json.loads(policy["policy"])["Statement"]]


def own_policies(cloud: Cloud) -> dict[str, list[tuple[list[str], list[str]]]]:
    prefix = "secure-site-test-pipeline-"
    return {
        policy["name"].removeprefix(prefix): statements(policy)
        for policy in cloud.all(ROLE_POLICY)
        if policy["name"].startswith(prefix)
    }


def test_the_pipeline_goes_from_the_source_to_the_project(cloud: Cloud) -> None:
    build(cloud)
    pipeline = cloud.one(PIPELINE)
    assert (pipeline["name"], pipeline["pipelineType"]) == ("secure-site-test", "V2")
    assert [stage["name"] for stage in pipeline["stages"]] == ["Source", "Publish"]
    assert pipeline["stages"][1]["actions"][0]["configuration"]["ProjectName"] == "secure-site-test-publish"
    assert [project["name"] for project in cloud.all(PROJECT)] == ["secure-site-test-publish"]
    assert pipeline["artifactStores"] == [{"type": "S3", "location": BUCKET}]
    assert pipeline["tags"] == CONTEXT.tags


def test_a_site_that_is_built_is_built_by_another_project_than_publishes_it(cloud: Cloud) -> None:
    build(cloud, build_commands=("make",), output_directory="dist")
    stages = cloud.one(PIPELINE)["stages"]
    assert [stage["name"] for stage in stages] == ["Source", "Build", "Publish"]
    projects = [stage["actions"][0]["configuration"]["ProjectName"] for stage in stages[1:]]
    assert projects == ["secure-site-test-site-build", "secure-site-test-publish"]
    assert own_policies(cloud)["build"] == [
        (
            ["codebuild:BatchGetBuilds", "codebuild:StartBuild"],
            [f"arn:aws:codebuild:us-east-1:123456789012:project/{project}" for project in projects],
        )
    ]
    roles = {project["name"]: project["serviceRole"] for project in cloud.all(PROJECT)}
    assert roles == {project: f"arn:aws:iam::123456789012:role/{project}" for project in projects}


def test_an_approval_comes_before_the_publish(cloud: Cloud) -> None:
    build(cloud, approval=True)
    approve = cloud.one(PIPELINE)["stages"][1]
    assert (approve["name"], approve["actions"][0]["provider"]) == ("Approve", "Manual")


def test_the_role_may_do_exactly_what_the_pipeline_does(cloud: Cloud) -> None:
    build(cloud, source=replace(CONNECTED, connection_arn=CONNECTION_ARN), approval=True)
    assert own_policies(cloud) == {
        "artifacts": [
            (["s3:GetBucketAcl", "s3:GetBucketLocation", "s3:GetBucketVersioning"], [f"arn:aws:s3:::{BUCKET}"]),
            (
                ["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject", "s3:PutObjectAcl"],
                [f"arn:aws:s3:::{BUCKET}/secure-site-test*"],
            ),
        ],
        "build": [
            (
                ["codebuild:BatchGetBuilds", "codebuild:StartBuild"],
                ["arn:aws:codebuild:us-east-1:123456789012:project/secure-site-test-publish"],
            )
        ],
        "source": [(USE_CONNECTION, both(CONNECTION_ARN))],
    }


def test_with_a_token_no_acl_is_ever_set(cloud: Cloud) -> None:
    with_token(cloud)
    granted = {action for policy in own_policies(cloud).values() for actions, _ in policy for action in actions}
    assert "s3:PutObjectAcl" not in granted


def test_only_this_pipeline_may_assume_its_role(cloud: Cloud) -> None:
    build(cloud)
    role = next(role for role in cloud.all("aws:iam/role:Role") if role["name"] == "secure-site-test-pipeline")
    trust = json.loads(role["assumeRolePolicy"])["Statement"][0]
    assert trust["Principal"] == {"Service": "codepipeline.amazonaws.com"}
    assert trust["Condition"] == {
        "StringEqualsIfExists": {
            "aws:SourceAccount": "123456789012",
            "aws:SourceArn": ["arn:aws:codepipeline:us-east-1:123456789012:secure-site-test"],
        }
    }
    assert cloud.one(PIPELINE)["roleArn"] == "arn:aws:iam::123456789012:role/secure-site-test-pipeline"


def test_eventbridge_may_assume_the_role_for_the_rules_of_the_mail_and_publish_it(cloud: Cloud) -> None:
    build(cloud, approval=True, notification_email="ops@example.com")
    role = next(role for role in cloud.all("aws:iam/role:Role") if role["name"] == "secure-site-test-pipeline")
    pipeline, events = json.loads(role["assumeRolePolicy"])["Statement"]
    assert pipeline["Principal"] == {"Service": "codepipeline.amazonaws.com"}
    assert events["Principal"] == {"Service": "events.amazonaws.com"}
    rule = "arn:aws:events:us-east-1:123456789012:rule/secure-site-test-pipeline"
    rules = [f"{rule}-failed", f"{rule}-approval"]
    assert events["Condition"] == {"StringEquals": {"aws:SourceAccount": "123456789012", "aws:SourceArn": rules}}
    topic = "arn:aws:sns:us-east-1:123456789012:secure-site-test-pipeline"
    assert own_policies(cloud)["mail"] == [(["sns:Publish"], [topic])]


def test_a_connection_is_made_and_its_state_is_told(cloud: Cloud) -> None:
    delivery = build(cloud)
    made = cloud.one(CONNECTION)
    assert (made["name"], made["providerType"], made["tags"]) == ("secure-site-test", "GitHub", CONTEXT.tags)
    assert delivery.connection_status is not None
    action = cloud.one(PIPELINE)["stages"][0]["actions"][0]
    assert action["configuration"]["ConnectionArn"] == cloud.value(delivery.connection_arn)
    assert own_policies(cloud)["source"] == [(USE_CONNECTION, both(cloud.value(delivery.connection_arn)))]


def test_a_connection_that_is_given_is_used(cloud: Cloud) -> None:
    delivery = build(cloud, source=replace(CONNECTED, connection_arn=CONNECTION_ARN))
    assert cloud.all(CONNECTION) == []
    assert cloud.value(delivery.connection_arn) == CONNECTION_ARN
    assert delivery.connection_status is None


def test_a_push_to_the_branch_triggers_a_pipeline_with_a_connection(cloud: Cloud) -> None:
    build(cloud)
    trigger = cloud.one(PIPELINE)["triggers"][0]
    assert trigger["gitConfiguration"]["pushes"] == [{"branches": {"includes": ["main"]}}]
    assert cloud.all("aws:codepipeline/webhook:Webhook") == []


def test_with_a_token_a_webhook_starts_the_pipeline_and_nothing_polls(cloud: Cloud) -> None:
    delivery = with_token(cloud)
    pipeline = cloud.one(PIPELINE)
    action = pipeline["stages"][0]["actions"][0]
    assert (action["owner"], action["provider"], action["version"]) == ("ThirdParty", "GitHub", "1")
    assert action["configuration"] == {
        "Owner": "example",
        "Repo": "site",
        "Branch": "main",
        "OAuthToken": TOKEN,
        "PollForSourceChanges": "false",
    }
    assert "triggers" not in pipeline
    assert cloud.one("aws:codepipeline/webhook:Webhook")["targetPipeline"] == "secure-site-test"
    assert (delivery.connection_arn, delivery.connection_status) == (None, None)
    assert "source" not in own_policies(cloud)


def test_the_token_is_a_secret_in_the_state_even_when_it_comes_in_plain(cloud: Cloud) -> None:
    with_token(cloud)
    assert "stages" in cloud.one(PIPELINE).secrets
    for resource in cloud.resources:
        plain = {key: value for key, value in resource.items() if key not in resource.secrets}
        assert TOKEN not in repr(plain)


def test_the_artifact_bucket_is_logged_expires_and_admits_nobody_by_policy(cloud: Cloud) -> None:
    build(cloud, artifact_days=7)
    logging = cloud.one("aws:s3/bucketLogging:BucketLogging")
    assert (logging["bucket"], logging["targetBucket"]) == (BUCKET, "logs")
    rules = {
        rule["id"]: rule
        for rule in cloud.one("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration")["rules"]
    }
    assert {name: rule["filter"] for name, rule in rules.items() if "days" in rule.get("expiration", {})} == {
        "objects in secure-site-test": {"prefix": "secure-site-test"},
    }
    assert rules["objects in secure-site-test"]["expiration"] == {"days": 7}
    assert rules["noncurrent-versions"]["noncurrentVersionExpiration"] == {"noncurrentDays": 7}
    policy = json.loads(cloud.one("aws:s3/bucketPolicy:BucketPolicy")["policy"])
    assert [statement["Effect"] for statement in policy["Statement"]] == ["Deny"]


def test_a_customer_key_encrypts_artifacts_and_both_roles_may_use_it(cloud: Cloud) -> None:
    build(cloud, customer_key=True, content_key_arn="arn:aws:kms:us-east-1:123456789012:key/content")
    key = "arn:aws:kms:us-east-1:123456789012:key/delivery-encryption-key"
    assert cloud.one(PIPELINE)["artifactStores"][0]["encryptionKey"] == {"type": "KMS", "id": key}
    assert cloud.one(PROJECT)["encryptionKey"] == key
    assert own_policies(cloud)["keys"][0][1] == [key]
    build_keys = next(policy for policy in cloud.all(ROLE_POLICY) if policy["name"] == "secure-site-test-publish-keys")
    assert statements(build_keys)[0][1] == [key, "arn:aws:kms:us-east-1:123456789012:key/content"]


def test_a_kept_key_reads_what_it_encrypted_and_encrypts_nothing_any_more(cloud: Cloud) -> None:
    build(cloud, former_keys="keep", content_key_arn="arn:aws:kms:us-east-1:123456789012:key/content")
    key = "arn:aws:kms:us-east-1:123456789012:key/delivery-encryption-key"
    assert "encryptionKey" not in cloud.one(PIPELINE)["artifactStores"][0]
    assert cloud.one("aws:codebuild/project:Project")["encryptionKey"] == S3_KEY
    assert cloud.one("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration")[
        "rules"
    ] == [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}]
    assert own_policies(cloud)["keys"][0][1] == [key]
    keys = next(policy for policy in cloud.all(ROLE_POLICY) if policy["name"] == "secure-site-test-publish-keys")
    assert statements(keys)[0][1] == [key, "arn:aws:kms:us-east-1:123456789012:key/content"]


def test_without_a_customer_key_the_build_names_the_key_that_codebuild_takes_by_itself(cloud: Cloud) -> None:
    build(cloud)
    assert cloud.one("aws:codebuild/project:Project")["encryptionKey"] == S3_KEY


@pytest.mark.parametrize("keys", [{"customer_key": True}, {"former_keys": "keep"}])
@pytest.mark.parametrize("protect", [True, False])
def test_protection_reaches_the_key(cloud: Cloud, protect: bool, keys: dict[str, Any]) -> None:
    build(cloud, protect=protect, **keys)
    assert cloud.one("aws:kms/key:Key").protect is protect


def test_nobody_is_told_without_an_address(cloud: Cloud) -> None:
    assert build(cloud, approval=True).topic_arn is None
    assert cloud.all("aws:cloudwatch/eventRule:EventRule") == []


def test_failures_and_approvals_are_told_to_an_address(cloud: Cloud) -> None:
    delivery = build(cloud, approval=True, notification_email="ops@example.com")
    assert len(cloud.all("aws:cloudwatch/eventRule:EventRule")) == 2
    assert cloud.value(delivery.topic_arn) == "arn:aws:sns:us-east-1:123456789012:secure-site-test-pipeline"


def test_identity_policies_are_known_at_the_first_preview_but_for_what_nobody_can_name_yet(cloud: Cloud) -> None:
    unknown = cloud.unknown()
    build(cloud, customer_key=True, distribution_id=unknown, distribution_arn=unknown, preview=True)
    assert {policy["name"] for policy in cloud.all(ROLE_POLICY) if policy.unknowns()} == {
        "secure-site-test-publish-invalidate",
        "secure-site-test-pipeline-keys",
        "secure-site-test-publish-keys",
        "secure-site-test-pipeline-source",
    }


def test_the_artifact_bucket_is_protected_where_asked_for(cloud: Cloud) -> None:
    build(cloud, protect=True)
    bucket = cloud.one("aws:s3/bucket:Bucket")
    assert (bucket.protect, bucket["forceDestroy"]) == (True, False)


def test_the_outputs_name_the_pipeline_and_its_bucket(cloud: Cloud) -> None:
    delivery = build(cloud)
    assert cloud.value(delivery.pipeline_name) == "secure-site-test"
    assert cloud.value(delivery.pipeline_arn) == "arn:aws:codepipeline:us-east-1:123456789012:secure-site-test"
    assert delivery.artifact_bucket == BUCKET
    assert cloud.one("secure-site:components:DeliveryPipeline").outputs["artifactBucket"] == BUCKET


SAID: dict[str, tuple[dict[str, Any], str]] = {
    "the repository has no owner": (
        {"source": replace(CONNECTED, repository="site")},
        r"repository must be a GitHub repository as owner/name, .*'site'",
    ),
    "the branch is a pattern": ({"source": replace(CONNECTED, branch="*")}, r"branch must be .*'\*'"),
    "the connection is no connection": (
        {"source": replace(CONNECTED, connection_arn="arn:aws:s3:::bucket")},
        r"connection_arn must be the ARN of a connection, .*",
    ),
    "a command is empty": ({"build_commands": ("make", " ")}, "build_commands must be a command in one line, got ' '"),
    "the folder leaves the repository": ({"output_directory": "../etc"}, "output_directory must be a folder inside"),
    "the image lies in a private registry": (
        {"build_commands": ("make",), "build_image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/node:24"},
        "build_image must be an image that can be pulled without a permission: the build's role has none",
    ),
    **{
        f"the image is for {machine}": (
            {"build_commands": ("make",), "build_image": image},
            "build_image must be an image for a Linux container: .* not offered",
        )
        for machine, image in {
            "Lambda": "aws/codebuild/amazonlinux-x86_64-lambda-standard:python3.12",
            "Lambda on ARM": "aws/codebuild/amazonlinux-aarch64-lambda-standard:nodejs22",
            "Windows": "aws/codebuild/windows-base:2022-1.0",
            "macOS": "aws/codebuild/macos-arm-base:15",
        }.items()
    },
    "the image would not be used": (
        {"build_image": "public.ecr.aws/docker/library/node:24"},
        "build_image has no effect without build_commands",
    ),
    "the image is none": ({"build_image": "$(id)"}, "build_image must be an image, "),
    "the address is none": ({"notification_email": "ops"}, "notification_email must be an email address, .*'ops'"),
    "artifacts go at once": ({"artifact_days": 0}, "artifact_days must be a whole number from 1 to 3650, got 0"),
    "the retention is none": ({"log_retention_days": 100}, "log_retention_days must be one of 1, 3, .* got 100"),
    "there is no time": (
        {"build_timeout_minutes": 4},
        "build_timeout_minutes must be a whole number from 5 to 2160, got 4",
    ),
    "the connection's name is too long": (
        {"context": replace(CONTEXT, project="a-project-with-a-name", stack="production-1")},
        "the connection .* would have 34 characters, AWS allows 32: shorten",
    ),
}


@pytest.mark.parametrize(("changes", "said"), SAID.values(), ids=SAID.keys())
def test_a_pipeline_is_refused_before_its_first_resource_when(cloud: Cloud, changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=f"DeliveryPipeline 'delivery': {said}"):
        build(cloud, **changes)
    assert cloud.resources == []


def test_the_pipeline_starts_only_when_its_roles_may_do_what_it_does(cloud: Cloud) -> None:
    build(cloud)
    policies = {policy.urn for policy in cloud.all(ROLE_POLICY)}
    assert policies
    assert cloud.one(PIPELINE).depends_on >= policies
