"""Rule confused-deputy: a service comes on a known behalf, into roles and resources alike."""

import json
from typing import Any

import pytest

from components.iam.statements import allow, document, service_trust
from secure_site_policies.iam.documents import RESOURCE_POLICIES
from secure_site_policies.rules.confused_deputy import policy
from tests.policies.judge import UNKNOWN, judge

ROLE, TOPIC_POLICY = "aws:iam/role:Role", "aws:sns/topicPolicy:TopicPolicy"
PERMISSION = "aws:lambda/permission:Permission"
ACCOUNT = "123456789012"
RULE = f"arn:aws:events:eu-west-1:{ACCOUNT}:rule/failed"


def trust(condition: dict[str, Any], *services: str, effect: str = "Allow") -> str:
    return json.dumps(
        {
            "Statement": {
                "Effect": effect,
                "Principal": {"Service": list(services or ["codebuild.amazonaws.com"])},
                "Action": "sts:AssumeRole",
                "Condition": condition,
            }
        }
    )


def found(condition: dict[str, Any]) -> list[str]:
    return judge(policy, ROLE, {"assumeRolePolicy": trust(condition)}).violations


def test_what_this_stack_writes_passes():
    project = f"arn:aws:codebuild:eu-west-1:{ACCOUNT}:project/secure-site-dev-publish"
    own_trust = document(service_trust("codebuild.amazonaws.com", ACCOUNT, project))
    topic = document(
        allow(
            "sns:Publish",
            f"arn:aws:sns:eu-west-1:{ACCOUNT}:secure-site-dev-pipeline",
            principals={"Service": "events.amazonaws.com"},
            conditions={
                "StringEquals": {"aws:SourceAccount": ACCOUNT},
                "ArnEquals": {"aws:SourceArn": [RULE]},
            },
        )
    )
    key = document(
        allow(
            "kms:Decrypt",
            "*",
            principals={"Service": "cloudfront.amazonaws.com"},
            conditions={"StringEquals": {"aws:SourceArn": f"arn:aws:cloudfront::{ACCOUNT}:distribution/E2EXAMPLE"}},
        ),
        allow("kms:PutKeyPolicy", "*", principals={"AWS": f"arn:aws:iam::{ACCOUNT}:root"}),
    )
    assert judge(policy, ROLE, {"assumeRolePolicy": own_trust}).violations == []
    assert judge(policy, TOPIC_POLICY, {"policy": topic}).violations == []
    assert judge(policy, "aws:kms/keyPolicy:KeyPolicy", {"policy": key}).violations == []


@pytest.mark.parametrize(
    "condition",
    [
        {"StringEquals": {"aws:SourceAccount": ACCOUNT}},
        {"StringEquals": {"AWS:sourceaccount": [ACCOUNT, "210987654321"]}},
        {"ArnEquals": {"aws:SourceArn": RULE}},
        {"ArnLike": {"aws:SourceArn": f"arn:aws:events:*:{ACCOUNT}:rule/*"}},
        {"StringLike": {"aws:SourceArn": "arn:aws:s3:::secure-site-dev-content"}},
        {"StringEquals": {"aws:SourceOrgID": "o-a1b2c3d4e5"}},
        {"ForAnyValue:StringLike": {"aws:SourceOrgPaths": "o-a1b2c3d4e5/*"}},
    ],
)
def test_a_source_that_is_fixed_passes(condition: dict[str, Any]):
    assert found(condition) == []


@pytest.mark.parametrize(
    "condition",
    [
        {},
        {"StringEquals": {"aws:SourceAccount": [ACCOUNT, "*"]}},
        {"StringLike": {"aws:SourceAccount": "1234*"}},
        {"StringEqualsIfExists": {"aws:SourceAccount": ACCOUNT}},
        {"ArnLikeIfExists": {"aws:SourceArn": RULE}},
        {"ForAllValues:StringEquals": {"aws:SourceAccount": ACCOUNT}},
        {"StringNotEquals": {"aws:SourceAccount": ACCOUNT}},
        {"StringEquals": {"aws:SourceAccount": []}},
        {"Null": {"aws:SourceArn": "false"}},
        {"ArnLike": {"aws:SourceArn": "arn:aws:events:eu-west-1:*:rule/failed"}},
        {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::secure-site-*"}},
        {"ArnLike": {"aws:SourceArn": "*"}},
        {"StringEquals": {"aws:SourceAccount": "${aws:PrincipalAccount}"}},
        {"StringLike": {"aws:SourceOrgPaths": "o-*/*"}},
        {"StringEquals": {"aws:PrincipalAccount": ACCOUNT}},
    ],
)
def test_a_source_that_is_left_open_is_refused(condition: dict[str, Any]):
    (message,) = found(condition)
    assert message.startswith(
        "it: assumeRolePolicy: 'codebuild.amazonaws.com' in Statement[0] may act for any AWS customer"
    )
    assert 'Write instead: "Condition": {"StringEquals": {"aws:SourceAccount"' in message


def test_every_service_is_named_and_a_deny_lets_nobody_in():
    open_to_both = trust({}, "events.amazonaws.com", "scheduler.amazonaws.com")
    messages = judge(policy, ROLE, {"assumeRolePolicy": open_to_both}).violations
    assert [message.split("'")[1] for message in messages] == ["events.amazonaws.com", "scheduler.amazonaws.com"]
    assert judge(policy, ROLE, {"assumeRolePolicy": trust({}, effect="Deny")}).violations == []


@pytest.mark.parametrize(("kind", "path"), RESOURCE_POLICIES.items())
def test_every_policy_of_a_resource_is_read(kind: str, path: str):
    assert "." not in path or path.count(".") == 1
    first, _, rest = path.partition(".")
    properties = {first: {rest: trust({})} if rest else trust({})}
    assert len(judge(policy, kind, properties).violations) == 1


def test_a_permission_of_lambda_needs_a_source():
    asked = {"action": "lambda:InvokeFunction", "function": "thumbnail", "principal": "s3.amazonaws.com"}
    bucket = {"sourceArn": "arn:aws:s3:::secure-site-dev-content"}
    for source in (bucket, {"sourceAccount": ACCOUNT}):
        assert judge(policy, PERMISSION, asked | source).violations == []
    (message,) = judge(policy, PERMISSION, asked).violations
    assert "'s3.amazonaws.com' in " in message
    assert "source_account or source_arn" in message
    assert judge(policy, PERMISSION, asked | {"principal": f"arn:aws:iam::{ACCOUNT}:root"}).violations == []


def test_the_config_excepts_services_that_send_no_source():
    config = {"exceptPrincipals": ["codebuild.amazonaws.com"]}
    both = trust({}, "codebuild.amazonaws.com", "events.amazonaws.com")
    (message,) = judge(policy, ROLE, {"assumeRolePolicy": both}, config=config).violations
    assert "'events.amazonaws.com'" in message


def test_the_identity_side_of_a_role_is_none_of_its_business():
    assert judge(policy, ROLE, {"inlinePolicies": [{"policy": trust({})}]}).violations == []


def test_what_is_not_known_yet_is_a_violation():
    (message,) = judge(policy, ROLE, {"assumeRolePolicy": UNKNOWN}).violations
    assert "cannot be decided at preview" in message


@pytest.mark.parametrize("bad", ["{", 5, [], {"Statement": [{"Effect": "Allow", "Principal": {"Service": 5}}]}])
def test_a_document_that_is_none_is_a_violation_and_no_crash(bad: object):
    assert len(judge(policy, ROLE, {"assumeRolePolicy": bad}).violations) == 1
