"""Rule iam-resource-wildcards: what boundaries may leave open, and policies that are older than their resources."""

from typing import Any

import pytest

from components.iam.boundary import ceilings
from components.iam.statements import document
from secure_site_policies.rules.iam_resource_wildcards import policy as rule
from tests.components.iam.test_boundary import CONTEXT
from tests.policies.judge import judge
from tests.policies.policy_examples import FINE, ROLE_POLICY, policy

MANAGED = "aws:iam/policy:Policy"
ACCOUNT = "123456789012"
KEYS = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/*"
PROFILE = {
    "boundaries": [
        "urn:pulumi:*secure-site:components:PermissionsBoundary$aws:iam/policy:Policy::*",
        "urn:pulumi:*::secure-site:components:CiRoles$aws:iam/policy:Policy::*-boundary",
    ],
    "beforehand": ["urn:pulumi:*::secure-site:components:CiRoles$aws:iam/policy:Policy::*"],
}
OF_SERVICES, OF_WORKFLOWS = "secure-site:components:PermissionsBoundary", "secure-site:components:CiRoles"


def test_the_boundary_of_this_stack_passes_and_is_no_permission():
    ceiling = {"policy": document(*ceilings(CONTEXT))}
    assert judge(rule, MANAGED, ceiling, parents=OF_SERVICES, config=PROFILE) == FINE
    as_permission = judge(rule, MANAGED, ceiling).violations
    # Distributions and connections have the tags of the stack, by a condition of the boundary itself.
    assert [message.split("'")[1].partition(" on ")[2] for message in as_permission] == [KEYS]
    assert len(judge(rule, ROLE_POLICY, ceiling, parents=OF_SERVICES, config=PROFILE).violations) == 1


def test_which_policies_are_boundaries_is_configured():
    ceiling = {"policy": document(*ceilings(CONTEXT))}
    config = {"boundaries": ["urn:*::ceiling"]}
    assert judge(rule, MANAGED, ceiling, name="ceiling", config=config) == FINE
    assert len(judge(rule, ROLE_POLICY, ceiling, name="ceiling", config=config).violations) == 1
    assert len(judge(rule, MANAGED, ceiling, parents=OF_SERVICES, config=config).violations) == 1
    assert len(judge(rule, MANAGED, ceiling, parents=OF_SERVICES).violations) == 1


def allowing(actions: str | list[str], resource: str, **condition: Any) -> dict[str, Any]:
    statement = {"Action": actions, "Resource": resource}
    return {"policy": policy({**statement, "Condition": condition} if condition else statement)}


@pytest.mark.parametrize("parents", [OF_SERVICES, OF_WORKFLOWS])
@pytest.mark.parametrize(
    "resource",
    [
        "arn:aws:s3:::*",
        f"arn:aws:kms:*:{ACCOUNT}:key/*",
        "arn:aws:kms:eu-west-1:*:key/*",
        f"arn:aws:kms:eu-west-1:{ACCOUNT}:*",
        f"arn:aws:kms:eu-west-1:{ACCOUNT}:alias/*",
        f"arn:aws:iam::{ACCOUNT}:role/*",
        f"arn:aws:cloudfront::{ACCOUNT}:distribution/?*",
        "arn:aws:cloudfront:::distribution/*",
    ],
)
def test_a_boundary_leaves_open_no_more_than_it_says(resource: str, parents: str):
    bad = judge(rule, MANAGED, allowing("kms:Decrypt", resource), name="dev-boundary", parents=parents, config=PROFILE)
    assert len(bad.violations) == 1


@pytest.mark.parametrize("action", ["s3:GetObject", "iam:PassRole", "sts:AssumeRole", "S3:GetObject"])
def test_a_boundary_names_buckets_and_roles_and_of_the_rest_what_there_is_room_for(action: str):
    both = allowing(["sns:Publish", action], "*")
    assert (
        judge(rule, MANAGED, allowing("sns:Publish", "*"), name="dev-boundary", parents=OF_WORKFLOWS, config=PROFILE)
        == FINE
    )
    assert len(judge(rule, MANAGED, both, name="dev-boundary", parents=OF_WORKFLOWS, config=PROFILE).violations) == 1
    assert (
        len(
            judge(
                rule, MANAGED, allowing("sns:Publish", "*"), name="dev", parents=OF_WORKFLOWS, config=PROFILE
            ).violations
        )
        == 1
    )


def test_a_boundary_does_not_allow_everything_but_something():
    statement = {"NotAction": "sns:*", "Resource": "*"}
    found = judge(
        rule, MANAGED, {"policy": policy(statement)}, name="dev-boundary", parents=OF_WORKFLOWS, config=PROFILE
    )
    assert len(found.violations) == 1


OWNED, GIVEN = {"aws:ResourceTag/Stack": "dev"}, {"aws:RequestTag/Stack": "dev"}


@pytest.mark.parametrize(
    "fine",
    [
        allowing("kms:DescribeKey", KEYS),
        allowing("kms:ScheduleKeyDeletion", KEYS, StringEquals=OWNED),
        allowing("logs:CreateDelivery", KEYS.replace("kms", "logs").replace("key/", "delivery:"), StringEquals=GIVEN),
        allowing("cloudfront:DeleteOriginAccessControl", f"arn:aws:cloudfront::{ACCOUNT}:origin-access-control/*"),
        allowing("route53:GetChange", "arn:aws:route53:::change/*"),
    ],
)
def test_what_is_written_beforehand_may_leave_ids_open_to_read_or_by_their_tags(fine: dict[str, Any]):
    assert judge(rule, MANAGED, fine, name="dev-deploy-1", parents=OF_WORKFLOWS, config=PROFILE) == FINE


@pytest.mark.parametrize(
    "actions", [allowing("kms:DescribeKey", KEYS), allowing("kms:GetKeyPolicy", KEYS, StringEquals=GIVEN)]
)
def test_which_policies_are_written_beforehand_is_configured(actions: dict[str, Any]):
    assert judge(rule, MANAGED, actions, name="dev-deploy-1", parents=OF_WORKFLOWS, config=PROFILE) == FINE
    assert len(judge(rule, MANAGED, actions, name="dev-deploy-1", parents=OF_WORKFLOWS).violations) == 1
    assert len(judge(rule, ROLE_POLICY, actions, parents=OF_WORKFLOWS, config=PROFILE).violations) == 1


@pytest.mark.parametrize(
    "bad",
    [
        allowing("kms:ScheduleKeyDeletion", KEYS),
        allowing(["kms:DescribeKey", "kms:Decrypt"], KEYS),
        allowing("kms:Get*", KEYS),
        allowing("kms:ScheduleKeyDeletion", KEYS, StringEquals={"aws:ResourceTag/Stack": "*"}),
        allowing("kms:ScheduleKeyDeletion", KEYS, StringEqualsIfExists=OWNED),
        allowing("kms:ScheduleKeyDeletion", KEYS, StringEquals={"aws:PrincipalTag/Stack": "dev"}),
        allowing("kms:DescribeKey", f"arn:aws:kms:eu-west-1:{ACCOUNT}:alias/*"),
        allowing("kms:DescribeKey", "*"),
        allowing("iam:GetRole", f"arn:aws:iam::{ACCOUNT}:role/*", StringEquals=OWNED),
    ],
)
def test_beforehand_ids_are_open_for_nothing_else(bad: dict[str, Any]):
    assert len(judge(rule, MANAGED, bad, name="dev-deploy-1", parents=OF_WORKFLOWS, config=PROFILE).violations) == 1
