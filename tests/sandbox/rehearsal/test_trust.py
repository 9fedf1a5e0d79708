"""Trust policies, judged as STS does for a service that acts for a resource."""

from typing import Any

import pytest

from sandbox.rehearsal.errors import RehearsalError
from sandbox.rehearsal.roles import trusts

SERVICE = "codebuild.amazonaws.com"
PROJECT = "arn:aws:codebuild:us-east-1:123456789012:project/publish"
REQUEST = {"aws:sourcearn": PROJECT, "aws:sourceaccount": "123456789012"}


def statement(**changed: Any) -> dict[str, Any]:
    exact = {"StringEquals": {"aws:SourceAccount": "123456789012", "aws:SourceArn": [PROJECT]}}
    principal = {"Service": SERVICE}
    return {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole", "Condition": exact, **changed}


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"Condition": {}},
        {"Principal": {"Service": ["ec2.amazonaws.com", SERVICE]}, "Action": ["sts:AssumeRole"]},
        {"Condition": {"ArnLike": {"AWS:SourceArn": "arn:aws:codebuild:*:123456789012:project/*"}}},
    ],
)
def test_the_service_is_let_in(changed: dict[str, Any]) -> None:
    assert trusts([statement(**changed)], SERVICE, REQUEST)


@pytest.mark.parametrize(
    "changed",
    [
        {"Principal": {"Service": "ec2.amazonaws.com"}},
        {"Principal": {"AWS": "arn:aws:iam::123456789012:root"}},
        {"Action": "sts:TagSession"},
        {"Condition": {"StringEquals": {"aws:SourceAccount": "999999999999"}}},
        {"Condition": {"StringEquals": {"aws:SourceArn": f"{PROJECT}*"}}},
        {"Condition": {"StringEquals": {"aws:SourceAccount": "123456789012", "aws:PrincipalOrgID": "o-1"}}},
    ],
)
def test_anything_short_of_a_match_keeps_it_out(changed: dict[str, Any]) -> None:
    assert not trusts([statement(**changed)], SERVICE, REQUEST)


IF_SENT = {"Condition": {"StringEqualsIfExists": {"aws:SourceAccount": "123456789012", "aws:SourceArn": [PROJECT]}}}


@pytest.mark.parametrize(
    ("changed", "request_", "is_let_in"),
    [
        ({}, {}, False),
        (IF_SENT, REQUEST, True),
        (IF_SENT, {}, True),
        (IF_SENT, {"aws:sourceaccount": "999999999999"}, False),
        (IF_SENT, {**REQUEST, "aws:sourcearn": f"{PROJECT}-of-another-account"}, False),
    ],
)
def test_a_key_that_the_service_does_not_send_counts_only_with_if_exists(
    changed: dict[str, Any], request_: dict[str, str], is_let_in: bool
) -> None:
    assert trusts([statement(**changed)], SERVICE, request_) == is_let_in


@pytest.mark.parametrize("changed", [{"Effect": "Deny"}, {"Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}}])
def test_what_cannot_be_judged_is_refused_and_not_guessed(changed: dict[str, Any]) -> None:
    with pytest.raises(RehearsalError, match="is not rehearsed"):
        trusts([statement(**changed)], SERVICE, REQUEST)
