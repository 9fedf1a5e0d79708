"""Who asks is settled before IAM is asked what they may do."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

from sandbox.emulator.cloud import Cloud, LocalCloud
from sandbox.environment import forget_own_account

CALLS = {
    "acm": "list_certificates",
    "cloudfront": "list_distributions",
    "codebuild": "list_projects",
    "iam": "list_roles",
    "logs": "describe_log_groups",
    "sns": "list_topics",
}
"""An operation of services with different protocols."""


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    forget_own_account()
    local = LocalCloud(tmp_path_factory.mktemp("authorization"))
    try:
        yield local.start("us-east-1")
    finally:
        local.stop()


def refusal(cloud: Cloud, service: str, **identity: Any) -> str:
    session: Any = boto3.Session()
    client = session.client(service, region_name=cloud.region, endpoint_url=cloud.aws_url, verify=cloud.ca, **identity)
    with pytest.raises(ClientError) as refused:
        getattr(client, CALLS[service])()
    return str(refused.value.response.get("Error", {}).get("Code"))


@pytest.mark.parametrize("service", CALLS)
def test_a_request_without_a_signature_is_refused(cloud: Cloud, service: str) -> None:
    assert refusal(cloud, service, config=Config(signature_version=UNSIGNED)).startswith("MissingAuthenticationToken")


@pytest.mark.parametrize("service", CALLS)
def test_a_key_that_nobody_has_is_refused(cloud: Cloud, service: str) -> None:
    code = refusal(cloud, service, aws_access_key_id="AKIAXXXXXXXXXXXXXXXX", aws_secret_access_key="x" * 40)
    assert code in {"InvalidClientTokenId", "UnrecognizedClientException"}


@pytest.mark.parametrize("service", CALLS)
def test_the_root_user_is_let_through(cloud: Cloud, service: str) -> None:
    assert getattr(cloud.client(service), CALLS[service])()["ResponseMetadata"]["HTTPStatusCode"] == 200
