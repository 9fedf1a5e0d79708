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


def test_there_are_sixty_changes_and_one_for_every_rule():
    assert len({mutation.name for mutation in MUTATIONS}) == len(MUTATIONS) >= 60
    blocked = {rule for mutation in MUTATIONS for rule in mutation.rules}
    assert {rule.name for rule in ALL} - blocked == {"exemptions"}
