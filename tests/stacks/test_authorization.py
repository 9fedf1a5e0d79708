"""Who asks is settled before IAM is asked what they may do, and IAM decides by the condition keys that AWS has."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import ClientError

from sandbox.emulator.authorization.federation import CLAIMS
from sandbox.emulator.cloud import ACCOUNT_ID, Cloud, LocalCloud
from sandbox.environment import forget_own_account
from tests.stacks.github_actions import claims_of, identity_token, sign_in

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


SUBJECT = "repo:octo-org@65/my-site@74:environment:prod"
HOST = "token.actions.githubusercontent.com"


def trusting(cloud: Cloud, name: str, claims: dict[str, str]) -> str:
    """The ARN of a new role that trusts GitHub's tokens with these claims."""
    provider = f"arn:aws:iam::{ACCOUNT_ID}:oidc-provider/{HOST}"
    wanted = {f"{HOST}:{claim}": value for claim, value in {"sub": SUBJECT, **claims}.items()}
    statement = {
        "Effect": "Allow",
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Principal": {"Federated": provider},
        "Condition": {"StringEquals": wanted},
    }
    trust = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    return cloud.client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=trust)["Role"]["Arn"]


@pytest.mark.parametrize("claim", sorted(claims_of(SUBJECT)))
def test_a_trust_can_demand_the_claims_of_github_that_aws_validates_and_no_other(cloud: Cloud, claim: str) -> None:
    token, value = identity_token(SUBJECT), claims_of(SUBJECT)[claim]
    same = trusting(cloud, f"same-{claim}", {claim: value})
    other = trusting(cloud, f"other-{claim}", {claim: f"{value}x"})
    if claim in CLAIMS:
        assert sign_in(cloud, same, token)
    else:
        with pytest.raises(ClientError, match="AccessDenied"):
            sign_in(cloud, same, token)
    with pytest.raises(ClientError, match="AccessDenied"):
        sign_in(cloud, other, token)


@pytest.mark.parametrize(("stack", "decision"), [("dev", "allowed"), ("prod", "implicitDeny"), (None, "implicitDeny")])
def test_the_simulator_uses_the_condition_keys_that_it_is_given(cloud: Cloud, stack: str | None, decision: str) -> None:
    condition = {"StringEquals": {"aws:ResourceTag/Stack": "dev"}}
    statement = {"Effect": "Allow", "Action": "codeconnections:UseConnection", "Resource": "*", "Condition": condition}
    key = {"ContextKeyName": "aws:ResourceTag/Stack", "ContextKeyType": "string"}
    answer = cloud.client("iam").simulate_custom_policy(
        PolicyInputList=[json.dumps({"Version": "2012-10-17", "Statement": [statement]})],
        ActionNames=["codeconnections:UseConnection"],
        ContextEntries=[{**key, "ContextKeyValues": [stack]}] if stack else [],
    )
    assert answer["EvaluationResults"][0]["EvalDecision"] == decision
