"""Every unsafe change to the real program is blocked by the rule that is there for it, on the real engine's preview."""

import pytest

from sandbox.stack import StackError
from secure_site_policies.rules import ALL
from tests.stacks.conftest import Sandbox
from tests.stacks.gate import Gate
from tests.stacks.mutations import MUTATIONS, Mutation


@pytest.fixture(scope="module")
def gate(sandbox: Sandbox) -> Gate:
    return Gate(sandbox)


def test_the_program_as_it_is_has_no_violation_and_no_advisory(gate: Gate):
    gate.judge()
    assert [event.message for event in gate.said] == []


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.name)
def test_an_unsafe_change_is_blocked_by_its_rule(gate: Gate, mutation: Mutation):
    with pytest.raises(StackError):
        gate.judge(mutation)
    assert gate.blocking == mutation.rules, "\n".join([*(event.message for event in gate.said), *gate.printed])


NOT_HERE = {
    # They report what the other rules did, and unknown values that this program does not have.
    *("exempted", "exemptions", "unknown-values", "unknown-values-in-stack"),
    # The types that they are about are none of the sandbox's; tests/policies/rules has them.
    *("attached-boundary", "open-ports", "public-access-block", "public-exposure", "unread-documents", "unread-grants"),
}
"""The rules that no change here meets."""


def test_there_are_sixty_changes_and_one_for_every_rule_that_the_program_can_meet():
    assert len({mutation.name for mutation in MUTATIONS}) == len(MUTATIONS) >= 60
    blocked = {rule for mutation in MUTATIONS for rule in mutation.rules}
    assert {rule.name for rule in ALL} - blocked == NOT_HERE
