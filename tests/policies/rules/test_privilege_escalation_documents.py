"""Rule privilege-escalation: whose documents are judged, and which wait."""

import json
from typing import Any

import pytest

from secure_site_policies.rules.privilege_escalation import policy
from tests.policies.judge import UNKNOWN, judge_stack, resource
from tests.policies.profile import DECIDED_AT_UPDATE
from tests.policies.rules.test_privilege_escalation import (
    ATTACHMENT,
    POLICY,
    ROLE,
    ROLE_POLICY,
    found,
    grant,
    inline,
    pattern_of,
)


def test_documents_that_only_the_update_can_tell_leave_the_others_judged():
    late = resource(ROLE_POLICY, {"role": "deploy", "policy": UNKNOWN}, name="delivery-access-keys")
    known = inline(grant("iam:CreateAccessKey"))
    config = {"decidedAtUpdate": list(DECIDED_AT_UPDATE)}
    judgement = judge_stack(policy, late, known, config=config)
    assert [pattern_of(message) for message in judgement.violations] == ["iam:CreateAccessKey"]
    assert judgement.advice == "delivery-access-keys: policy is not known yet; every rule judges it at update"
    (undecided, _) = judge_stack(policy, resource(ROLE_POLICY, {"policy": UNKNOWN}), known, config={}).violations[::-1]
    assert "this cannot be decided at preview" in undecided


def test_an_attached_policy_of_this_stack_is_judged_where_it_is_written():
    managed = resource(POLICY, {"name": "own", "policy": grant("iam:CreateAccessKey"), "arn": UNKNOWN}, name="own")
    own = {"role": "deploy", "policyArn": UNKNOWN}
    by_reference = resource(ATTACHMENT, own, name="attached", refers={"policyArn": [managed]})
    (message,) = judge_stack(policy, managed, by_reference).violations
    assert message.startswith("own: 'iam:CreateAccessKey'")
    (undecided,) = judge_stack(policy, resource(ATTACHMENT, own, name="attached")).violations
    assert undecided.startswith("attached: policyArn: this cannot be decided")


@pytest.mark.parametrize("name", ["AdministratorAccess", "IAMFullAccess", "PowerUserAccess", "AWSLambda_FullAccess"])
def test_aws_own_policies_are_judged_where_they_are_attached(name: str):
    arn = f"arn:aws:iam::aws:policy/{name}"
    attached = resource(ATTACHMENT, {"role": "deploy", "policyArn": arn})
    assert judge_stack(policy, attached).violations
    assert judge_stack(policy, resource(ROLE, {"name": "x", "managedPolicyArns": [arn]})).violations


@pytest.mark.parametrize(
    ("kind", "properties"),
    [
        ("aws:iam/groupPolicy:GroupPolicy", {"group": "people"}),
        ("aws:iam/userPolicy:UserPolicy", {"user": "somebody"}),
        ("aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy", {"permissionSetArn": UNKNOWN}),
        (ROLE, {"name": "deploy"}),
    ],
)
def test_every_kind_of_identity_is_judged(kind: str, properties: dict[str, Any]):
    text = grant("iam:CreateAccessKey")
    documents = {"policy": text, "inlinePolicy": text, "inlinePolicies": [{"name": "x", "policy": text}]}
    assert len(judge_stack(policy, resource(kind, {**documents, **properties})).violations) == 1


@pytest.mark.parametrize("bad", ["{", 5, [], {"Statement": [None]}])
def test_a_document_that_is_none_is_a_violation_and_the_others_are_judged(bad: object):
    malformed = resource(ROLE_POLICY, {"role": "deploy", "policy": bad}, name="bad")
    first, second = judge_stack(policy, malformed, inline(grant("iam:CreateAccessKey"))).violations
    assert first.startswith("bad: ")
    assert second.startswith("access: 'iam:CreateAccessKey' in Statement[0]")


def test_ten_thousand_statements_are_judged():
    statements = [{"Effect": "Allow", "Action": f"iam:Create*{index}", "Resource": "*"} for index in range(10_000)]
    statements.append({"Effect": "Allow", "Action": "iam:CreateAccessKey", "Resource": "*"})
    (message,) = found(json.dumps({"Statement": statements}))
    assert "Statement[10000]" in message
