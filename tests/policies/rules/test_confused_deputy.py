"""Rule confused-deputy: a service comes on a known behalf, into roles and resources alike."""

import json
from typing import Any

import pytest

from components.iam.statements import allow, document, service_trust
from secure_site_policies.iam.documents import RESOURCE_POLICIES
from secure_site_policies.iam.sources import SENDS_PERHAPS, WITHOUT_SOURCE
from secure_site_policies.rules.confused_deputy import policy
from tests.policies.judge import UNKNOWN, Judgement, judge

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


@pytest.mark.parametrize("service", WITHOUT_SOURCE)
def test_a_role_may_trust_a_service_whose_source_no_guide_names(service: str):
    assert judge(policy, ROLE, {"assumeRolePolicy": trust({}, service)}).violations == []
    assert judge(policy, ROLE, {"assumeRolePolicy": trust({}, f"{service}.cn")}).violations == []
    assert len(judge(policy, ROLE, {"assumeRolePolicy": trust({}, f"x{service}")}).violations) == 1
    assert len(judge(policy, TOPIC_POLICY, {"policy": trust({}, service)}).violations) == 1


@pytest.mark.parametrize("service", SENDS_PERHAPS)
def test_a_service_that_sends_perhaps_a_source_needs_the_condition_that_cannot_refuse_it(service: str):
    def of(condition: dict[str, Any], name: str = service) -> list[str]:
        return judge(policy, ROLE, {"assumeRolePolicy": trust(condition, name)}).violations

    (message,) = of({})
    assert message.partition("Write instead: ")[2].startswith('"Condition": {"StringEqualsIfExists"')
    assert len(of({"StringEqualsIfExists": {"aws:SourceAccount": "*"}})) == 1
    assert len(of({"StringEqualsIfExists": {"aws:SourceAccount": ACCOUNT}}, "codebuild.amazonaws.com")) == 1
    assert of({"StringEqualsIfExists": {"aws:SourceAccount": ACCOUNT}}) == []
    assert of({"StringEqualsIfExists": {"aws:SourceAccount": ACCOUNT}}, f"{service}.cn") == []
    assert of({"StringEquals": {"aws:SourceAccount": ACCOUNT}}) == []


LOGS = "arn:aws:s3:::logs/site/AWSLogs/123456789012/*"


def delivery(service: str, resource: str, action: str = "s3:PutObject") -> list[str]:
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": action, "Resource": resource}
    return judge(
        policy, "aws:s3/bucketPolicy:BucketPolicy", {"policy": json.dumps({"Statement": statement})}
    ).violations


@pytest.mark.parametrize("resource", [LOGS, LOGS.replace("site/", ""), LOGS.replace("AWSLogs/", "AWSLogs/o-a1b2c3/")])
def test_logs_are_delivered_to_the_path_of_one_account(resource: str):
    assert delivery("logdelivery.elasticloadbalancing.amazonaws.com", resource) == []
    assert delivery("delivery.logs.amazonaws.com", resource) == []
    assert len(delivery("s3.amazonaws.com", resource)) == 1
    assert len(delivery("delivery.logs.amazonaws.com", resource, "s3:GetObject")) == 1


@pytest.mark.parametrize(
    "resource",
    [
        "arn:aws:s3:::logs/*",
        "arn:aws:s3:::logs/AWSLogs/*",
        "arn:aws:s3:::logs/*/AWSLogs/123456789012/*",
        "arn:aws:s3:::logs/AWSLogs/1234*/x",
        "arn:aws:s3:::*/AWSLogs/123456789012/*",
    ],
)
def test_logs_of_another_account_need_a_source(resource: str):
    assert len(delivery("logdelivery.elasticloadbalancing.amazonaws.com", resource)) == 1


def test_the_encryption_context_of_a_service_names_its_source():
    group = f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:*"
    assert found({"ArnLike": {"kms:EncryptionContext:aws:logs:arn": group}}) == []
    for open_to_many in (group.replace(ACCOUNT, "*"), "*"):
        assert len(found({"ArnLike": {"kms:EncryptionContext:aws:logs:arn": open_to_many}})) == 1
    assert len(found({"StringEquals": {"kms:EncryptionContext:purpose": "logs"}})) == 1


def test_the_external_id_of_firehose_is_the_account():
    def of(value: str, service: str = "firehose.amazonaws.com") -> list[str]:
        text = trust({"StringEquals": {"sts:ExternalId": value}}, service)
        return judge(policy, ROLE, {"assumeRolePolicy": text}).violations

    assert of(ACCOUNT) == []
    assert len(of("anything")) == len(of(ACCOUNT, "events.amazonaws.com")) == 1


def test_a_permission_is_for_the_unknown_arn_of_a_resource_that_this_program_creates():
    asked = {"action": "lambda:InvokeFunction", "function": "thumbnail", "principal": "events.amazonaws.com"}
    assert judge(policy, PERMISSION, {**asked, "sourceArn": UNKNOWN}) == Judgement([], None)
    assert judge(policy, PERMISSION, {**asked, "sourceArn": UNKNOWN, "sourceAccount": ACCOUNT}) == Judgement([], None)
    (message,) = judge(policy, PERMISSION, {**asked, "principal": UNKNOWN, "sourceArn": UNKNOWN}).violations
    assert message.startswith("it: principal: this cannot be decided")
    (message,) = judge(policy, PERMISSION, {**asked, "action": UNKNOWN}).violations
    assert message.startswith("it: action: this cannot be decided")


def test_a_known_source_decides_beside_an_unknown_one():
    condition = {"StringEquals": {"aws:SourceAccount": ACCOUNT}, "ArnLike": {"aws:SourceArn": UNKNOWN}}
    statement = {"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sns:Publish"}
    whole = {"Statement": [{**statement, "Condition": condition}]}
    assert judge(policy, TOPIC_POLICY, {"policy": whole}).violations == []
    del condition["StringEquals"]
    (message,) = judge(policy, TOPIC_POLICY, {"policy": whole}).violations
    assert "cannot be decided at preview" in message


@pytest.mark.parametrize("bad", ["x", 5, [], {"key": "aws:SourceAccount"}, {"type": 1, "key": 2, "value": 3}])
def test_a_condition_of_an_event_bus_that_is_none_is_a_violation(bad: object):
    properties = {"principal": "events.amazonaws.com", "condition": bad}
    found = judge(policy, "aws:cloudwatch/eventPermission:EventPermission", properties).violations
    assert len(found) == 1
    assert not bad or "condition is a" in found[0]


def test_a_permission_of_lambda_needs_a_source():
    asked = {"action": "lambda:InvokeFunction", "function": "thumbnail", "principal": "s3.amazonaws.com"}
    bucket = {"sourceArn": "arn:aws:s3:::secure-site-dev-content"}
    for source in (bucket, {"sourceAccount": ACCOUNT}):
        assert judge(policy, PERMISSION, asked | source).violations == []
    (message,) = judge(policy, PERMISSION, asked).violations
    assert "'s3.amazonaws.com for lambda:InvokeFunction' in " in message
    assert message.endswith('Write instead: source_arn="<ARN>" or source_account="<account>".')
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
