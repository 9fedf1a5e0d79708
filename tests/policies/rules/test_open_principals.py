"""Rule open-principals: accepted and rejected principals, side by side."""

from typing import Any

import pytest

from components.iam.statements import PLAIN_HTTP, allow, deny, document, service_trust
from secure_site_policies.iam.documents import ENDPOINTS, RESOURCE_POLICIES, TRUSTS
from secure_site_policies.iam.permission_properties import as_document
from secure_site_policies.iam.principals import names_an_account, pins
from secure_site_policies.iam.statements import read_statements
from secure_site_policies.rules.open_principals import policy as rule
from tests.policies.judge import UNKNOWN, judge
from tests.policies.policy_examples import FINE, at, places, policy, put

BUCKET_POLICY = "aws:s3/bucketPolicy:BucketPolicy"
ROLE = "aws:iam/role:Role"
LAMBDA = "aws:lambda/permission:Permission"
EVENTS = "aws:cloudwatch/eventPermission:EventPermission"
ACCOUNT = "123456789012"
READ = {"Action": "s3:GetObject", "Resource": "arn:aws:s3:::site/*"}


def violations(principal: Any, condition: Any = None) -> list[str]:
    statement = {**READ, "Principal": principal, **({"Condition": condition} if condition else {})}
    return judge(rule, BUCKET_POLICY, {"policy": policy(statement)}).violations


@pytest.mark.parametrize(("resource_type", "path"), places(RESOURCE_POLICIES, TRUSTS))
def test_every_policy_of_a_resource_and_every_trust_is_judged(resource_type: str, path: str):
    named = {**READ, "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:role/reader"}}
    assert judge(rule, resource_type, put(path, policy(named))) == FINE
    assert judge(rule, resource_type, put(path, policy({**READ, "Principal": "*", "Effect": "Deny"}))) == FINE
    (message,) = judge(rule, resource_type, put(path, policy({**READ, "Sid": "Anyone", "Principal": "*"}))).violations
    assert message.startswith(f"it: {at(path)}: '* for s3:GetObject' in statement 'Anyone' admits anyone")


@pytest.mark.parametrize(("resource_type", "path"), places(ENDPOINTS))
def test_the_policy_of_an_endpoint_grants_nothing_and_passes(resource_type: str, path: str):
    assert judge(rule, resource_type, put(path, policy({**READ, "Principal": "*"}))) == FINE


@pytest.mark.parametrize(
    "principal",
    [
        "*",
        {"AWS": "*"},
        {"AWS": ["arn:aws:iam::123456789012:root", "*"]},
        {"AWS": "arn:aws:iam::*:root"},
        {"AWS": "arn:aws:iam::123456789012:role/*"},
        {"Service": "*"},
        {"Federated": "*"},
        {"CanonicalUser": "?"},
    ],
)
def test_a_principal_with_a_wildcard_is_blocked(principal: Any):
    assert len(violations(principal)) == 1


@pytest.mark.parametrize(
    "principal",
    [
        {"AWS": ACCOUNT},
        {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
        {"Service": "cloudfront.amazonaws.com"},
        {"Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"},
        {},
    ],
)
def test_a_principal_that_is_named_passes(principal: Any):
    assert violations(principal) == []


@pytest.mark.parametrize(
    "condition",
    [
        {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}},
        {"StringEquals": {"AWS:SourceOwner": ACCOUNT}},
        {"stringequals": {"aws:sourceaccount": [ACCOUNT, "210987654321"]}},
        {"StringLike": {"aws:PrincipalAccount": ACCOUNT}},
        {"ArnEquals": {"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/reader"}},
        {"ArnLike": {"aws:SourceArn": f"arn:aws:cloudfront::{ACCOUNT}:distribution/EXAMPLE"}},
        {"StringEquals": {"aws:SourceVpce": "vpce-1a2b3c4d"}},
        {"ForAnyValue:StringEquals": {"aws:SourceVpc": "vpc-1a2b3c4d"}},
        {"Bool": {"aws:SecureTransport": True}, "StringEquals": {"kms:CallerAccount": ACCOUNT}},
        {"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "2001:db8::/32"]}},
        {"IpAddress": {"aws:SourceIp": ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "203.0.113.0/24"]}},
        {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*"}},
        {"ForAnyValue:StringEquals": {"aws:PrincipalOrgPaths": ["o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/"]}},
        {"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/reader-*"}},
        {"ArnLike": {"s3:DataAccessPointArn": f"arn:aws:s3:eu-west-1:{ACCOUNT}:accesspoint/*"}},
        {"StringLike": {"aws:userid": ["AROAEXAMPLEID:*", "AIDAEXAMPLEID"]}},
    ],
)
def test_a_condition_that_pins_everybody_down_passes(condition: Any):
    assert violations("*", condition) == []


@pytest.mark.parametrize(
    "condition",
    [
        {"Bool": {"aws:SecureTransport": "true"}},
        {"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}},
        {"ForAllValues:StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}},
        {"StringNotEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}},
        {"StringLike": {"aws:PrincipalOrgID": "o-*"}},
        {"StringLike": {"aws:PrincipalOrgID": ["o-a1b2c3d4e5", "*"]}},
        {"StringEquals": {"aws:PrincipalAccount": "${aws:ResourceAccount}"}},
        {"StringEquals": {"aws:PrincipalOrgID": []}},
        {"StringEquals": {"aws:PrincipalOrgID": ""}},
        {"ArnLike": {"aws:SourceArn": "arn:aws:cloudfront::*:distribution/*"}},
        {"StringEquals": {"aws:UserAgent": "secret"}},
        {"Null": {"aws:PrincipalOrgID": "false"}},
        {"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}},
        {"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "128.0.0.0/1"]}},
        {"IpAddress": {"aws:SourceIp": "::/0"}},
        {"IpAddress": {"aws:SourceIp": [f"{first}.0.0.0/8" for first in range(256)]}},
        {"IpAddress": {"aws:SourceIp": ["3.0.0.0/8", "52.0.0.0/9"]}},
        {"IpAddress": {"aws:SourceIp": "2600::/16"}},
        {"IpAddress": {"aws:VpcSourceIp": "10.0.0.0/8"}},
        {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-*/r-ab12/*"}},
        {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": ["o-a1b2c3d4e5/*", "*"]}},
        {"ForAllValues:StringLike": {"aws:PrincipalOrgPaths": "o-a1b2c3d4e5/*"}},
        {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/reader"}},
        {"StringLike": {"aws:userid": "AROA*:*"}},
        {"StringLike": {"aws:userid": "*:session"}},
        {"Bool": {"elasticfilesystem:AccessedViaMountTarget": "true"}},
        {"IpAddress": {"aws:SourceIp": "home"}},
        {"IpAddress": {"aws:SourceIp": []}},
        {"IpAddressIfExists": {"aws:SourceIp": "203.0.113.0/24"}},
        {"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}},
    ],
)
def test_a_condition_that_anybody_can_meet_does_not_count(condition: Any):
    assert len(violations("*", condition)) == 1


def test_a_file_system_is_open_to_its_mount_targets_only():
    mounting = {"Action": "elasticfilesystem:ClientMount", "Principal": {"AWS": "*"}}

    def found(value: str) -> list[str]:
        condition = {"Bool": {"elasticfilesystem:AccessedViaMountTarget": value}}
        document = policy({**mounting, "Condition": condition})
        return judge(rule, "aws:efs/fileSystemPolicy:FileSystemPolicy", {"policy": document}).violations

    assert found("true") == []
    assert len(found("false")) == 1


def test_networks_of_several_statements_count_together():
    halves = [
        {**READ, "Principal": "*", "Condition": {"IpAddress": {"aws:SourceIp": f"{first}.0.0.0/8"}}}
        for first in range(2)
    ]
    assert judge(rule, BUCKET_POLICY, {"policy": policy(halves[1])}) == FINE
    (message,) = judge(rule, BUCKET_POLICY, {"policy": policy(*halves)}).violations
    assert "'* for s3:GetObject' in Statement[0], Statement[1] admits anyone" in message


def test_a_condition_that_is_known_decides_beside_one_that_is_not():
    statement = {"Effect": "Allow", **READ, "Principal": "*"}
    both = {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5", "aws:SourceVpce": UNKNOWN}}
    assert judge(rule, BUCKET_POLICY, {"policy": {"Statement": [{**statement, "Condition": both}]}}) == FINE
    alone = {"StringEquals": {"aws:SourceVpce": UNKNOWN}}
    (message,) = judge(rule, BUCKET_POLICY, {"policy": {"Statement": [{**statement, "Condition": alone}]}}).violations
    assert "cannot be decided at preview" in message


def test_an_exemption_of_a_principal_names_its_actions():
    (one,) = violations("*")
    statement = {**READ, "Action": ["s3:PutObject", "s3:GetObject"], "Principal": "*"}
    (two,) = judge(rule, BUCKET_POLICY, {"policy": policy(statement)}).violations
    assert one.split("'")[1] == "* for s3:GetObject"
    assert two.split("'")[1] == "* for s3:GetObject, s3:PutObject"


def test_each_principal_is_reported_once_with_its_statements():
    anyone, someone = {**READ, "Principal": "*"}, {**READ, "Principal": {"AWS": "arn:aws:iam::*:root"}}
    found = judge(rule, BUCKET_POLICY, {"policy": policy(anyone, someone, anyone)}).violations
    assert [message.split(" admits ")[0] for message in found] == [
        "it: policy: '* for s3:GetObject' in Statement[0], Statement[2]",
        "it: policy: 'arn:aws:iam::*:root for s3:GetObject' in Statement[1]",
    ]


@pytest.mark.parametrize(
    ("resource_type", "properties"),
    [
        (LAMBDA, {"principal": "s3.amazonaws.com", "sourceAccount": ACCOUNT, "action": "lambda:InvokeFunction"}),
        (LAMBDA, {"principal": "s3.amazonaws.com", "sourceArn": UNKNOWN, "action": "lambda:InvokeFunction"}),
        (LAMBDA, {"principal": "*", "principalOrgId": "o-a1b2c3d4e5", "action": "lambda:InvokeFunctionUrl"}),
        ("aws:lambda/layerVersionPermission:LayerVersionPermission", {"principal": "*", "organizationId": "o-a1b2c3"}),
        (EVENTS, {"principal": ACCOUNT}),
        (
            EVENTS,
            {
                "principal": "*",
                "condition": {"key": "aws:PrincipalOrgID", "type": "StringEquals", "value": "o-a1b2c3d4e5"},
            },
        ),
        ("aws:acmpca/permission:Permission", {"principal": "acm.amazonaws.com", "actions": ["acm-pca:GetCertificate"]}),
    ],
)
def test_a_permission_in_properties_for_somebody_passes(resource_type: str, properties: dict[str, Any]):
    assert judge(rule, resource_type, properties) == FINE


@pytest.mark.parametrize(
    ("resource_type", "properties"),
    [
        (LAMBDA, {"principal": "*", "action": "lambda:InvokeFunctionUrl", "functionUrlAuthType": "NONE"}),
        (LAMBDA, {"principal": "*", "principalOrgId": None}),
        (LAMBDA, {"principal": "*", "sourceArn": "arn:aws:s3:::*"}),
        ("aws:lambda/layerVersionPermission:LayerVersionPermission", {"principal": "*", "action": "lambda:GetLayer"}),
        (EVENTS, {"principal": "*", "condition": None}),
        (EVENTS, {"principal": "*", "condition": {"key": "aws:PrincipalOrgID", "type": "StringLike", "value": "*"}}),
        ("aws:signer/signingProfilePermission:SigningProfilePermission", {"principal": "*"}),
        (LAMBDA, {}),
    ],
)
def test_a_permission_in_properties_for_anybody_is_blocked(resource_type: str, properties: dict[str, Any]):
    (message,) = judge(rule, resource_type, properties).violations
    assert message.startswith(("it: principal: ", "it: sourceAccount: this cannot be decided"))


@pytest.mark.parametrize("key", ["principal", "sourceAccount"])
def test_an_unknown_part_of_a_permission_fails_closed_and_is_named(key: str):
    (message,) = judge(rule, LAMBDA, {"principal": "*", key: UNKNOWN}).violations
    assert message.startswith(f"it: {key}: this cannot be decided at preview")


@pytest.mark.parametrize(
    ("principal", "kind"),
    [("s3.amazonaws.com", "Service"), ("s3.amazonaws.com.cn", "Service"), (ACCOUNT, "AWS"), ("*", "AWS")],
)
def test_a_permission_in_properties_is_for_a_service_or_an_account(principal: str, kind: str):
    (statement,) = read_statements(as_document(LAMBDA, {"principal": principal, "action": "lambda:InvokeFunction"}))
    assert statement.principals() == {kind: [principal]}


def test_what_this_stack_writes_passes():
    source = f"arn:aws:codebuild:eu-west-1:{ACCOUNT}:project/site"
    trust = document(service_trust("codebuild.amazonaws.com", ACCOUNT, source))
    assert judge(rule, ROLE, {"assumeRolePolicy": trust}) == FINE
    tls_only = deny("s3:*", "arn:aws:s3:::site/*", principals="*", conditions=PLAIN_HTTP)
    read = allow(
        "s3:GetObject",
        "arn:aws:s3:::site/*",
        principals={"Service": "cloudfront.amazonaws.com"},
        conditions={"StringEquals": {"aws:SourceArn": f"arn:aws:cloudfront::{ACCOUNT}:distribution/EXAMPLE"}},
    )
    assert judge(rule, BUCKET_POLICY, {"policy": document(read, tls_only)}) == FINE


@pytest.mark.parametrize("bad", ["", "{", 5, {}, {"Statement": [{"Effect": "Allow", "Principal": 5}]}])
def test_a_document_that_is_none_is_a_violation_and_no_crash(bad: object):
    assert len(judge(rule, BUCKET_POLICY, {"policy": bad}).violations) == 1


@pytest.mark.parametrize(
    ("value", "account_is_named", "is_one"),
    [
        (f"arn:aws:codebuild:eu-west-1:{ACCOUNT}:project/site", True, True),
        (f"arn:aws:codebuild:*:{ACCOUNT}:project/*", True, False),
        ("arn:aws:codebuild:eu-west-1:*:project/site", False, False),
        ("arn:aws:s3:::site", True, True),
        ("arn:aws:s3:::*", False, False),
        ("*", False, False),
    ],
)
def test_a_pin_may_be_content_with_the_account(value: str, account_is_named: bool, is_one: bool):
    statement = {**READ, "Condition": {"ArnLike": {"aws:SourceArn": value}}}
    (read,) = read_statements(policy(statement))
    assert pins(read, {"aws:sourcearn"}, names_an_account) == account_is_named
    assert pins(read, {"aws:sourcearn"}) == is_one
    assert not pins(read, {"aws:sourceaccount"})
