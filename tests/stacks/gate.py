"""The gate of a pull request: a preview of the running dev stack, and what the policy pack says of it."""

from pathlib import Path

from pulumi.automation.events import EngineEvent, PolicyEvent

from sandbox.engine.events import json_line
from sandbox.program import run_program
from sandbox.stack import POLICIES, POLICY_CONFIG, Stack, Summary
from tests.stacks.conftest import Sandbox
from tests.stacks.engine import engine
from tests.stacks.mutations import Mutation, mutated


class Gate:
    """Previews the program, or one change of it; nothing is ever updated."""

    def __init__(self, sandbox: Sandbox, policy_config: Path = POLICY_CONFIG, policies: Path = POLICIES) -> None:
        self.said: list[PolicyEvent] = []
        """By the pack, of the last preview."""
        self.printed: list[str] = []
        """By the engine, of the last preview."""
        self.events: list[str] = []
        """Of the last preview, as lines of JSON."""
        self._stack = Stack.open(
            sandbox.home,
            engine(),
            sandbox.cloud,
            output=self.printed.append,
            policies=policies,
            policy_config=policy_config,
        )

    @property
    def blocking(self) -> set[str]:
        """The rules that block."""
        return {event.policy_name for event in self.said if event.enforcement_level == "mandatory"}

    def judge(self, mutation: Mutation | None = None) -> Summary:
        """Raises StackError where the engine stops."""
        self._stack.automation.workspace.program = mutated(mutation) if mutation else run_program
        for heard in (self.said, self.printed, self.events):
            heard.clear()
        return self._stack.preview(on_event=self._hear)

    def _hear(self, event: EngineEvent) -> None:
        self.events.append(json_line(event))
        if event.policy_event:
            self.said.append(event.policy_event)
