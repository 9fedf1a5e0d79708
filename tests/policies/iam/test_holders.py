"""Which policies of a stack belong to one identity."""

from typing import Any

import pytest
from pulumi_policy import PolicyResource

from secure_site_policies.frame.stack import Stack
from secure_site_policies.iam.holders import shared
from tests.policies.judge import UNKNOWN, UNKNOWN_LIST, resource

ROLE, ROLE_POLICY, POLICY = "aws:iam/role:Role", "aws:iam/rolePolicy:RolePolicy", "aws:iam/policy:Policy"
ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
ARN = "arn:aws:iam::123456789012:policy/managed"


def together(subject: PolicyResource, *others: PolicyResource) -> list[set[str]]:
    """For each identity of the subject, the names of the resources with its permissions."""
    return [{found.name for found in group} for group in shared(subject, Stack([subject, *others], {}))]


def role(name: str, **properties: Any) -> PolicyResource:
    return resource(ROLE, {"name": name, **properties}, name=name)


def inline(name: str, of: object, **refers: PolicyResource) -> PolicyResource:
    return resource(ROLE_POLICY, {"role": of}, name=name, refers={key: [one] for key, one in refers.items()})


def test_policies_of_one_role_are_found_by_its_name_also_where_it_is_elsewhere():
    assert together(inline("a", "deploy"), inline("b", "deploy"), inline("c", "build")) == [{"a", "b"}]
    assert together(inline("a", "deploy"), inline("b", "deploy"), role("deploy")) == [{"a", "b", "deploy"}]
    assert together(role("deploy"), inline("a", "deploy"), role("build")) == [{"deploy", "a"}]


def test_policies_of_one_role_are_found_by_reference_before_its_name_is_known():
    one, two = resource(ROLE, {"name": UNKNOWN}, name="one"), resource(ROLE, {"name": UNKNOWN}, name="two")
    first = inline("a", UNKNOWN, role=one)
    assert together(first, one, two, inline("b", UNKNOWN, role=one), inline("c", UNKNOWN, role=two)) == [
        {"one", "a", "b"}
    ]


def test_a_policy_of_which_nothing_is_known_is_looked_at_alone():
    assert together(inline("a", UNKNOWN), inline("b", UNKNOWN)) == [{"a"}]


def managed(**properties: Any) -> PolicyResource:
    return resource(POLICY, {"name": "managed", "arn": UNKNOWN, **properties}, name="managed")


ATTACHED: list[tuple[str, dict[str, Any]]] = [
    (ATTACHMENT, {"role": "deploy", "policyArn": ARN}),
    (
        "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive",
        {"roleName": "deploy", "policyArns": [ARN]},
    ),
    ("aws:iam/policyAttachment:PolicyAttachment", {"roles": ["deploy"], "policyArn": ARN}),
]


@pytest.mark.parametrize(("kind", "properties"), ATTACHED)
def test_a_managed_policy_belongs_to_whoever_it_is_attached_to(kind: str, properties: dict[str, Any]):
    attached = resource(kind, properties, name="attached")
    expected = [{"managed", "attached", "deploy", "a"}]
    assert together(managed(), attached, role("deploy"), inline("a", "deploy")) == expected
    assert together(inline("a", "deploy"), managed(), attached, role("deploy")) == expected


def test_a_managed_policy_is_attached_by_reference_by_a_role_itself_and_under_its_path():
    policy = managed()
    by_reference = resource(
        ATTACHMENT, {"role": "deploy", "policyArn": UNKNOWN}, name="attached", refers={"policyArn": [policy]}
    )
    assert together(policy, by_reference) == [{"managed", "attached"}]
    assert together(policy, role("deploy", managedPolicyArns=[ARN])) == [{"managed", "deploy"}]
    in_team = role("deploy", managedPolicyArns=[ARN.replace("/managed", "/team/managed")])
    assert together(managed(path="/team/"), in_team) == [{"managed", "deploy"}]
    assert together(managed(), in_team) == [{"managed"}]


def test_a_managed_policy_belongs_to_everybody_it_is_attached_to():
    both = resource(
        "aws:iam/policyAttachment:PolicyAttachment",
        {"roles": ["deploy"], "groups": ["people"], "policyArn": ARN},
        name="both",
    )
    own = resource("aws:iam/groupPolicy:GroupPolicy", {"group": "people"}, name="own")
    assert together(managed(), both, own, inline("a", "deploy")) == [
        {"managed", "both", "own"},
        {"managed", "both", "a"},
    ]


def test_roles_of_this_stack_and_others_may_be_named_together():
    both = resource(
        "aws:iam/policyAttachment:PolicyAttachment", {"roles": ["deploy", "build"], "policyArn": ARN}, name="x"
    )
    own, elsewhere = inline("a", "deploy"), inline("b", "build")
    assert together(both, role("deploy"), own, elsewhere) == [{"x", "b"}, {"x", "deploy", "a"}]


def test_a_name_that_is_not_known_hides_no_other():
    several = {"roles": [UNKNOWN, "deploy"], "policyArn": ARN}
    both = resource("aws:iam/policyAttachment:PolicyAttachment", several, name="both")
    assert together(inline("a", "deploy"), both, managed()) == [{"a", "both", "managed"}]


def test_a_permission_set_is_an_identity():
    arn = "arn:aws:sso:::permissionSet/ssoins-1/ps-1"
    text = resource(
        "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy", {"permissionSetArn": arn}, name="text"
    )
    kind = "aws:ssoadmin/customerManagedPolicyAttachment"
    one = {"customerManagedPolicyReference": {"name": "managed", "path": "/"}, "permissionSetArn": arn}
    several = {"customerManagedPolicyReferences": [{"name": "other"}, {"name": "managed"}], "permissionSetArn": arn}
    attached = [
        resource(f"{kind}:CustomerManagedPolicyAttachment", one, name="attached"),
        resource(f"{kind}sExclusive:CustomerManagedPolicyAttachmentsExclusive", several, name="attached"),
    ]
    for attachment in attached:
        assert together(managed(), attachment, text) == [{"managed", "attached", "text"}]


def test_a_policy_that_nobody_has_is_looked_at_alone_and_a_boundary_not_at_all():
    assert together(managed()) == [{"managed"}]
    assert together(managed(), role("deploy", permissionsBoundary=ARN)) == []
    attached = resource(ATTACHMENT, {"role": "deploy", "policyArn": ARN}, name="attached")
    assert len(together(managed(), role("deploy", permissionsBoundary=ARN), attached)) == 1


@pytest.mark.parametrize("odd", [None, 5, UNKNOWN_LIST, [None, 5], [{"x": 1}]])
def test_a_name_in_an_odd_shape_is_no_name_and_no_crash(odd: object):
    several = resource("aws:iam/policyAttachment:PolicyAttachment", {"roles": odd, "policyArn": ARN}, name="odd")
    assert together(several, managed()) == [{"odd"}]
