"""Rule event-rule-target: events that reach a target, and events that are dropped."""

from typing import Any

from pulumi_policy import PolicyResource

from secure_site_policies.rules.event_rule_target import policy
from tests.policies.judge import UNKNOWN, judge_stack, resource
from tests.policies.policy_examples import FINE


def event_rule(**properties: Any) -> PolicyResource:
    return resource("aws:cloudwatch/eventRule:EventRule", {"name": "failed", **properties}, name="rule")


def target(rule: Any, *rules: PolicyResource) -> PolicyResource:
    return resource("aws:cloudwatch/eventTarget:EventTarget", {"rule": rule}, name="target", refers={"rule": rules})


def test_a_rule_with_a_target_passes():
    assert judge_stack(policy, event_rule(state="ENABLED"), target("failed")) == FINE
    named_by_aws = event_rule(name=UNKNOWN)
    assert judge_stack(policy, named_by_aws, target(UNKNOWN, named_by_aws)) == FINE


def test_a_rule_without_a_target_or_turned_off_is_blocked():
    (message,) = judge_stack(policy, event_rule(), target("other")).violations
    assert message.startswith("rule: it has no 'target'")
    for off in ({"state": "DISABLED"}, {"isEnabled": False}):
        (message,) = judge_stack(policy, event_rule(**off), target("failed")).violations
        assert message.startswith("rule: it is 'DISABLED'")


def test_what_is_not_known_yet_fails_closed():
    (message,) = judge_stack(policy, event_rule(state=UNKNOWN), target("failed")).violations
    assert "cannot be decided at preview" in message
