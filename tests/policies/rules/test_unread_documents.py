"""Rule unread-documents: templates that cannot be judged, and policies where no rule looks."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from secure_site_policies.data.tables import keys
from secure_site_policies.rules.unread_documents import ELSEWHERE, LIMITS, policy
from tests.policies.judge import UNKNOWN, judge
from tests.policies.policy_examples import FINE

STACK, RESOURCE = "aws:cloudformation/stack:Stack", "aws:cloudcontrol/resource:Resource"
ALLOW = {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "x:Do", "Resource": "*"}]}
ROLE: Mapping[str, Any] = {"Type": "AWS::IAM::Role", "Properties": {}}


def template(**parts: Any) -> str:
    return json.dumps({"Resources": {"Role": ROLE}, **parts})


@pytest.mark.parametrize("text", [template(), template(Transform="AWS::LanguageExtensions"), "Resources: {}"])
def test_a_template_that_can_be_read_passes(text: str):
    assert judge(policy, STACK, {"templateBody": text}) == FINE


UNREADABLE: list[tuple[str, str]] = [
    ("{", "neither JSON nor YAML"),
    ("plain text", "no Resources"),
    ("[]", "no Resources"),
    ("{}", "no Resources"),
    ('{"Resources": {}, "Resources": {}}', "repeats a key"),
    ("Resources: {A: {Type: x}, A: {Type: y}}", "repeats a key"),
    ("[" * 100_000, "nested too deeply"),
    (template(Transform="AWS::Serverless-2016-10-31"), "'AWS::Serverless-2016-10-31' rewrites the template"),
    (template(Transform=["AWS::LanguageExtensions", "Mine"]), "'Mine' rewrites the template"),
    (json.dumps({"Resources": {"Fn::ForEach::Roles": []}}), "a loop or an include"),
    (json.dumps({"Resources": {"Fn::Transform": {}}}), "a loop or an include"),
    (
        json.dumps({"Resources": {"R": {"Type": "A::B::C", "Properties": {"a": {"Fn::Transform": {}}}}}}),
        "Fn::Transform",
    ),
    (json.dumps({"Resources": {"R": {"Type": "A::B::C", "Properties": {"a": {"Fn::GetAtt": "No.Arn"}}}}}), "No"),
    (json.dumps({"Resources": {"R": {"Properties": {}}}}), "Type"),
    (json.dumps({"Resources": {"R": []}}), "not one that CloudFormation accepts"),
    (json.dumps({"Resources": {"R": {"Type": "A::B::C", "Condition": "None"}}}), "None"),
    (template(Conditions={f"C{n}": {"Fn::Equals": [{"Ref": "AWS::Region"}, "x"]} for n in range(5)}), "5 conditions"),
]


@pytest.mark.parametrize(("text", "why"), UNREADABLE)
def test_a_template_that_cannot_be_read_is_a_violation(text: str, why: str):
    (message,) = judge(policy, STACK, {"templateBody": text}).violations
    assert message.startswith("it: templateBody: the 'template' cannot be judged: ")
    assert why in message
    assert "\nWrite instead resources of pulumi_aws" in message


def test_a_fault_in_a_text_is_named_by_its_line_and_nothing_of_the_text_is_shown():
    text = "Resources:\n  A:\n    Password: [hunter2-secret\n"
    (message,) = judge(policy, STACK, {"templateBody": text}).violations
    assert "the text is neither JSON nor YAML: line " in message
    assert "hunter2" not in message


@pytest.mark.parametrize(("kind", "key"), [(kind, key) for kind, names in ELSEWHERE.items() for key in names])
def test_a_template_outside_the_program_is_a_violation(kind: str, key: str):
    for value in ("https://example.com/template", UNKNOWN):
        (message,) = judge(policy, kind, {key: value}).violations
        assert message.startswith(f"it: {key}: {key!r} names a template that is not in the program")


def test_an_unknown_template_fails_closed():
    (message,) = judge(policy, STACK, {"templateBody": UNKNOWN}).violations
    assert message.startswith("it: templateBody: this cannot be decided at preview")
    (message,) = judge(policy, RESOURCE, {"typeName": "AWS::IAM::Role", "desiredState": UNKNOWN}).violations
    assert message.startswith("it: desiredState: this cannot be decided at preview")
    assert len(judge(policy, RESOURCE, {"typeName": UNKNOWN, "desiredState": "{}"}).violations) == 1


@pytest.mark.parametrize("state", ["{", "[]", "5"])
def test_a_state_that_is_no_object_is_a_violation(state: str):
    (message,) = judge(policy, RESOURCE, {"typeName": "AWS::IAM::Role", "desiredState": state}).violations
    assert "the 'template' cannot be judged" in message


NEW: list[tuple[str, Mapping[str, Any], str]] = [
    ("aws-native:future:Thing", {"accessPolicy": ALLOW}, "accessPolicy"),
    (
        "aws-native:future:Thing",
        {"a": [{"resourcePolicy": {"policyDocument": ALLOW}}]},
        "a.0.resourcePolicy.policyDocument",
    ),
    ("aws:future/thing:Thing", {"policy": json.dumps(ALLOW)}, "policy"),
    ("awscc:index/futureThing:FutureThing", {"policy": json.dumps(ALLOW)}, "policy"),
    ("aws:index/futureThing:FutureThing", {"policy": json.dumps(ALLOW)}, "policy"),
    (RESOURCE, {"typeName": "AWS::Future::Thing", "desiredState": json.dumps({"Policy": ALLOW})}, "Policy"),
    (
        RESOURCE,  # a key of YAML may be a number
        {"typeName": "AWS::Future::Thing", "desiredState": f"{{7: 8, Policy: {json.dumps(ALLOW)}}}"},
        "Policy",
    ),
    (
        STACK,
        {
            "templateBody": json.dumps(
                {"Resources": {"T": {"Type": "AWS::Future::Thing", "Properties": {"Policy": ALLOW}}}}
            )
        },
        "T.Policy",
    ),
]


@pytest.mark.parametrize(("kind", "properties", "path"), NEW)
def test_a_document_in_a_type_that_no_rule_knows_is_a_violation(kind: str, properties: Mapping[str, Any], path: str):
    (message,) = judge(policy, kind, properties).violations
    assert f"{path!r} holds a policy document, and the pack does not know " in message
    harmless = json.loads(json.dumps(properties).replace("Allow", "Deny"))
    assert judge(policy, kind, harmless) == FINE


SAFE: list[tuple[str, Mapping[str, Any]]] = [
    ("aws:iam/policy:Policy", {"policy": json.dumps(ALLOW)}),
    ("aws-native:iam:ManagedPolicy", {"policyDocument": ALLOW}),
    ("aws:index/iamPolicy:IamPolicy", {"policy": json.dumps(ALLOW)}),
    ("aws-native:ecr:Repository", {"repositoryPolicyText": ALLOW}),
    ("aws-native:dynamodb:Table", {"resourcePolicy": {"policyDocument": ALLOW}}),
    ("awscc:index/backupBackupVault:BackupBackupVault", {"accessPolicy": json.dumps(ALLOW)}),
    ("aws:s3/bucketObjectv2:BucketObjectv2", {"content": json.dumps(ALLOW)}),
    ("aws:sqs/queue:Queue", {"redrivePolicy": json.dumps({"maxReceiveCount": 5}), "policy": UNKNOWN}),
    (
        "aws-native:future:Thing",
        {"accessPolicy": "Statement that Allows no JSON", "documents": 5, "policies": [UNKNOWN]},
    ),
    ("kubernetes:core/v1:ConfigMap", {"policy": json.dumps(ALLOW)}),
]


@pytest.mark.parametrize(("kind", "properties"), SAFE)
def test_a_document_that_another_rule_judges_passes(kind: str, properties: Mapping[str, Any]):
    assert judge(policy, kind, properties) == FINE


@pytest.mark.parametrize("kind", keys(LIMITS))
def test_a_document_that_only_takes_away_passes(kind: str):
    assert judge(policy, kind, {"policy": json.dumps(ALLOW), "sessionPolicy": ALLOW}) == FINE
