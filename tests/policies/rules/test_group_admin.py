"""Rule group-admin: a group may do its work, and not everything."""

import json
from typing import Any

import pytest

from secure_site_policies.rules.group_admin import policy
from tests.policies.judge import UNKNOWN, judge

INLINE = "aws:iam/groupPolicy:GroupPolicy"
ATTACHMENT = "aws:iam/groupPolicyAttachment:GroupPolicyAttachment"
EXCLUSIVE = "aws:iam/groupPolicyAttachmentsExclusive:GroupPolicyAttachmentsExclusive"
TO_ANYBODY = "aws:iam/policyAttachment:PolicyAttachment"


def document(**elements: Any) -> str:
    return json.dumps({"Statement": {"Effect": "Allow", "Resource": "*", **elements}})


def arn(name: str) -> str:
    return f"arn:aws:iam::aws:policy/{name}"


@pytest.mark.parametrize("pattern", ["*", "iam:*", "IAM:*", "**", "*:*", "i?m:*", "*m:*"])
def test_all_of_iam_is_an_administrator(pattern: str):
    (message,) = judge(policy, INLINE, {"policy": document(Action=["s3:GetObject", pattern])}).violations
    assert message.startswith(
        f"it: policy: {pattern!r} in Statement[0] makes every member of the group an administrator"
    )


@pytest.mark.parametrize("pattern", ["iam:Get*", "iam:List*", "s3:*", "iam:GetUser", "ia:*", "iam:??*Policy"])
def test_a_part_of_it_is_not(pattern: str):
    assert judge(policy, INLINE, {"policy": document(Action=pattern)}).violations == []


def test_everything_but_something_is_an_administrator():
    (message,) = judge(policy, INLINE, {"policy": document(NotAction="organizations:*")}).violations
    assert message.startswith("it: policy: 'NotAction' in Statement[0]")


def test_a_deny_makes_nobody_an_administrator():
    assert judge(policy, INLINE, {"policy": document(Effect="Deny", Action="*")}).violations == []


@pytest.mark.parametrize("name", ["AdministratorAccess", "IAMFullAccess", "PowerUserAccess"])
def test_aws_own_administrators_are_not_attached_to_a_group(name: str):
    attached = [
        judge(policy, ATTACHMENT, {"group": "all", "policyArn": arn(name)}),
        judge(policy, EXCLUSIVE, {"groupName": "all", "policyArns": [arn("ReadOnlyAccess"), arn(name)]}),
        judge(policy, TO_ANYBODY, {"groups": ["all"], "policyArn": arn(name)}),
        judge(policy, TO_ANYBODY, {"groups": [UNKNOWN], "policyArn": arn(name)}),
    ]
    assert all(f"{name!r} makes every member of the group" in message for one in attached for message in one.violations)
    assert [len(one.violations) for one in attached] == [1, 1, 1, 1]


def test_other_policies_and_other_holders_are_none_of_its_business():
    judgements = [
        judge(policy, ATTACHMENT, {"group": "all", "policyArn": arn("ReadOnlyAccess")}),
        judge(policy, ATTACHMENT, {"policyArn": "arn:aws:iam::123456789012:policy/AdministratorAccess"}),
        judge(policy, TO_ANYBODY, {"roles": ["admin"], "groups": [], "policyArn": arn("AdministratorAccess")}),
        judge(policy, "aws:iam/rolePolicy:RolePolicy", {"policy": document(Action="*")}),
    ]
    assert all(one.violations == [] for one in judgements)


@pytest.mark.parametrize(("kind", "key"), [(INLINE, "policy"), (ATTACHMENT, "policyArn")])
def test_what_is_not_known_yet_is_a_violation(kind: str, key: str):
    (message,) = judge(policy, kind, {key: UNKNOWN}).violations
    assert "cannot be decided at preview" in message


@pytest.mark.parametrize("bad", ["{", 5, [], {"Statement": [None]}])
def test_a_document_that_is_none_is_a_violation_and_no_crash(bad: object):
    assert len(judge(policy, INLINE, {"policy": bad}).violations) == 1
