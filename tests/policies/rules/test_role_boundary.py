"""Rule role-boundary: a role has a boundary, and it is not AdministratorAccess."""

from typing import Any

import pytest

from secure_site_policies.rules.role_boundary import policy
from tests.policies.judge import UNKNOWN, judge

ROLE = "aws:iam/role:Role"
BOUNDARY = "arn:aws:iam::123456789012:policy/secure-site-dev-boundary"


@pytest.mark.parametrize("boundary", [BOUNDARY, UNKNOWN])
def test_a_role_under_a_boundary_passes_also_before_its_arn_is_known(boundary: str):
    assert judge(policy, ROLE, {"name": "build", "permissionsBoundary": boundary}).violations == []


EMPTY: list[dict[str, Any]] = [{}, {"permissionsBoundary": None}, {"permissionsBoundary": ""}]


@pytest.mark.parametrize("properties", EMPTY)
def test_a_role_without_one_is_refused(properties: dict[str, Any]):
    (message,) = judge(policy, ROLE, {"name": "build", **properties}).violations
    assert message.startswith("it: aws:iam/role:Role: 'permissionsBoundary' is not set")
    assert "Write instead: permissions_boundary=" in message


def test_a_boundary_that_allows_everything_is_none():
    administrator = "arn:aws:iam::aws:policy/AdministratorAccess"
    (message,) = judge(policy, ROLE, {"permissionsBoundary": administrator}).violations
    assert message.startswith(
        "it: aws:iam/role:Role: 'AdministratorAccess' as permissionsBoundary allows everything by '*'"
    )
    assert judge(policy, ROLE, {"permissionsBoundary": "arn:aws:iam::aws:policy/ReadOnlyAccess"}).violations == []


@pytest.mark.parametrize("name", ["PowerUserAccess", "IAMFullAccess", "AWSLambda_FullAccess", "AmazonEC2FullAccess"])
@pytest.mark.parametrize("partition", ["aws", "aws-cn", "aws-us-gov"])
def test_a_boundary_within_which_a_role_gets_more_permissions_is_none(name: str, partition: str):
    (message,) = judge(policy, ROLE, {"permissionsBoundary": f"arn:{partition}:iam::aws:policy/{name}"}).violations
    assert f"{name!r} as permissionsBoundary allows " in message


@pytest.mark.parametrize(
    "boundary", ["boundary", "arn:aws:iam::123456789012:role/x", "arn:aws:iam::aws:policy/NoSuch", 5]
)
def test_what_is_no_policy_is_no_boundary(boundary: object):
    assert len(judge(policy, ROLE, {"permissionsBoundary": boundary}).violations) == 1


@pytest.mark.parametrize("kind", ["aws:iam/serviceLinkedRole:ServiceLinkedRole", "aws:iam/policy:Policy"])
def test_what_takes_no_boundary_passes(kind: str):
    assert judge(policy, kind, {}).violations == []
