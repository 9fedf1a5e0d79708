"""Which of a few actions a document allows."""

import json
from typing import Any

import pytest

from secure_site_policies.iam.allowances import allowances

ACTIONS = frozenset({"iam:PassRole", "iam:PutRolePolicy", "sts:AssumeRole"})


def allowed(**elements: Any) -> list[tuple[str, str]]:
    document = json.dumps({"Statement": {"Effect": "Allow", "Resource": "*", **elements}})
    return [(found.action, found.pattern) for found in allowances(document, ACTIONS)]


@pytest.mark.parametrize(
    ("pattern", "actions"),
    [
        ("iam:PassRole", ["iam:PassRole"]),
        ("IAM:passrole", ["iam:PassRole"]),
        ("iam:P*Role*", ["iam:PassRole", "iam:PutRolePolicy"]),
        ("iam:PassRol?", ["iam:PassRole"]),
        ("*:*", sorted(ACTIONS)),
        ("s?s:*", ["sts:AssumeRole"]),
        ("iam:PassRole?", []),
        ("iam:[P]assRole", []),
        ("iam:PassRole ", []),
        ("", []),
        ("*" * 1000 + "x" * 1000, []),
    ],
)
def test_a_pattern_covers_what_iam_says(pattern: str, actions: list[str]):
    assert allowed(Action=pattern) == [(action, pattern) for action in actions]


def test_not_action_is_everything_else():
    assert allowed(NotAction=["iam:*"]) == [("sts:AssumeRole", "NotAction")]


def test_a_deny_allows_nothing():
    assert allowed(Effect="Deny", Action="*") == []


def test_what_is_no_resource_of_iam_takes_no_action_of_iams():
    assert allowed(Action="iam:*", Resource="arn:aws:s3:::site/*") == []
    assert allowed(Action="iam:*", Resource=["arn:aws:s3:::site/*", "arn:aws:iam::123456789012:role/it"])
    assert allowed(Action="iam:*", Resource="arn:aws:*:::*")


ELSEWHERE = frozenset({"ssm:SendCommand", "lambda:UpdateFunctionCode", "codeconnections:UseConnection", "iam:PassRole"})


@pytest.mark.parametrize(
    ("resource", "actions"),
    [
        ("arn:aws:s3:::site/*", {"ssm:SendCommand"}),
        ("arn:aws:ec2:eu-west-1:123456789012:instance/i-1", {"ssm:SendCommand"}),
        ("arn:aws:lambda:eu-west-1:123456789012:function:it", {"lambda:UpdateFunctionCode"}),
        ("arn:aws:codestar-connections:eu-west-1:123456789012:connection/it", {"codeconnections:UseConnection"}),
        ("arn:aws:sns:eu-west-1:123456789012:it", set[str]()),
        ("arn:aws:*:eu-west-1:123456789012:it", set(ELSEWHERE)),
        ("*", set(ELSEWHERE)),
    ],
)
def test_everything_else_is_what_applies_to_the_resource(resource: str, actions: set[str]):
    for elements in ({"NotAction": "s3:GetObject"}, {"Action": "*"}):
        document = json.dumps({"Statement": {"Effect": "Allow", "Resource": resource, **elements}})
        assert {found.action for found in allowances(document, ELSEWHERE)} == actions


def test_an_action_that_a_statement_names_is_meant():
    assert allowed(Action="sts:AssumeRole", Resource="arn:aws:s3:::site/*") == [("sts:AssumeRole", "sts:AssumeRole")]
