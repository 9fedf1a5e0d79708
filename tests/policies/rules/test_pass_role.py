"""Rule pass-role: exact roles to exact services."""

import json
from typing import Any

import pytest

from secure_site_policies.rules.pass_role import policy
from tests.policies.judge import UNKNOWN, judge

ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
BUILD, PIPELINE = (f"arn:aws:iam::123456789012:role/secure-site-dev-{name}" for name in ("build", "pipeline"))
SERVICE = {"StringEquals": {"iam:PassedToService": "codebuild.amazonaws.com"}}


def statement(**elements: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": "iam:PassRole", "Resource": BUILD, "Condition": SERVICE, **elements}


def found(**elements: Any) -> list[str]:
    document = json.dumps({"Statement": [statement(**elements)]})
    return judge(policy, ROLE_POLICY, {"policy": document}).violations


@pytest.mark.parametrize(
    "elements",
    [
        {},
        {"Resource": [BUILD, PIPELINE]},
        {"Resource": "arn:aws-us-gov:iam::123456789012:role/team/deploy+1,2=@_x.y"},
        {
            "Condition": {
                "StringLike": {"IAM:passedtoservice": ["codebuild.amazonaws.com", "codepipeline.amazonaws.com"]}
            }
        },
        {"Effect": "Deny", "Action": "iam:*", "Resource": "*", "Condition": {}},
        {"Action": ["iam:GetRole", "iam:Get*"], "Resource": "*", "Condition": {}},
        {"Action": ["iam:PassRole", "iam:GetRole"]},
    ],
)
def test_named_roles_to_named_services_pass(elements: dict[str, Any]):
    assert found(**elements) == []


@pytest.mark.parametrize(
    "resource",
    [
        "*",
        "arn:aws:iam::123456789012:role/*",
        "arn:aws:iam::123456789012:role/secure-site-dev-?",
        "arn:aws:iam::*:role/build",
        "arn:aws:iam::123456789012:role/${aws:PrincipalTag/team}",
        "arn:aws:iam::123456789012:role/",
        "arn:aws:iam::123456789012:user/build",
    ],
)
def test_a_role_that_is_not_named_in_full_is_refused(resource: str):
    (message,) = found(Resource=[BUILD, resource])
    assert message.startswith(f"it: policy: 'iam:PassRole' in Statement[0] passes {resource!r}")
    assert 'Write instead: "Resource": "arn:aws:iam::<account>:role/<name>"' in message


def test_all_roles_but_some_are_refused():
    document = {"Statement": {key: value for key, value in statement(NotResource=BUILD).items() if key != "Resource"}}
    (message,) = judge(policy, ROLE_POLICY, {"policy": json.dumps(document)}).violations
    assert "passes every role except those in 'NotResource'" in message


@pytest.mark.parametrize(
    "condition",
    [
        {},
        {"StringLike": {"iam:PassedToService": "*.amazonaws.com"}},
        {"StringEquals": {"iam:PassedToService": ["codebuild.amazonaws.com", "*"]}},
        {"StringEqualsIfExists": {"iam:PassedToService": "codebuild.amazonaws.com"}},
        {"ForAllValues:StringEquals": {"iam:PassedToService": "codebuild.amazonaws.com"}},
        {"StringNotEquals": {"iam:PassedToService": "ec2.amazonaws.com"}},
        {"StringEquals": {"iam:PassedToService": []}},
        {"StringEquals": {"iam:AssociatedResourceArn": "arn:aws:codebuild:eu-west-1:123456789012:project/x"}},
    ],
)
def test_a_service_that_is_not_named_is_refused(condition: dict[str, Any]):
    (message,) = found(Condition=condition)
    assert message.startswith("it: policy: 'iam:PassRole' in Statement[0] passes a role to any service.")
    assert 'Write instead: "Condition": {"StringEquals": {"iam:PassedToService":' in message


@pytest.mark.parametrize("pattern", ["*", "iam:*", "iam:Pass*", "IAM:passrole", "i?m:P*"])
def test_whatever_covers_the_action_counts(pattern: str):
    messages = found(Action=pattern, Resource="*", Condition={})
    assert [message.partition(" passes ")[0] for message in messages] == [
        f"it: policy: {pattern!r} in Statement[0]"
    ] * 2


def test_everything_but_something_else_counts():
    document = {"Effect": "Allow", "NotAction": "s3:*", "Resource": "*"}
    messages = judge(policy, ROLE_POLICY, {"policy": json.dumps({"Statement": document})}).violations
    assert all("'NotAction' in Statement[0] passes" in message for message in messages)
    assert len(messages) == 2
    exempt = document | {"NotAction": ["iam:Pass*", "s3:*"]}
    assert judge(policy, ROLE_POLICY, {"policy": json.dumps({"Statement": exempt})}).violations == []


WIDE = json.dumps({"Statement": statement(Resource="*")})
PLACES: list[tuple[str, dict[str, Any]]] = [
    ("aws:iam/policy:Policy", {"policy": WIDE}),
    ("aws:iam/role:Role", {"inlinePolicies": [{"name": "x", "policy": WIDE}]}),
    ("aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy", {"inlinePolicy": WIDE}),
]


@pytest.mark.parametrize(("kind", "properties"), PLACES)
def test_every_place_of_an_identity_is_read(kind: str, properties: dict[str, Any]):
    assert len(judge(policy, kind, properties).violations) == 1


@pytest.mark.parametrize("name", ["AdministratorAccess", "IAMFullAccess", "AWSLambda_FullAccess"])
def test_aws_own_policies_are_read_for_the_roles_that_they_pass(name: str):
    attached = {"role": "build", "policyArn": f"arn:aws:iam::aws:policy/{name}"}
    (message,) = judge(policy, "aws:iam/rolePolicyAttachment:RolePolicyAttachment", attached).violations
    assert f"in statement {name!r} passes '*', which is not the ARN of one role" in message


def test_an_attached_policy_that_passes_no_role_passes():
    attached = {"role": "build", "policyArn": "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"}
    assert judge(policy, "aws:iam/rolePolicyAttachment:RolePolicyAttachment", attached).violations == []


def test_what_is_not_known_yet_is_a_violation():
    (message,) = judge(policy, ROLE_POLICY, {"policy": UNKNOWN}).violations
    assert "cannot be decided at preview" in message


@pytest.mark.parametrize("bad", ["{", 5, [], {"Statement": [{"Effect": "Allow"}]}])
def test_a_document_that_is_none_is_a_violation_and_no_crash(bad: object):
    assert len(judge(policy, ROLE_POLICY, {"policy": bad}).violations) == 1
