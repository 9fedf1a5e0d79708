"""The managed policies of the grants: complete, within IAM's limit, and judged by the policy pack."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from pulumi_policy import ResourceValidationPolicy, StackValidationPolicy

from foundation.permissions.boundary import boundary
from foundation.permissions.command import main
from foundation.permissions.conditions import Conditions
from foundation.permissions.documents import LIMIT, Document, documents, size
from foundation.permissions.grants import Grant, grants, read_half
from foundation.permissions.program import Program, run
from secure_site_policies.frame.wildcards import has_wildcard
from secure_site_policies.rules import ALL, exemptions
from tests.policies.judge import judge, judge_stack, resource
from tests.policies.profile import PROFILE

ACCOUNT = "123456789012"
POLICY, ROLE, ROLE_POLICY = "aws:iam/policy:Policy", "aws:iam/role:Role", "aws:iam/rolePolicy:RolePolicy"
STACK_RULES = [rule for rule in ALL if isinstance(rule, StackValidationPolicy) and rule != exemptions.policy]
TAGS = {"Project": "secure-site", "Stack": "dev", "ManagedBy": "Pulumi"}


@pytest.fixture(scope="module", params=["dev", "prod"])
def program(request: pytest.FixtureRequest) -> Program:
    return run(request.param, ACCOUNT)


@pytest.fixture(scope="module")
def deploy(program: Program) -> list[Grant]:
    return grants(program)


def allowed(found: list[Document]) -> Iterator[tuple[str, str, str]]:
    """The actions, resources and conditions that the documents allow."""
    for document in found:
        for statement in document["Statement"]:
            assert statement["Effect"] == "Allow"
            for action in statement["Action"]:
                yield from ((action, one, as_text(statement.get("Condition", {}))) for one in statement["Resource"])


def as_text(conditions: Conditions) -> str:
    return json.dumps(conditions, sort_keys=True)


def test_the_policies_allow_each_grant_once_and_nothing_else(deploy: list[Grant]):
    given = sorted(allowed(documents(deploy)))
    assert given == sorted((grant.action, grant.resource, as_text(grant.conditions)) for grant in deploy)


def test_each_policy_is_within_the_limit_and_no_more_are_attached_than_a_role_takes(deploy: list[Grant]):
    found = documents(deploy)
    assert all(size(document) <= LIMIT for document in found)
    assert 1 < len(found) <= 10
    assert len(documents(read_half(deploy))) == 1


def test_whitespace_does_not_count():
    assert size({"Version": "2012-10-17", "Statement": [{"Sid": "A B"}]}) == len(
        '{"Version":"2012-10-17","Statement":[{"Sid":"AB"}]}'
    )


def test_a_statement_that_fits_into_no_policy_is_an_error():
    names = [f"arn:aws:s3:::{'a' * 50}{number}" for number in range(200)]
    long = [Grant("s3:ListBucket", name, {}, ("read",), "observed") for name in names]
    with pytest.raises(ValueError, match="statement S31 alone exceeds the 6144 characters"):
        documents(long)


@pytest.mark.parametrize("rule", [rule for rule in ALL if isinstance(rule, ResourceValidationPolicy)])
def test_no_rule_of_the_pack_objects_to_the_policies_and_their_boundary(
    rule: ResourceValidationPolicy, deploy: list[Grant], program: Program
):
    named = {f"dev-deploy-{number}": document for number, document in enumerate(documents(deploy), start=1)}
    named["dev-deploy-boundary"] = boundary(documents(deploy), program.context)
    for name, document in named.items():
        properties = {"policy": json.dumps(document), "tags": TAGS}
        config = PROFILE.get(rule.name, {})
        judgement = judge(rule, POLICY, properties, name=name, parents="secure-site:components:CiRoles", config=config)
        assert (judgement.violations, judgement.advice) == ([], None)


@pytest.mark.parametrize("rule", STACK_RULES)
def test_no_rule_on_the_whole_stack_objects_to_a_role_with_all_of_the_policies(
    rule: StackValidationPolicy, program: Program, deploy: list[Grant]
):
    roles = [resource(ROLE, one.inputs, name=one.name) for one in program.all(ROLE)]
    assert judge_stack(rule, *roles, *held(documents(deploy))).violations == []


def test_the_rule_on_escalations_would_object_to_the_same_role_without_its_conditions(
    program: Program, deploy: list[Grant]
):
    rule = next(one for one in ALL if one.name == "privilege-escalation")
    assert isinstance(rule, StackValidationPolicy)
    roles = [resource(ROLE, one.inputs, name=one.name) for one in program.all(ROLE)]
    bare = [{"Statement": [without_condition(one) for one in document["Statement"]]} for document in documents(deploy)]
    found = " ".join(judge_stack(rule, *roles, *held(bare)).violations)
    assert all(f"'{action}" in found for action in ("iam:PutRolePolicy", "iam:PassRole"))


def held(found: list[Any]) -> list[Any]:
    """The documents as inline policies of one role."""
    texts = [json.dumps(document) for document in found]
    return [resource(ROLE_POLICY, {"role": "deploy", "policy": text}, name=f"p{n}") for n, text in enumerate(texts)]


def without_condition(statement: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in statement.items() if key != "Condition"}


def test_the_command_prints_the_policies_of_both_kinds_of_roles_and_what_stack_they_are_for(
    capsys: pytest.CaptureFixture[str], program: Program, deploy: list[Grant]
):
    stack = program.context.stack
    assert main(["--stack", stack, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "project": "secure-site",
        "stack": stack,
        "region": "us-east-1",
        "hasSecrets": stack == "dev",
        "connectionArn": None,
        "deploy": documents(deploy),
        "read": documents(read_half(deploy)),
    }


def test_no_resource_has_a_wildcard_in_what_names_the_service(deploy: list[Grant], program: Program):
    # IAM refuses such a policy, which no emulator does.
    for _, arn, _ in allowed([*documents(deploy), boundary(documents(deploy), program.context)]):
        assert arn == "*" or not has_wildcard(arn.split(":")[2])
