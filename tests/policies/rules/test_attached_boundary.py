"""Rule attached-boundary: what caps a role is no permission of it."""

from typing import Any

import pytest
from pulumi_policy import PolicyResource

from secure_site_policies.iam.holders import ATTACHING
from secure_site_policies.rules.attached_boundary import policy
from tests.policies.judge import UNKNOWN, judge_stack, resource

ROLE, POLICY = "aws:iam/role:Role", "aws:iam/policy:Policy"
ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
ARN = "arn:aws:iam::123456789012:policy/site-boundary"


def ceiling(**others: Any) -> PolicyResource:
    return resource(POLICY, {"name": "site-boundary", "arn": UNKNOWN, "policy": "{}", **others}, name="boundary")


def under(boundary: PolicyResource) -> PolicyResource:
    refers = {"permissionsBoundary": [boundary]}
    return resource(ROLE, {"name": "build", "permissionsBoundary": UNKNOWN}, name="build", refers=refers)


def attached(other: PolicyResource, arn: str = UNKNOWN) -> PolicyResource:
    refers = {"policyArn": [other]}
    return resource(ATTACHMENT, {"role": "build", "policyArn": arn}, name="attached", refers=refers)


def test_a_boundary_that_is_attached_is_found_by_reference():
    boundary = ceiling()
    (message,) = judge_stack(policy, boundary, under(boundary), attached(boundary)).violations
    assert message.startswith("attached: 'boundary' is the boundary of build: attached, it grants all")


def test_a_boundary_of_another_stack_is_found_by_its_arn():
    build = resource(ROLE, {"name": "build", "permissionsBoundary": ARN}, name="build")
    by_arn = resource(ATTACHMENT, {"role": "build", "policyArn": ARN}, name="attached")
    (message,) = judge_stack(policy, build, by_arn).violations
    assert message.startswith(f"attached: {ARN!r} is the boundary of build")
    own = resource(ROLE, {"name": "build", "permissionsBoundary": ARN, "managedPolicyArns": [ARN]}, name="build")
    (message,) = judge_stack(policy, own).violations
    assert message.startswith(f"build: {ARN!r} is the boundary of build")


def test_a_boundary_that_is_only_one_passes_and_so_do_other_policies():
    boundary, other = ceiling(), resource(POLICY, {"name": "other", "arn": UNKNOWN, "policy": "{}"}, name="other")
    assert judge_stack(policy, boundary, other, under(boundary), attached(other)).violations == []
    elsewhere = attached(other, ARN.replace("boundary", "other"))
    assert judge_stack(policy, boundary, under(boundary), elsewhere).violations == []


def test_boundaries_for_other_stacks_are_listed():
    boundary = ceiling()
    listed = {"boundaries": ["urn:pulumi:*::boundary"]}
    assert judge_stack(policy, boundary, attached(boundary)).violations == []
    (message,) = judge_stack(policy, boundary, attached(boundary), config=listed).violations
    assert message.startswith("attached: 'boundary' is listed as a boundary")
    assert judge_stack(policy, boundary, under(boundary), config=listed).violations == []


@pytest.mark.parametrize("kind", ATTACHING)
def test_every_way_to_attach_a_policy_is_judged(kind: str):
    key = ATTACHING[kind]
    values: dict[str, Any] = {
        "policyArn": ARN,
        "policyArns": [ARN],
        "managedPolicyArns": [ARN],
        "customerManagedPolicyReference": {"name": "site-boundary"},
        "customerManagedPolicyReferences": [{"name": "site-boundary"}],
    }
    boundary = ceiling(arn=ARN)
    holder = resource(kind, {key: values[key]}, name="holder")
    (message,) = judge_stack(policy, boundary, under(boundary), holder).violations
    assert message.startswith("holder: 'boundary' is the boundary of build")


def test_a_policy_of_aws_is_judged_elsewhere():
    read_only = "arn:aws:iam::aws:policy/ReadOnlyAccess"
    role = resource(ROLE, {"permissionsBoundary": read_only, "managedPolicyArns": [read_only]}, name="build")
    assert judge_stack(policy, role).violations == []
