"""Rule privilege-escalation: what the policies of one identity add up to, and what bounds it."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from pulumi_policy import PolicyResource

from components.iam.statements import Statement, allow, document
from secure_site_policies.iam.escalations import ESCALATIONS, Bound, Escalation
from secure_site_policies.rules.privilege_escalation import policy
from tests.policies.judge import UNKNOWN, judge_stack, resource

ROLE, ROLE_POLICY, POLICY = "aws:iam/role:Role", "aws:iam/rolePolicy:RolePolicy", "aws:iam/policy:Policy"
ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
ACCOUNT = "123456789012"
BOUNDARY = f"arn:aws:iam::{ACCOUNT}:policy/secure-site-dev-boundary"
UNDER_BOUNDARY = {"StringEquals": {"iam:PermissionsBoundary": BOUNDARY}}
TO_CODE_SERVICES = {"StringEquals": {"iam:PassedToService": ["codebuild.amazonaws.com", "codepipeline.amazonaws.com"]}}
OWN_ROLES = f"arn:aws:iam::{ACCOUNT}:role/secure-site-dev-*"
BUILD_ROLE = f"arn:aws:iam::{ACCOUNT}:role/secure-site-dev-build"
PROJECT = f"arn:aws:codebuild:eu-west-1:{ACCOUNT}:project/secure-site-dev-publish"


def grant(*actions: str, on: str | Sequence[str] = "*", when: Mapping[str, Any] | None = None) -> str:
    return json.dumps({"Statement": [{"Effect": "Allow", "Action": actions, "Resource": on, "Condition": when or {}}]})


def inline(text: str, role: str = "deploy", *, name: str = "access") -> PolicyResource:
    return resource(ROLE_POLICY, {"role": role, "policy": text}, name=name)


def found(*texts: str) -> list[str]:
    """The violations of one role with these inline policies."""
    policies = [inline(text, name=f"access-{index}") for index, text in enumerate(texts)]
    return judge_stack(policy, *policies).violations


def pattern_of(message: str) -> str:
    return message.split("'")[1]


def test_every_way_is_found_and_told():
    for way in ESCALATIONS:
        messages = {pattern_of(message): message for message in found(grant(*way.actions))}
        message = messages[" + ".join(way.actions)]
        assert way.reference in message
        assert message.endswith(f"\nWrite instead: {way.bound.value}.")
        # To pass a role to what exists is a second way to use it.
        assert set(messages) <= {" + ".join(way.actions), way.actions[-1]}


def test_every_way_needs_all_of_its_actions():
    for way in ESCALATIONS:
        for missing in way.actions:
            rest = [action for action in way.actions if action != missing]
            patterns = {pattern_of(message) for message in found(grant("s3:GetObject", *rest))}
            assert " + ".join(way.actions) not in patterns
            assert missing not in patterns


@pytest.mark.parametrize(
    "action", ["iam:CreateRole", "iam:CreatePolicy", "iam:GetRole", "iam:PassRole", "s3:PutObject"]
)
def test_what_leads_nowhere_alone_passes(action: str):
    assert found(grant(action)) == []


def test_policies_of_one_role_add_up_and_the_one_with_the_first_step_is_told():
    passing, running = grant("iam:PassRole"), grant("lambda:CreateFunction")
    (message,) = found(running, passing)
    assert message.startswith(
        "access-1: 'iam:PassRole + lambda:CreateFunction' in Statement[0] and Statement[0] of acc"
    )
    assert judge_stack(policy, inline(passing, "one"), inline(running, "other")).violations == []


@pytest.mark.parametrize("pattern", ["iam:Create*Version", "IAM:createpolicyversion", "i?m:*Policy?ersion"])
def test_patterns_count_for_what_they_cover(pattern: str):
    (message,) = found(grant(pattern))
    assert pattern_of(message) == pattern


def test_a_wide_pattern_is_one_violation():
    messages = found(grant("*"))
    assert [pattern_of(message) for message in messages] == ["*"]
    assert f"and has {len(ESCALATIONS) - 1} other ways" in messages[0]
    assert messages[0].endswith("\nWrite instead: each used action by its name.")


def test_everything_but_something_counts_and_a_deny_excuses_nothing():
    (message,) = found(json.dumps({"Statement": [{"Effect": "Allow", "NotAction": "s3:*", "Resource": "*"}]}))
    assert pattern_of(message) == "NotAction"
    allowed = {"Effect": "Allow", "Action": "iam:CreateAccessKey", "Resource": "*"}
    denied = {**allowed, "Effect": "Deny"}
    assert len(found(json.dumps({"Statement": [denied, allowed]}))) == 1
    assert found(json.dumps({"Statement": [denied]})) == []


BOUNDED = [way for way in ESCALATIONS if way.bound is Bound.BOUNDARY]
OWN = [way for way in ESCALATIONS if way.bound is Bound.OWN]
EXACT = [way for way in ESCALATIONS if way.bound is Bound.EXACT]
PASSED = [way for way in ESCALATIONS if way.bound is Bound.PASSED]
NEVER = [way for way in ESCALATIONS if way.bound is Bound.NONE]


def name_of(way: Escalation) -> str:
    return way.actions[-1]


@pytest.mark.parametrize("way", BOUNDED, ids=name_of)
def test_an_exact_boundary_makes_a_change_of_identities_harmless(way: Escalation):
    assert found(grant(*way.actions, on=OWN_ROLES, when=UNDER_BOUNDARY)) == []


@pytest.mark.parametrize(
    "condition",
    [
        {"StringLike": {"iam:PermissionsBoundary": f"arn:aws:iam::{ACCOUNT}:policy/*"}},
        {"StringEquals": {"iam:PermissionsBoundary": [BOUNDARY, "*"]}},
        {"StringEquals": {"iam:PermissionsBoundary": "arn:aws:iam::aws:policy/AdministratorAccess"}},
        {"StringEqualsIfExists": {"iam:PermissionsBoundary": BOUNDARY}},
        {"ForAllValues:StringEquals": {"iam:PermissionsBoundary": BOUNDARY}},
        {"StringNotEquals": {"iam:PermissionsBoundary": BOUNDARY}},
        {"StringEquals": {"iam:PolicyARN": BOUNDARY}},
    ],
)
def test_a_boundary_that_may_be_another_bounds_nothing(condition: dict[str, Any]):
    assert len(found(grant("iam:PutRolePolicy", when=condition))) == 1


@pytest.mark.parametrize("way", NEVER, ids=name_of)
def test_what_lifts_the_bounds_never_passes(way: Escalation):
    assert len(found(grant(*way.actions, on=BOUNDARY, when=UNDER_BOUNDARY))) == 1


@pytest.mark.parametrize("way", OWN, ids=name_of)
def test_a_user_may_write_its_own_credentials(way: Escalation):
    itself = f"arn:aws:iam::{ACCOUNT}:user/${{aws:username}}"
    assert found(grant(*way.actions, on=itself)) == []
    assert found(grant(*way.actions, on=itself.replace("user/", "user/people/"))) == []
    for another in (f"arn:aws:iam::{ACCOUNT}:user/admin", f"arn:aws:iam::{ACCOUNT}:user/${{aws:UserAgent}}", "*"):
        assert len(found(grant(*way.actions, on=[itself, another]))) == 1


def test_tags_name_what_has_no_name_of_its_own():
    instances = f"arn:aws:ec2:eu-west-1:{ACCOUNT}:instance/*"
    tagged = {"StringEquals": {"ssm:resourceTag/team": "site"}}
    assert found(grant("ssm:StartSession", on=instances, when=tagged)) == []
    assert len(found(grant("ssm:StartSession", on=instances))) == 1
    assert len(found(grant("lambda:UpdateFunctionCode", on="arn:aws:lambda:*:*:function:*", when=tagged))) == 1
    own = f"arn:aws:ssm:eu-west-1:{ACCOUNT}:session/${{aws:username}}-*"
    assert found(grant("ssm:ResumeSession", on=own)) == []


@pytest.mark.parametrize("way", EXACT, ids=name_of)
def test_what_exists_may_be_used_where_it_is_named(way: Escalation):
    assert found(grant(*way.actions, on=[PROJECT, BUILD_ROLE])) == []
    for several in ("*", f"{PROJECT[:-7]}*", f"arn:aws:iam::{ACCOUNT}:role/${{aws:PrincipalTag/team}}"):
        assert len(found(grant(*way.actions, on=[PROJECT, several]))) == 1


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("cloudformation:UpdateStack", f"arn:aws:cloudformation:eu-west-1:{ACCOUNT}:stack/site/*"),
        ("cloudformation:UpdateStackSet", f"arn:aws:cloudformation:eu-west-1:{ACCOUNT}:stackset/site:*"),
        ("ecs:ExecuteCommand", f"arn:aws:ecs:eu-west-1:{ACCOUNT}:task/site/*"),
        ("lambda:UpdateFunctionCode", f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:site:*"),
        ("batch:SubmitJob", f"arn:aws:batch:eu-west-1:{ACCOUNT}:job-definition/site:*"),
    ],
)
def test_what_aws_adds_to_a_name_stays_open(action: str, resource: str):
    assert found(grant(action, on=resource)) == []
    for wider in (resource.replace("site", "si*"), resource.replace("site", "*"), resource.replace(ACCOUNT, "*")):
        assert len(found(grant(action, on=wider))) == 1
    assert len(found(grant("sts:AssumeRole", on=f"arn:aws:iam::{ACCOUNT}:role/site/*"))) == 1


def test_all_resources_but_some_are_not_named():
    text = {"Effect": "Allow", "Action": "sts:AssumeRole", "NotResource": BUILD_ROLE}
    assert len(found(json.dumps({"Statement": text}))) == 1


@pytest.mark.parametrize("way", PASSED, ids=name_of)
def test_a_role_may_be_passed_to_services_that_do_not_run_it(way: Escalation):
    others = {"StringEquals": {"iam:PassedToService": ["monitoring.rds.amazonaws.com", "vpc-flow-logs.amazonaws.com"]}}
    included = {"StringLike": {"iam:PassedToService": ["rds.amazonaws.com", f"{way.services[-1][:-4].title()}*"]}}
    loose = {"StringEqualsIfExists": {"iam:PassedToService": "rds.amazonaws.com"}}
    used = json.loads(grant(way.actions[1]))["Statement"]

    def passing(condition: dict[str, Any]) -> str:
        return json.dumps({"Statement": [*used, *json.loads(grant("iam:PassRole", when=condition))["Statement"]]})

    def patterns(condition: dict[str, Any]) -> set[str]:
        return {pattern_of(message) for message in found(passing(condition))} - {way.actions[1]}

    assert patterns(others) == set()
    assert patterns(included) == patterns(loose) == {" + ".join(way.actions)}


def own_role(name: str, *, trusts: str = "codebuild", **properties: Any) -> PolicyResource:
    trust = {"Effect": "Allow", "Principal": {"Service": f"{trusts}.amazonaws.com"}, "Action": "sts:AssumeRole"}
    known = {"name": f"secure-site-dev-{name}", "assumeRolePolicy": json.dumps({"Statement": trust}), "arn": UNKNOWN}
    return resource(ROLE, {**known, "permissionsBoundary": BOUNDARY, **properties}, name=name)


def passing(on: str, *to: str, operator: str = "StringEquals") -> PolicyResource:
    to_service = {operator: {"iam:PassedToService": to or "codebuild.amazonaws.com"}}
    return inline(grant("iam:PassRole", "codebuild:CreateProject", "lambda:CreateFunction", on=on, when=to_service))


DENIED = json.dumps({"Statement": {"Effect": "Deny", "Principal": {"Service": "codebuild.amazonaws.com"}}})


@pytest.mark.parametrize("boundary", [BOUNDARY, UNKNOWN])
def test_a_role_of_this_stack_under_a_boundary_may_be_passed_to_whom_it_trusts(boundary: str):
    build = own_role("build", permissionsBoundary=boundary)
    assert judge_stack(policy, passing(BUILD_ROLE), build).violations == []


@pytest.mark.parametrize(
    ("passed", "role"),
    [
        (passing(BUILD_ROLE), own_role("another")),
        (passing(BUILD_ROLE), own_role("build", permissionsBoundary=None)),
        (passing(BUILD_ROLE), own_role("build", permissionsBoundary="arn:aws:iam::aws:policy/AdministratorAccess")),
        (passing(BUILD_ROLE), own_role("build", trusts="codepipeline")),
        (passing(BUILD_ROLE), own_role("build", assumeRolePolicy=UNKNOWN)),
        (passing(BUILD_ROLE), own_role("build", assumeRolePolicy="{")),
        (passing(BUILD_ROLE, "lambda.amazonaws.com"), own_role("build")),
        (passing(BUILD_ROLE, "code*.amazonaws.com"), own_role("build")),
        (passing(BUILD_ROLE, "codebuild.amazonaws.com", "*"), own_role("build")),
        (passing(BUILD_ROLE, operator="StringEqualsIfExists"), own_role("build")),
        (passing(BUILD_ROLE), own_role("build", assumeRolePolicy=DENIED)),
        (passing(OWN_ROLES), own_role("build")),
    ],
)
def test_no_other_role_may_be_passed_to_what_runs_it(passed: PolicyResource, role: PolicyResource):
    violations = judge_stack(policy, passed, role).violations
    assert violations
    assert all(pattern_of(message).startswith("iam:PassRole + ") for message in violations)


@pytest.mark.parametrize(
    ("creating", "passes"),
    [
        (grant("iam:CreateRole", on=BUILD_ROLE, when=UNDER_BOUNDARY), True),
        (grant("iam:CreateRole", on=BUILD_ROLE), False),
        (grant("iam:CreateRole", on=OWN_ROLES, when=UNDER_BOUNDARY), False),
        (grant("iam:CreateRole", on=BUILD_ROLE.replace("build", "other"), when=UNDER_BOUNDARY), False),
        (grant("iam:TagRole", on=BUILD_ROLE, when=UNDER_BOUNDARY), False),
    ],
)
def test_a_role_elsewhere_may_be_passed_by_who_creates_it_under_a_boundary(creating: str, passes: bool):
    created = inline(creating, "secure-site-dev-deploy", name="creating")
    to_build = {"StringEquals": {"iam:PassedToService": "codebuild.amazonaws.com"}}
    passed = grant("iam:PassRole", "codebuild:CreateProject", on=BUILD_ROLE, when=to_build)
    holder = inline(passed, "secure-site-dev-deploy", name="passing")
    assert (judge_stack(policy, created, holder).violations == []) is passes
    other = inline(creating, "somebody-else", name="creating")
    assert judge_stack(policy, other, holder).violations


def test_a_deploy_role_that_stays_within_its_bounds_passes():
    roles = [own_role("build"), own_role("pipeline", trusts="codepipeline"), own_role("deploy", trusts="none")]
    changes = ["iam:CreateRole", "iam:PutRolePolicy", "iam:AttachRolePolicy", "iam:UpdateAssumeRolePolicy"]
    access = {
        "identities": grant(*changes, "iam:PutRolePermissionsBoundary", on=OWN_ROLES, when=UNDER_BOUNDARY),
        "reading": grant("iam:GetRole", "iam:TagRole", "iam:DeleteRole", "iam:DeleteRolePolicy", on=OWN_ROLES),
        "passing": grant(
            "iam:PassRole", on=[BUILD_ROLE, BUILD_ROLE.replace("build", "pipeline")], when=TO_CODE_SERVICES
        ),
        "making": grant("codebuild:CreateProject", "codepipeline:CreatePipeline"),
        "building": grant("codebuild:StartBuild", "codebuild:UpdateProject", on=PROJECT),
    }
    policies = [inline(text, "secure-site-dev-deploy", name=name) for name, text in access.items()]
    assert judge_stack(policy, *roles, *policies).violations == []
    lifted = inline(grant("iam:CreatePolicyVersion", on=BOUNDARY), "secure-site-dev-deploy", name="lifting")
    (message,) = judge_stack(policy, *roles, *policies, lifted).violations
    assert message.startswith("lifting: 'iam:CreatePolicyVersion' in Statement[0]")


def own(*statements: Statement) -> str:
    text = document(*statements)
    assert isinstance(text, str)
    return text


def test_what_this_stack_writes_passes():
    build = own(
        allow(["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::secure-site-dev-content/*"),
        allow("cloudfront:CreateInvalidation", f"arn:aws:cloudfront::{ACCOUNT}:distribution/E2EXAMPLE"),
    )
    pipeline = own(allow(["codebuild:BatchGetBuilds", "codebuild:StartBuild"], PROJECT))
    assert judge_stack(policy, inline(build, "build"), inline(pipeline, "pipeline")).violations == []
