"""CloudFormation templates: what each function amounts to, in JSON and in YAML."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from pulumi_policy.proxy import UnknownValueError, unknown_checking_proxy

from secure_site_policies.types.templates import UnreadableTemplateError, inner_resources, parse
from tests.policies.judge import UNKNOWN

REGION = {"Fn::Equals": [{"Ref": "AWS::Region"}, "eu-west-1"]}


def resolved(value: Any, parameters: Mapping[str, Any] | None = None, **parts: Any) -> Any:
    """The value of a property in a template with some other resources and sections."""
    resources = {
        "It": {"Type": "My::Own::Type", "Properties": {"Value": value}},
        "Bucket": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "content"}},
        "Role": {"Type": "AWS::IAM::Role"},
        "Topic": {"Type": "AWS::SNS::Topic"},
        "Policy": {"Type": "AWS::IAM::ManagedPolicy"},
        "Table": {"Type": "AWS::DynamoDB::Table"},
    }
    found = inner_resources({"Resources": resources, **parts}, parameters or {})
    return next(one.properties.get("Value") for one in found if one.logical_id == "It")


ACCOUNT = "111111111111"
PARAMETERS = {
    "Given": {"Type": "String", "Default": "no"},
    "Usual": {"Type": "String", "Default": "usual"},
    "List": {"Type": "CommaDelimitedList", "Default": "a, b"},
}
VALUES: list[tuple[Any, Any]] = [
    ("text", "text"),
    ({"Ref": "Usual"}, "usual"),
    ({"Ref": "Given"}, "given"),
    ({"Ref": "List"}, ["a", "b"]),
    ({"Ref": "AWS::AccountId"}, ACCOUNT),
    ({"Ref": "Bucket"}, "content"),
    ({"Ref": "Role"}, "Role"),
    ({"Ref": "Topic"}, f"arn:aws:sns:us-east-1:{ACCOUNT}:Topic"),
    ({"Ref": "Policy"}, f"arn:aws:iam::{ACCOUNT}:policy/Policy"),
    ({"Fn::GetAtt": ["Bucket", "Arn"]}, "arn:aws:s3:::content"),
    ({"Fn::GetAtt": "Role.Arn"}, f"arn:aws:iam::{ACCOUNT}:role/Role"),
    ({"Fn::GetAtt": ["Table", "StreamArn"]}, f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/Table"),
    ({"Fn::GetAtt": ["Bucket", "DomainName"]}, "content.domainname"),
    ({"Fn::Sub": "${Bucket.Arn}/*"}, "arn:aws:s3:::content/*"),
    ({"Fn::Sub": "home/${!aws:username}"}, "home/${aws:username}"),
    ({"Fn::Sub": ["${A}-${Usual}", {"A": {"Ref": "Given"}}]}, "given-usual"),
    ({"Fn::Join": [":", ["s3", "*"]]}, "s3:*"),
    ({"Fn::Select": ["1", {"Fn::Split": [",", "a,b"]}]}, "b"),
    ({"Fn::FindInMap": ["M", "one", "two"]}, "s3:*"),
    ({"Fn::ImportValue": {"Fn::Sub": "${Usual}-key"}}, "import-usual-key"),
    ({"Fn::ToJsonString": {"a": {"Ref": "Usual"}}}, '{"a": "usual"}'),
    ({"Fn::Base64": "text"}, "text"),
    ({"Fn::If": ["IsUsual", "yes", "no"]}, "yes"),
    ({"Fn::If": ["Not", "yes", {"Ref": "Usual"}]}, "usual"),
    ({"Fn::If": ["Both", "yes", "no"]}, "no"),
    ({"Fn::If": ["Either", "yes", "no"]}, "yes"),
    ([{"Ref": "AWS::NoValue"}, "a", {"Fn::If": ["Not", "b", {"Ref": "AWS::NoValue"}]}], ["a"]),
    ({"Key": {"Ref": "AWS::NoValue"}, "Other": 1}, {"Other": 1}),
]
CONDITIONS = {
    "IsUsual": {"Fn::Equals": [{"Ref": "Usual"}, "usual"]},
    "Not": {"Fn::Not": [{"Condition": "IsUsual"}]},
    "Both": {"Fn::And": [{"Condition": "IsUsual"}, {"Condition": "Not"}]},
    "Either": {"Fn::Or": [{"Condition": "IsUsual"}, REGION]},
}


@pytest.mark.parametrize(("value", "outcome"), VALUES)
def test_each_function_is_resolved(value: Any, outcome: Any):
    mappings = {"M": {"one": {"two": "s3:*"}}}
    made = resolved(value, {"Given": "given"}, Parameters=PARAMETERS, Conditions=CONDITIONS, Mappings=mappings)
    assert json.loads(json.dumps(made, default=list_or_map)) == outcome


def list_or_map(value: Any) -> Any:
    return {key: value[key] for key in value} if hasattr(value, "keys") else list(value)


SHORT = """
Parameters:
  Usual: {Type: String, Default: usual}
Resources:
  Bucket: {Type: 'AWS::S3::Bucket', Properties: {BucketName: content}}
  It:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      Version: 2012-10-17
      Ref: !Ref Usual
      Arn: !GetAtt Bucket.Arn
      Text: !Sub '${Bucket.Arn}/*'
      Joined: !Join [':', [s3, !Ref Usual]]
      Nested: !Sub ['${A}', {A: !Ref Usual}]
"""


def test_the_short_form_of_yaml_is_the_long_one():
    properties = [one.properties for one in inner_resources(SHORT, {}) if one.logical_id == "It"]
    assert [dict(one) for one in properties] == [
        {
            "Version": "2012-10-17",
            "Ref": "usual",
            "Arn": "arn:aws:s3:::content",
            "Text": "arn:aws:s3:::content/*",
            "Joined": "s3:usual",
            "Nested": "usual",
        }
    ]


def test_json_with_tabs_is_read():
    assert parse('{\n\t"Resources": {}\n}') == {"Resources": {}}


def test_an_undecided_condition_is_judged_both_ways():
    template = {
        "Conditions": {"Here": REGION},
        "Resources": {
            "Always": {"Type": "A::B::C", "Properties": {"Value": {"Fn::If": ["Here", "one", "two"]}}},
            "Same": {"Type": "A::B::C", "Properties": {"Value": "same"}},
            "Sometimes": {"Type": "A::B::C", "Condition": "Here"},
        },
    }
    found = [(one.logical_id, one.properties.get("Value")) for one in inner_resources(template, {})]
    assert found == [("Always", "one"), ("Same", "same"), ("Sometimes", None), ("Always", "two")]


def test_a_resource_whose_condition_is_false_is_not_made():
    template = {
        "Conditions": {"Never": {"Fn::Equals": ["a", "b"]}},
        "Resources": {"No": {"Type": "A::B::C", "Condition": "Never"}, "Yes": {"Type": "A::B::C"}},
    }
    assert [one.logical_id for one in inner_resources(template, {})] == ["Yes"]


@pytest.mark.parametrize(
    "value", [{"Ref": "Late"}, {"Fn::Sub": "a-${Late}"}, {"Fn::Join": ["", ["a", {"Ref": "Late"}]]}]
)
def test_a_parameter_that_is_known_only_at_update_is_unknown_where_it_is_used(value: Any):
    with pytest.raises(UnknownValueError):
        resolved(value, unknown_checking_proxy({"Late": UNKNOWN}), Parameters={"Late": {"Type": "String"}})


@pytest.mark.parametrize(
    "conditions",
    [
        {"A": {"Condition": "A"}},
        {"A": {"Fn::Not": [{"Condition": "B"}]}, "B": {"Condition": "A"}},
        {"A": {"Condition": "X"}},
    ],
)
def test_conditions_without_an_end_are_refused(conditions: Mapping[str, Any]):
    with pytest.raises(UnreadableTemplateError):
        resolved({"Fn::If": ["A", 1, 2]}, Conditions=conditions)


def test_a_name_that_contains_itself_is_refused():
    template = {"Resources": {"R": {"Type": "AWS::IAM::Role", "Properties": {"RoleName": {"Ref": "R"}}}}}
    with pytest.raises(UnreadableTemplateError):
        list(inner_resources(template, {}))


@pytest.mark.parametrize("text", ["Resources: \ud800", "- \x00"])
def test_what_no_parser_takes_is_no_template(text: str):
    with pytest.raises(UnreadableTemplateError, match="neither JSON nor YAML"):
        parse(text)
