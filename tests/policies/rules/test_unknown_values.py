"""Rule unknown-values: what resource rules could not read is one violation, or one note."""

from typing import Any

import pytest
from pulumi_policy import EnforcementLevel, ResourceValidationArgs
from pulumi_policy.proxy import UnknownValueError, unknown_checking_proxy

from secure_site_policies.rules import iam_wildcards, s3_wildcards
from secure_site_policies.rules.unknown_values import policy
from tests.policies.judge import OPTIONS, UNKNOWN

TYPE = "aws:iam/rolePolicy:RolePolicy"
URN = f"urn:pulumi:dev::shop::{TYPE}::deploy"


def judged(props: dict[str, Any], config: dict[str, Any] | None = None) -> list[str]:
    """The violations of two rules that read documents, and of the rule for what they could not read."""
    messages: list[str] = []
    args = ResourceValidationArgs(TYPE, unknown_checking_proxy(props), URN, "deploy", OPTIONS, None, config)
    for rule in (s3_wildcards.policy, iam_wildcards.policy, policy):
        rule.validate(args, lambda text, urn=None: messages.append(f"{urn} {text}"))  # pyright: ignore[reportUnknownMemberType]
    return messages


def test_an_unknown_document_is_one_violation_on_its_resource_with_the_rules_and_the_way_out():
    (message,) = judged({"policy": UNKNOWN})
    assert message == (
        f"{URN} deploy: policy: this cannot be decided at preview: the value depends on a resource that AWS has not "
        "created yet. At update it is judged by s3-wildcards, iam-wildcards.\n"
        "Write instead names and ARNs that the program knows, or add the URN to decidedAtUpdate in the config of rule "
        "unknown-values: the preview then notes the property, and the update judges it."
    )


def test_what_no_rule_reads_may_be_unknown():
    assert judged({"policy": '{"Statement": []}', "role": UNKNOWN}) == []


@pytest.mark.parametrize("pattern", [URN, "urn:pulumi:*::deploy", f"urn:pulumi:*{TYPE}::*"])
def test_a_listed_resource_is_noted(pattern: str):
    with pytest.raises(UnknownValueError) as noted:
        judged({"policy": UNKNOWN}, {"decidedAtUpdate": [pattern]})
    assert noted.value.message == "deploy: policy is not known yet; every rule judges it at update"


def test_another_resource_is_not():
    assert len(judged({"policy": UNKNOWN}, {"decidedAtUpdate": ["urn:pulumi:*::other"]})) == 1


def test_the_rule_blocks():
    assert policy.enforcement_level is EnforcementLevel.MANDATORY
