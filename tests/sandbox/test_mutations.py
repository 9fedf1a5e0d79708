"""Every unsafe change to the real program is blocked by the rule that is there for it, on the real engine's preview."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from pulumi.automation.events import EngineEvent, PolicyEvent

from sandbox.engine import find_or_build
from sandbox.stack import Stack, StackError, run_program
from tests.sandbox.conftest import rehearsed
from tests.sandbox.mutations import MUTATIONS, Mutation, mutated


@dataclass
class Gate:
    """The dev stack, up, of which a preview is judged."""

    stack: Stack
    said: list[PolicyEvent] = field(default_factory=list[PolicyEvent])
    printed: list[str] = field(default_factory=list[str])

    def judge(self, mutation: Mutation | None = None) -> None:
        """Raises StackError where the engine stops."""
        self.stack.automation.workspace.program = mutated(mutation) if mutation else run_program
        self.said.clear()
        self.printed.clear()
        self.stack.preview(on_event=self._hear)

    def _hear(self, event: EngineEvent) -> None:
        if event.policy_event:
            self.said.append(event.policy_event)


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gate]:
    with rehearsed("dev", tmp_path_factory.mktemp("gate")) as sandbox:
        sandbox.stack.up()
        printed: list[str] = []
        stack = Stack(sandbox.home, find_or_build(print), sandbox.cloud, output=printed.append)
        yield Gate(stack, printed=printed)


def test_the_program_as_it_is_has_no_violation_and_no_advisory(gate: Gate):
    gate.judge()
    assert [event.message for event in gate.said] == []


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.name)
def test_an_unsafe_change_is_blocked_by_its_rule(gate: Gate, mutation: Mutation):
    with pytest.raises(StackError):
        gate.judge(mutation)
    blocking = {event.policy_name for event in gate.said if event.enforcement_level == "mandatory"}
    assert blocking == mutation.rules, "\n".join([*(event.message for event in gate.said), *gate.printed])


def test_there_are_sixty_changes_and_one_for_every_rule():
    from policies.rules import ALL

    assert len({mutation.name for mutation in MUTATIONS}) == len(MUTATIONS) >= 60
    blocked = {rule for mutation in MUTATIONS for rule in mutation.rules}
    assert {rule.name for rule in ALL} - blocked == {"exemptions"}
