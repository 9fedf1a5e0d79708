"""A role can be assumed by one service, for named resources, and holds only judged permissions."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from components.iam.service_role import ServiceRole
from components.iam.statements import StatementError, WildcardError, allow, at_most
from tests import examples
from tests.mock_cloud import Cloud

CONTEXT = replace(examples.CONTEXT, tags={"Project": "secure-site", "Stack": "test"})
BOUNDARY = "arn:aws:iam::123456789012:policy/secure-site-test-boundary"
PROJECT = CONTEXT.arn("codebuild", "project/secure-site-test-publish")


def args(**changes: Any) -> Mapping[str, Any]:
    return {
        "context": CONTEXT,
        "role_name": "secure-site-test-build",
        "service": "codebuild.amazonaws.com",
        "source_arn": PROJECT,
        "policies": {"read": [allow("s3:GetObject", "arn:aws:s3:::site/*")]},
        "permissions_boundary": BOUNDARY,
        **changes,
    }


def test_only_the_service_may_assume_the_role_and_only_for_the_named_resource(cloud: Cloud) -> None:
    cloud.build(ServiceRole, "build", args())
    (statement,) = json.loads(cloud.one("aws:iam/role:Role")["assumeRolePolicy"])["Statement"]
    assert statement == {
        "Effect": "Allow",
        "Principal": {"Service": "codebuild.amazonaws.com"},
        "Action": ["sts:AssumeRole"],
        "Condition": {"StringEquals": {"aws:SourceAccount": "123456789012", "aws:SourceArn": [PROJECT]}},
    }


def test_the_role_has_its_derived_name_its_boundary_and_the_tags_of_the_stack(cloud: Cloud) -> None:
    cloud.build(ServiceRole, "build", args())
    role = cloud.one("aws:iam/role:Role")
    assert (role["name"], role["permissionsBoundary"]) == ("secure-site-test-build", BOUNDARY)
    assert role["tags"] == CONTEXT.tags


def test_each_key_becomes_a_policy_of_its_own_so_that_an_unknown_spoils_only_itself(cloud: Cloud) -> None:
    known, unknown = allow("s3:GetObject", "arn:aws:s3:::site/*"), cloud.unknown()
    policies = {"read": [known], "invalidate": [allow("cloudfront:CreateInvalidation", unknown)]}
    cloud.build(ServiceRole, "build", args(policies=policies), preview=True)
    found = {policy["name"]: policy.unknowns() for policy in cloud.all("aws:iam/rolePolicy:RolePolicy")}
    assert found == {"secure-site-test-build-read": set(), "secure-site-test-build-invalidate": {"policy"}}


def test_everything_is_a_child_of_the_component_and_its_arn_and_name_are_registered(cloud: Cloud) -> None:
    role = cloud.build(ServiceRole, "build", args())
    component = cloud.one("secure-site:components:ServiceRole")
    assert {child.name for child in cloud.children(component)} == {"build-role", "build-read"}
    arn = "arn:aws:iam::123456789012:role/secure-site-test-build"
    assert component.outputs == {"arn": arn, "name": "secure-site-test-build"}
    assert cloud.value(role.arn) == arn


@pytest.mark.parametrize(
    ("changes", "error", "said"),
    [
        ({"role_name": "r" * 65}, ValueError, "65 characters, IAM allows 64"),
        ({"policies": {"role": [allow("s3:GetObject", "arn:aws:s3:::site/*")]}}, ValueError, "the role's own"),
        ({"policies": {"read": []}}, ValueError, "is empty"),
        ({"policies": {"read": [at_most("s3:GetObject", "arn:aws:s3:::site/*")]}}, ValueError, "made for a boundary"),
        ({"source_arn": "arn:aws:codebuild:eu-west-1:123456789012:project/*"}, WildcardError, "name each resource"),
        ({"source_arn": "secure-site-test-publish"}, StatementError, "is no ARN"),
    ],
)
def test_bad_input_is_refused_before_anything_is_registered(
    cloud: Cloud, changes: Mapping[str, Any], error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        cloud.build(ServiceRole, "build", args(**changes))
    assert cloud.resources == []
