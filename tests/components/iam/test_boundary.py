"""No role of a stack can ever do more than its boundary says, and the boundary can be read before anything exists."""

import json
from dataclasses import replace
from typing import Any

import pytest

from components.iam.boundary import PermissionsBoundary, ceilings
from tests.examples import CONTEXT
from tests.mock_cloud import Cloud

POLICY = "aws:iam/policy:Policy"


def statements(cloud: Cloud) -> list[dict[str, Any]]:
    return json.loads(cloud.one(POLICY)["policy"])["Statement"]


def test_everything_about_the_boundary_is_known_at_the_first_preview(cloud: Cloud) -> None:
    boundary = cloud.build(PermissionsBoundary, "boundary", {"context": CONTEXT}, preview=True)
    assert cloud.one(POLICY).unknowns() == set()
    assert cloud.value(boundary.arn) == "arn:aws:iam::123456789012:policy/secure-site-test-boundary"


def test_the_boundary_is_tagged_named_from_the_stack_and_a_child_of_its_component(cloud: Cloud) -> None:
    cloud.build(PermissionsBoundary, "boundary", {"context": CONTEXT})
    policy, component = cloud.one(POLICY), cloud.one("secure-site:components:PermissionsBoundary")
    assert (policy["name"], policy["tags"]) == ("secure-site-test-boundary", CONTEXT.tags)
    assert [child.name for child in cloud.children(component)] == ["boundary-policy"]
    assert component.outputs == {"arn": "arn:aws:iam::123456789012:policy/secure-site-test-boundary"}


def test_no_action_of_identity_management_or_of_deletion_of_buckets_is_within_the_boundary(cloud: Cloud) -> None:
    cloud.build(PermissionsBoundary, "boundary", {"context": CONTEXT})
    actions = {action for statement in statements(cloud) for action in statement["Action"]}
    assert {action.split(":")[0] for action in actions} == {
        *("s3", "logs", "codebuild", "cloudfront", "codeconnections", "codestar-connections", "kms", "sns", "states")
    }
    assert not actions & {"s3:DeleteBucket", "s3:PutBucketPolicy", "logs:DeleteLogGroup"}


def test_the_role_that_runs_the_code_of_the_site_reaches_nothing_published_whatever_it_is_granted(cloud: Cloud) -> None:
    cloud.build(PermissionsBoundary, "boundary", {"context": CONTEXT})
    (denied,) = (statement for statement in statements(cloud) if statement["Effect"] == "Deny")
    content, artifacts = (
        f"arn:aws:s3:::secure-site-test-{purpose}-123456789012" for purpose in ("content", "artifacts")
    )
    assert denied["Condition"] == {
        "ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::123456789012:role/secure-site-test-site-build"}
    }
    assert denied["Action"] == ["cloudfront:*", "s3:*"]
    assert denied["Resource"] == [
        *(content, f"{content}/*", f"{artifacts}/tools/*"),
        "arn:aws:cloudfront::123456789012:distribution/*",
    ]


def test_the_boundary_leaves_room_at_the_longest_name(cloud: Cloud) -> None:
    longest = replace(CONTEXT, project="p" * 16, stack="s" * 15, region="ap-southeast-2")
    cloud.build(PermissionsBoundary, "boundary", {"context": longest})
    assert len(cloud.one(POLICY)["policy"].replace(" ", "")) <= 4096


def test_no_role_may_give_away_what_the_site_holds(cloud: Cloud) -> None:
    cloud.build(PermissionsBoundary, "boundary", {"context": CONTEXT})
    acl = [statement["Resource"] for statement in statements(cloud) if "s3:PutObjectAcl" in statement["Action"]]
    assert acl == [["arn:aws:s3:::secure-site-test-artifacts-123456789012/*"]]


def test_every_resource_is_of_this_account_and_of_this_stack_unless_aws_chooses_its_id(cloud: Cloud) -> None:
    cloud.build(PermissionsBoundary, "boundary", {"context": CONTEXT})
    for resource in (resource for statement in statements(cloud) for resource in statement["Resource"]):
        assert "123456789012" in resource
        assert "secure-site-test" in resource or resource.endswith((":distribution/*", ":connection/*", ":key/*"))


def test_another_stack_of_the_account_is_out_of_reach() -> None:
    own, other = ceilings(CONTEXT), ceilings(replace(CONTEXT, stack="other"))
    shared = {r for s in own for r in s.resources} & {r for s in other for r in s.resources}
    assert all(str(resource).endswith("/*") and "secure-site" not in str(resource) for resource in shared)


OF_THE_STACK = {"StringEquals": {"aws:ResourceTag/Project": "secure-site", "aws:ResourceTag/Stack": "test"}}


@pytest.mark.parametrize("sid", ["Connections", "Distribution"])
def test_of_what_aws_names_only_what_has_the_tags_of_the_stack_is_within_it(cloud: Cloud, sid: str) -> None:
    cloud.build(PermissionsBoundary, "boundary", {"context": CONTEXT})
    (found,) = (statement for statement in statements(cloud) if statement.get("Sid") == sid)
    assert found["Condition"] == OF_THE_STACK


@pytest.mark.parametrize("service", ["codeconnections", "codestar-connections"])
def test_a_connection_that_the_stack_is_given_is_the_only_one_by_either_of_its_names(
    cloud: Cloud, service: str
) -> None:
    rest = "eu-west-1:123456789012:connection/11111111-2222-3333-4444-555555555555"
    cloud.build(PermissionsBoundary, "boundary", {"context": CONTEXT, "connection_arn": f"arn:aws:{service}:{rest}"})
    (found,) = (statement for statement in statements(cloud) if statement.get("Sid") == "Connections")
    assert found["Resource"] == [f"arn:aws:codeconnections:{rest}", f"arn:aws:codestar-connections:{rest}"]
    assert "Condition" not in found


def test_keys_are_usable_only_by_way_of_s3(cloud: Cloud) -> None:
    cloud.build(PermissionsBoundary, "boundary", {"context": CONTEXT})
    (keys,) = (statement for statement in statements(cloud) if statement.get("Sid") == "KeysThroughS3")
    assert keys["Condition"] == {"StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}}


def test_the_policy_fits_into_a_managed_policy(cloud: Cloud) -> None:
    longest = replace(CONTEXT, stack="s" * 20, region="ap-southeast-2")
    cloud.build(PermissionsBoundary, "boundary", {"context": longest})
    assert len(cloud.one(POLICY)["policy"].replace(" ", "")) <= 6144
