"""A bucket behind a distribution on the local cloud, and a role that may do just what publishing takes."""

import json
import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from publish.permissions import BUCKET_ACTIONS, DISTRIBUTION_ACTIONS, DISTRIBUTION_ACTIONS_WITHOUT_SITE, OBJECT_ACTIONS
from sandbox.emulator.cloud import Cloud, LocalCloud
from tests.publish.distribution import HEADERS, ORIGIN_ACCESS, distribution_config
from tests.publish.published_site import PublishedSite

_REGION = "eu-central-1"
_NUMBERS = count(1)


@pytest.fixture(scope="session")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    """An empty local cloud for all tests of this folder."""
    local = LocalCloud(tmp_path_factory.mktemp("cloud"))
    try:
        yield local.start(_REGION)
    finally:
        local.stop()


@pytest.fixture(scope="session")
def headers_policy(cloud: Cloud) -> str:
    """A response headers policy with the security headers of the stack."""
    made = cloud.client("cloudfront").create_response_headers_policy(
        ResponseHeadersPolicyConfig={"Name": "security", "SecurityHeadersConfig": HEADERS}
    )
    return made["ResponseHeadersPolicy"]["Id"]


@pytest.fixture(scope="session")
def origin_access(cloud: Cloud) -> str:
    """How a distribution signs what it asks of S3."""
    made = cloud.client("cloudfront").create_origin_access_control(OriginAccessControlConfig=ORIGIN_ACCESS)
    return made["OriginAccessControl"]["Id"]


@pytest.fixture
def published(
    cloud: Cloud, headers_policy: str, origin_access: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[PublishedSite]:
    """An empty site of the test's own, and a folder to publish from."""
    bucket = f"site-{next(_NUMBERS)}"
    s3, cloudfront = cloud.client("s3"), cloud.client("cloudfront")
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": _REGION})
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    made = cloudfront.create_distribution(
        DistributionConfig=distribution_config(bucket, _REGION, origin_access, headers_policy)
    )
    distribution = made["Distribution"]
    s3.put_bucket_policy(Bucket=bucket, Policy=_origin_policy(bucket, distribution["ARN"]))
    role = _role(cloud, bucket, distribution["ARN"])
    credentials = cloud.client("sts").assume_role(RoleArn=role, RoleSessionName="build")["Credentials"]
    for name, value in cloud.environment(credentials).items():
        monkeypatch.setenv(name, value)
    for name in ("CODEBUILD_RESOLVED_SOURCE_VERSION", "SITE_URL", "SITE_CSP", "CONTENT_BUCKET", "DISTRIBUTION_ID"):
        monkeypatch.delenv(name, raising=False)
    yield PublishedSite(cloud, bucket, distribution["Id"], role, tmp_path / "public")
    shutil.rmtree(tmp_path, ignore_errors=True)


def _role(cloud: Cloud, bucket: str, distribution_arn: str) -> str:
    iam, arn = cloud.client("iam"), f"arn:aws:s3:::{bucket}"
    anybody_here = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"AWS": cloud.account_id}, "Action": "sts:AssumeRole"}],
    }
    role = iam.create_role(RoleName=f"publish-{bucket}", AssumeRolePolicyDocument=json.dumps(anybody_here))["Role"]
    on_distribution = [*DISTRIBUTION_ACTIONS, *DISTRIBUTION_ACTIONS_WITHOUT_SITE]
    allowed = ((BUCKET_ACTIONS, arn), (OBJECT_ACTIONS, f"{arn}/*"), (on_distribution, distribution_arn))
    statements = [{"Effect": "Allow", "Action": list(actions), "Resource": where} for actions, where in allowed]
    policy = json.dumps({"Version": "2012-10-17", "Statement": statements})
    iam.put_role_policy(RoleName=role["RoleName"], PolicyName="publish", PolicyDocument=policy)
    return role["Arn"]


def _origin_policy(bucket: str, distribution_arn: str) -> str:
    """As the stack's: what is missing is answered with 404 only to those who may list the bucket."""
    arn = f"arn:aws:s3:::{bucket}"
    statements = [
        {
            "Effect": "Allow",
            "Principal": {"Service": "cloudfront.amazonaws.com"},
            "Action": action,
            "Resource": resource,
            "Condition": {"StringEquals": {"aws:SourceArn": distribution_arn}},
        }
        for action, resource in (("s3:GetObject", f"{arn}/*"), ("s3:ListBucket", arn))
    ]
    return json.dumps({"Version": "2012-10-17", "Statement": statements})
