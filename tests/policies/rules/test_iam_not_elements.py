"""Rule iam-not-elements: what it passes and what it blocks, side by side."""

from typing import Any

import pytest

from secure_site_policies.iam.documents import ATTACHED, ENDPOINTS, IDENTITIES, RESOURCE_POLICIES, TRUSTS
from secure_site_policies.rules.iam_not_elements import policy as rule
from tests.policies.judge import UNKNOWN, judge
from tests.policies.policy_examples import ATTACHMENT, FINE, ROLE_POLICY, at, aws_managed, places, policy, put

LISTED = {"Action": "s3:GetObject", "Resource": "arn:aws:s3:::site/*"}


@pytest.mark.parametrize(("resource_type", "path"), places(IDENTITIES, ENDPOINTS, RESOURCE_POLICIES, TRUSTS))
def test_a_written_document_is_judged(resource_type: str, path: str):
    assert judge(rule, resource_type, put(path, policy(LISTED))) == FINE
    (message,) = judge(rule, resource_type, put(path, policy({**LISTED, "NotPrincipal": "*"}))).violations
    assert message.startswith(
        f"it: {at(path)}: 'NotPrincipal: *' in Statement[0] allows everyone except what it names."
    )


@pytest.mark.parametrize(("resource_type", "path"), places(ATTACHED))
def test_an_attached_aws_managed_policy_is_judged(resource_type: str, path: str):
    assert judge(rule, resource_type, put(path, "arn:aws:iam::aws:policy/AdministratorAccess")) == FINE
    (message,) = judge(rule, resource_type, put(path, "arn:aws:iam::aws:policy/PowerUserAccess")).violations
    assert "'NotAction: account:*, iam:*, organizations:*' in statement 'PowerUserAccess' allows every" in message


@pytest.mark.parametrize(
    ("statement", "elements"),
    [
        ({"NotAction": "iam:*", "Resource": "*"}, ["NotAction: iam:*"]),
        ({"NotAction": [], "Resource": "*"}, ["NotAction: nothing"]),
        ({"Action": "s3:GetObject", "NotResource": "arn:aws:s3:::secrets/*"}, ["NotResource: arn:aws:s3:::secrets/*"]),
        (
            {**LISTED, "NotPrincipal": {"AWS": "arn:aws:iam::123456789012:root"}},
            ["NotPrincipal: arn:aws:iam::123456789012:root"],
        ),
        (
            {"NotAction": "iam:*", "NotResource": "*", "NotPrincipal": "*"},
            ["NotAction: iam:*", "NotResource: *", "NotPrincipal: *"],
        ),
    ],
)
def test_an_allow_of_all_but_something_is_blocked_and_a_deny_passes(statement: dict[str, Any], elements: list[str]):
    found = judge(rule, ROLE_POLICY, {"policy": policy(statement)}).violations
    assert [message.split("'")[1] for message in found] == elements
    assert judge(rule, ROLE_POLICY, {"policy": policy({**statement, "Effect": "Deny"})}) == FINE


def test_the_message_says_what_to_write_and_where():
    statement = {"Sid": "Most", "NotAction": "iam:*", "Resource": "*"}
    (message,) = judge(rule, ROLE_POLICY, {"policy": policy(LISTED, statement, statement)}).violations
    assert message == (
        "it: policy: 'NotAction: iam:*' in statement 'Most' allows every action except what it names.\n"
        "Write instead: 'Action' with the used actions."
    )


def test_leaving_out_less_is_another_finding():
    more, less = ({"NotAction": actions, "Resource": "*"} for actions in (["s3:*", "iam:*"], ["iam:*"]))
    found = judge(rule, ROLE_POLICY, {"policy": policy(more, less, more)}).violations
    assert [message.split(" allows ")[0] for message in found] == [
        "it: policy: 'NotAction: iam:*, s3:*' in Statement[0], Statement[2]",
        "it: policy: 'NotAction: iam:*' in Statement[1]",
    ]


def test_not_resource_of_an_aws_managed_policy_is_found():
    (message,) = judge(rule, ATTACHMENT, aws_managed("AmazonElastiCacheFullAccess")).violations
    assert "'NotResource: " in message


def test_an_unknown_document_is_a_violation():
    (message,) = judge(rule, ROLE_POLICY, {"policy": UNKNOWN}).violations
    assert "cannot be decided at preview" in message


@pytest.mark.parametrize("bad", ["", "{", 5, {}, {"Statement": [{"NotAction": "*"}]}])
def test_a_document_that_is_none_is_a_violation_and_no_crash(bad: object):
    assert len(judge(rule, ROLE_POLICY, {"policy": bad}).violations) == 1
