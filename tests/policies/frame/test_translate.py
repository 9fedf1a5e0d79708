"""Resources of other packages, and resources inside resources, are judged by the rules as if pulumi_aws had them."""

import json
from collections.abc import Mapping
from typing import Any, cast

import pytest

from secure_site_policies.frame.stack import Stack
from secure_site_policies.frame.translate import own_urn
from secure_site_policies.rules import (
    bucket_encryption,
    bucket_public_access,
    bucket_public_acl,
    bucket_tls_only,
    bucket_versioning,
    codebuild_plain_secrets,
    iam_wildcards,
    open_principals,
    plain_secrets,
    public_access_block,
    public_exposure,
    required_tags,
    s3_wildcards,
    standing_keys,
    unread_documents,
)
from tests.policies.judge import UNKNOWN, judge, judge_stack, resource
from tests.policies.passes import judged, secret
from tests.policies.policy_examples import FINE, policy

S3_ALL = {"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::content/*"}}
S3_ONE = {"Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::content/*"}}
ANYONE = {"Statement": {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}}
STACK = "aws:cloudformation/stack:Stack"
TAGS = {"Project": "site", "Stack": "dev", "ManagedBy": "Pulumi"}

GRANTS: list[tuple[str, Mapping[str, Any]]] = [
    ("aws-native:iam:Role", {"policies": [{"policyName": "p", "policyDocument": S3_ALL}]}),
    ("aws-native:iam:RolePolicy", {"policyDocument": S3_ALL, "roleName": "r"}),
    ("aws-native:iam:Policy", {"policyDocument": S3_ALL, "users": ["u"]}),
    ("aws-native:iam:Policy", {"policyDocument": S3_ALL}),
    ("aws-native:iam:ManagedPolicy", {"policyDocument": json.dumps(S3_ALL)}),
    ("aws-native:iam:User", {"policies": [{"policyName": "p", "policyDocument": S3_ALL}]}),
    ("aws-native:iam:Group", {"policies": [{"policyName": "p", "policyDocument": S3_ALL}]}),
    ("aws-native:iam:Role", {"managedPolicyArns": ["arn:aws:iam::aws:policy/AmazonS3FullAccess"]}),
    ("aws-native:sso:PermissionSet", {"inlinePolicy": S3_ALL}),
    ("aws-native:s3:BucketPolicy", {"bucket": "content", "policyDocument": S3_ALL}),
    ("aws-native:s3:AccessPoint", {"bucket": "content", "policy": S3_ALL}),
    ("aws-native:s3:MultiRegionAccessPointPolicy", {"mrapName": "m", "policy": S3_ALL}),
    ("aws-native:s3express:BucketPolicy", {"bucket": "content", "policyDocument": S3_ALL}),
    ("aws-native:ec2:VpcEndpoint", {"policyDocument": S3_ALL}),
    ("aws:index/iamRolePolicy:IamRolePolicy", {"role": "r", "policy": json.dumps(S3_ALL)}),
    ("aws:index/iamPolicy:IamPolicy", {"policy": json.dumps(S3_ALL)}),
    ("aws:index/s3BucketPolicy:S3BucketPolicy", {"bucket": "content", "policy": json.dumps(S3_ALL)}),
    ("aws:index/vpcEndpoint:VpcEndpoint", {"policy": json.dumps(S3_ALL)}),
    ("aws:index/iamRole:IamRole", {"inlinePolicies": [{"name": "p", "policy": json.dumps(S3_ALL)}]}),
    ("awscc:index/iamManagedPolicy:IamManagedPolicy", {"policyDocument": json.dumps(S3_ALL)}),
    ("awscc:index/s3BucketPolicy:S3BucketPolicy", {"bucket": "content", "policyDocument": json.dumps(S3_ALL)}),
    ("aws:ram/permission:Permission", {"policyTemplate": json.dumps({"Effect": "Allow", "Action": "s3:*"})}),
]


def named(value: Any) -> Any:
    """The properties with the harmless document instead of the one with a wildcard."""
    text = json.dumps(value).replace("AmazonS3FullAccess", "AWSAccountUsageReportAccess")
    return json.loads(text.replace("s3:*", "s3:GetObject"))


@pytest.mark.parametrize(("resource_type", "properties"), GRANTS)
def test_a_document_is_judged_in_whichever_package_it_is_written(resource_type: str, properties: dict[str, Any]):
    (message,) = judge(s3_wildcards.policy, resource_type, properties, name="mine").violations
    assert message.startswith("mine: ")
    assert judge(s3_wildcards.policy, resource_type, named(properties)) == FINE


TEMPLATE = {"Resources": {"Reader": {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": S3_ALL}}}}
IOT = {"Resources": {"policy": {"Type": "AWS::IoT::Policy", "Properties": {"PolicyDocument": json.dumps(S3_ALL)}}}}
HELD: list[tuple[str, Mapping[str, Any], str]] = [
    (STACK, {"templateBody": json.dumps(TEMPLATE)}, "Reader"),
    ("aws:cloudformation/stackSet:StackSet", {"templateBody": json.dumps(TEMPLATE)}, "Reader"),
    ("aws:index/cloudformationStack:CloudformationStack", {"templateBody": json.dumps(TEMPLATE)}, "Reader"),
    ("aws-native:cloudformation:Stack", {"templateBody": TEMPLATE}, "Reader"),
    ("aws:cfg/conformancePack:ConformancePack", {"templateBody": json.dumps(TEMPLATE)}, "Reader"),
    ("aws:iot/provisioningTemplate:ProvisioningTemplate", {"templateBody": json.dumps(IOT)}, "policy"),
    ("aws:iot/caCertificate:CaCertificate", {"registrationConfig": {"templateBody": json.dumps(IOT)}}, "policy"),
    (
        "aws:cloudcontrol/resource:Resource",
        {"typeName": "AWS::IAM::ManagedPolicy", "desiredState": json.dumps({"PolicyDocument": S3_ALL})},
        "AWS::IAM::ManagedPolicy",
    ),
    (
        "aws-native:index:ExtensionResource",
        {"type": "AWS::IAM::ManagedPolicy", "properties": {"PolicyDocument": S3_ALL}},
        "AWS::IAM::ManagedPolicy",
    ),
]


@pytest.mark.parametrize(("resource_type", "properties", "inside"), HELD)
def test_a_resource_inside_a_resource_is_judged_and_named(resource_type: str, properties: dict[str, Any], inside: str):
    (message,) = judge(s3_wildcards.policy, resource_type, properties, name="mine").violations
    assert message.startswith(f"mine: {inside}: PolicyDocument: 's3:*' in Statement[0] grants 168 S3 actions")
    assert judge(s3_wildcards.policy, resource_type, named(properties)) == FINE


def test_a_trust_is_judged_in_each_package():
    for resource_type, key in (
        ("aws-native:iam:Role", "assumeRolePolicyDocument"),
        ("aws:index/iamRole:IamRole", "assumeRolePolicy"),
    ):
        (message,) = judge(open_principals.policy, resource_type, {key: ANYONE}).violations
        assert message.startswith(f"it: {key}: '* for sts:AssumeRole' in Statement[0] admits anyone")


def test_permissions_in_properties_are_judged():
    anyone = {"action": "lambda:InvokeFunction", "principal": "*", "functionName": "f"}
    assert len(judge(open_principals.policy, "aws-native:lambda:Permission", anyone).violations) == 1
    one_org = {**anyone, "principalOrgId": "o-1234567890"}
    assert judge(open_principals.policy, "aws-native:lambda:Permission", one_org) == FINE


def test_a_statement_of_an_event_bus_is_judged_as_a_document():
    statement = {"Effect": "Allow", "Principal": "*", "Action": "events:PutEvents", "Resource": "*"}
    bus = {"eventBusName": "b", "statementId": "s", "statement": statement}
    (message,) = judge(open_principals.policy, "aws-native:events:EventBusPolicy", bus).violations
    assert message.startswith("it: policy: '* for events:PutEvents' in Statement[0] admits anyone")


def test_what_is_unknown_is_undecided_property_by_property():
    role = {"assumeRolePolicyDocument": ANYONE, "policies": UNKNOWN}
    assert "admits anyone" in judge(open_principals.policy, "aws-native:iam:Role", role).violations[0]
    (message,) = judge(s3_wildcards.policy, "aws-native:iam:Role", role).violations
    assert message.startswith("it: policies: this cannot be decided at preview")
    (message,) = judge(s3_wildcards.policy, "aws-native:iam:User", {"policies": UNKNOWN}).violations
    assert message.startswith("it: policies: this cannot be decided at preview")
    one_known = {"policies": [UNKNOWN, {"policyName": "p", "policyDocument": S3_ALL}]}
    assert len(judge(s3_wildcards.policy, "aws-native:iam:User", one_known).violations) == 2


def test_what_is_unknown_is_never_left_to_pulumi_policy_which_would_let_it_pass():
    unknown: list[tuple[str, dict[str, Any]]] = [
        ("aws-native:dynamodb:GlobalTable", {"replicas": UNKNOWN}),
        ("aws-native:dynamodb:GlobalTable", {"replicas": [{"resourcePolicy": UNKNOWN}]}),
        ("aws-native:dynamodb:Table", {"resourcePolicy": UNKNOWN}),
        ("aws-native:events:EventBusPolicy", {"statement": UNKNOWN}),
        ("aws-native:lambda:Permission", {"principal": UNKNOWN}),
        (STACK, {"templateBody": json.dumps(TEMPLATE), "parameters": UNKNOWN, "tags": UNKNOWN}),
        (STACK, {"templateBody": json.dumps(TEMPLATE), "tags": {"Project": UNKNOWN}}),
    ]
    for kind, properties in unknown:
        for rule in (open_principals, unread_documents, required_tags):
            assert judge(rule.policy, kind, properties).advice is None
        undecided = [
            line
            for rule in (open_principals, unread_documents, required_tags)
            for line in judge(rule.policy, kind, properties).violations
        ]
        assert undecided, (kind, properties)


def block(**changed: Any) -> dict[str, Any]:
    on = dict.fromkeys(("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"), True)
    return {**on, **changed}


SAFE_BUCKET: Mapping[str, Any] = {
    "BucketName": "content",
    "PublicAccessBlockConfiguration": block(),
    "VersioningConfiguration": {"Status": "Enabled"},
    "BucketEncryption": {
        "ServerSideEncryptionConfiguration": [
            {"BucketKeyEnabled": True, "ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
        ]
    },
}
TLS_ONLY = {
    "Statement": {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": ["arn:aws:s3:::content", "arn:aws:s3:::content/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
}
BUCKET_RULES = (bucket_public_access, bucket_versioning, bucket_encryption)


def camel(value: Any) -> Any:
    """The value as aws-native has it, with the first letter of each name in lower case."""
    if isinstance(value, dict):
        held = cast("dict[str, Any]", value)
        return {key[0].lower() + key[1:]: camel(item) for key, item in held.items()}
    return [camel(item) for item in cast("list[Any]", value)] if isinstance(value, list) else value


def test_the_settings_of_a_bucket_in_one_resource_are_those_of_resources_of_their_own():
    native = camel(SAFE_BUCKET)
    native["bucketEncryption"]["serverSideEncryptionConfiguration"][0]["serverSideEncryptionByDefault"] = {
        "sseAlgorithm": "AES256"
    }
    for rule in BUCKET_RULES:
        assert judge_stack(rule.policy, resource("aws-native:s3:Bucket", native)) == FINE
        assert len(judge_stack(rule.policy, resource("aws-native:s3:Bucket", {})).violations) == 1
    off = {**SAFE_BUCKET, "PublicAccessBlockConfiguration": block(BlockPublicPolicy=False)}
    (message,) = judge_stack(bucket_public_access.policy, resource("aws-native:s3:Bucket", camel(off))).violations
    assert message.startswith("it: 'blockPublicPolicy' of it is not true")


def test_a_bucket_of_one_package_and_its_policy_of_another_belong_together():
    content = resource("aws-native:s3:Bucket", {"bucketName": "content"}, name="content")
    tls = resource("aws:s3/bucketPolicy:BucketPolicy", {"bucket": "content", "policy": json.dumps(TLS_ONLY)})
    assert judge_stack(bucket_tls_only.policy, content, tls) == FINE
    assert len(judge_stack(bucket_tls_only.policy, content).violations) == 1


def test_a_reference_to_a_bucket_without_a_name_is_followed():
    content = resource("aws-native:s3:Bucket", {"bucketName": UNKNOWN, "arn": UNKNOWN}, name="content")
    tls = resource(
        "aws-native:s3:BucketPolicy",
        {"bucket": UNKNOWN, "policyDocument": UNKNOWN},
        name="tls",
        refers={"bucket": [content]},
    )
    stack = Stack([content, tls], {})
    (bucket,) = stack.all("aws:s3/bucket:Bucket")
    assert [found.name for found in stack.beside(bucket, "aws:s3/bucketPolicy:BucketPolicy")] == ["tls"]


def test_the_buckets_of_a_template_are_told_apart():
    template = {
        "Resources": {
            "Safe": {"Type": "AWS::S3::Bucket", "Properties": {**SAFE_BUCKET, "BucketName": "safe"}},
            "Bare": {"Type": "AWS::S3::Bucket"},
            "Tls": {
                "Type": "AWS::S3::BucketPolicy",
                "Properties": {
                    "Bucket": {"Ref": "Bare"},
                    "PolicyDocument": {
                        "Statement": {
                            **TLS_ONLY["Statement"],
                            "Resource": [{"Fn::GetAtt": ["Bare", "Arn"]}, {"Fn::Sub": "${Bare.Arn}/*"}],
                        }
                    },
                },
            },
        }
    }
    one = resource(STACK, {"templateBody": json.dumps(template)}, name="stack")
    (message,) = judge_stack(bucket_versioning.policy, one).violations
    assert message == judge_stack(bucket_versioning.policy, one).violations[0]
    assert message.startswith("stack: Bare: ")
    (message,) = judge_stack(bucket_tls_only.policy, one).violations
    assert message.startswith("stack: Safe: ")


def test_the_permissions_of_a_role_add_up_over_its_policies_in_a_template():
    start = {"Effect": "Allow", "Action": "codebuild:StartBuild", "Resource": "arn:aws:codebuild:us-east-1:1:project/p"}
    update = {**start, "Action": "codebuild:UpdateProject"}
    template = {
        "Resources": {
            "Role": {"Type": "AWS::IAM::Role"},
            "A": {
                "Type": "AWS::IAM::ManagedPolicy",
                "Properties": {"PolicyDocument": {"Statement": [start]}, "Roles": [{"Ref": "Role"}]},
            },
            "B": {
                "Type": "AWS::IAM::Policy",
                "Properties": {"PolicyDocument": {"Statement": [update]}, "Roles": [{"Ref": "Role"}]},
            },
        }
    }
    stack = Stack([resource(STACK, {"templateBody": json.dumps(template)})], {})
    (attachment,) = stack.all("aws:iam/policyAttachment:PolicyAttachment")
    (attached,) = stack.all("aws:iam/policy:Policy")
    assert attachment.props["policyArn"] == attached.props["arn"]
    (role,) = stack.all("aws:iam/role:Role")
    assert role.props["id"] in attachment.props["roles"]


def test_findings_inside_a_resource_are_reported_on_it():
    stack = resource(STACK, {"templateBody": json.dumps(TEMPLATE)})
    urns: list[str] = [one.urn for one in Stack([stack], {}).all("aws:iam/policy:Policy")]
    assert len(urns) == 1
    assert urns[0] != stack.urn
    assert own_urn(urns[0]) == stack.urn


def test_acls_in_every_spelling_are_known():
    for spelling in ("PublicRead", "public-read", "PUBLIC_READ"):
        (message,) = judge(bucket_public_acl.policy, "aws-native:s3:Bucket", {"accessControl": spelling}).violations
        assert message.startswith("it: accessControl: 'public-read' opens it")
    assert judge(bucket_public_acl.policy, "aws-native:s3:Bucket", {"accessControl": "Private"}) == FINE


def test_a_property_is_named_as_the_program_names_it():
    role = {"policies": [{"policyName": "p", "policyDocument": S3_ALL}]}
    (message,) = judge(s3_wildcards.policy, "aws-native:iam:Role", role).violations
    assert message.startswith("it: policies[0].policyDocument: 's3:*'")
    point = {"publicAccessBlockConfiguration": {"blockPublicAcls": False}}
    (message,) = judge(public_access_block.policy, "aws-native:s3:MultiRegionAccessPoint", point).violations
    assert message.startswith("it: publicAccessBlockConfiguration.blockPublicAcls: ")
    template = {
        "Resources": {"Role": {"Type": "AWS::IAM::Role", "Properties": {"Policies": [{"PolicyDocument": S3_ALL}]}}}
    }
    (message,) = judge(s3_wildcards.policy, STACK, {"templateBody": json.dumps(template)}).violations
    assert message.startswith("it: Role: Policies[0].PolicyDocument: 's3:*'")


def test_a_switch_is_one_whether_it_is_a_text_or_not():
    for value in (True, "true"):
        template = {"Resources": {"Db": {"Type": "AWS::RDS::DBInstance", "Properties": {"PubliclyAccessible": value}}}}
        (message,) = judge(public_exposure.policy, STACK, {"templateBody": json.dumps(template)}).violations
        assert message.startswith("it: Db: publiclyAccessible: 'publiclyAccessible=true'")


def test_the_resources_of_a_stack_have_its_tags():
    template = {"Resources": {"Bucket": {"Type": "AWS::S3::Bucket"}}}
    assert judge(required_tags.policy, STACK, {"templateBody": json.dumps(template), "tags": TAGS}) == FINE
    lists = [{"key": key, "value": value} for key, value in TAGS.items()]
    assert judge(required_tags.policy, "aws-native:s3:Bucket", {"tags": lists}) == FINE
    (message,) = judge(required_tags.policy, "aws-native:s3:Bucket", {"tags": lists[1:]}).violations
    assert "'Project' is missing" in message


def test_secrets_are_read_once_and_under_their_own_name():
    token = "ghp_" + "a1B2c3D4" * 4 + "e5F6"
    native: dict[str, Any] = {"environment": {"environmentVariables": [{"name": "GITHUB_TOKEN", "value": token}]}}
    assert len(judged(plain_secrets.policy, "aws-native:codebuild:Project", native)) == 1
    assert len(judged(codebuild_plain_secrets.policy, "aws-native:codebuild:Project", native)) == 1
    native["environment"]["environmentVariables"][0]["value"] = secret(token)
    assert judged(plain_secrets.policy, "aws-native:codebuild:Project", native) == []


def test_a_user_is_one_in_each_package():
    for resource_type in ("aws-native:iam:User", "aws:index/iamUser:IamUser", "aws-native:iam:AccessKey"):
        assert len(judge(standing_keys.policy, resource_type, {"userName": "u"}).violations) == 1


@pytest.mark.parametrize("resource_type", ["aws-native:iam:NoSuchType", "aws:index/noSuch:NoSuch", "azure-native:a:B"])
def test_an_unknown_type_stands_for_nothing(resource_type: str):
    assert judge(iam_wildcards.policy, resource_type, {"policy": policy({"Action": "*", "Resource": "*"})}) == FINE
