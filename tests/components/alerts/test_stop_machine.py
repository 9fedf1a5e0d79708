"""The state machine, run by the emulator's interpreter of Amazon States Language on a distribution of the test's."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

import pytest

from components.alerts.stop_machine import definition

Call = Callable[[str, Mapping[str, Any]], Any]
_PATIENCE_SECONDS = 30


@dataclass
class Distribution:
    """A distribution that answers as CloudFront does: a change names the version that it was made from."""

    error: Callable[[str, str], Exception]
    enabled: bool = True
    version: int = 1
    others: int = 0
    """So many times anyone else changes it between a read and a write."""
    calls: list[str] = field(default_factory=list[str])
    written: Mapping[str, Any] = field(default_factory=dict[str, Any])

    def answer(self, resource: str, given: Mapping[str, Any]) -> Any:
        action = resource.rpartition(":")[2]
        self.calls.append(action)
        assert given["Id"] == "E2EXAMPLE"
        if action == "getDistributionConfig":
            config = {"Enabled": self.enabled, "Comment": "", "Aliases": {"Quantity": 1, "Items": ["example.com"]}}
            found = {"ETag": f"v{self.version}", "DistributionConfig": config}
            if self.others:
                self.others, self.version = self.others - 1, self.version + 1
            return found
        if given["IfMatch"] != f"v{self.version}":
            raise self.error("CloudFront.PreconditionFailedException", "the version is not the latest")
        self.written, self.enabled = given["DistributionConfig"], given["DistributionConfig"]["Enabled"]
        self.version += 1
        return {"ETag": f"v{self.version}", "Distribution": {}}


@pytest.fixture
def states(monkeypatch: pytest.MonkeyPatch) -> Any:
    found: Any = import_module("ministack.services.stepfunctions")
    monkeypatch.setattr(found, "_SFN_WAIT_SCALE", 0)
    return found


def run(states: Any, monkeypatch: pytest.MonkeyPatch, answer: Call) -> str:
    """Runs the machine to its end and returns the execution's status."""
    monkeypatch.setattr(states, "_invoke_aws_sdk_integration", answer)
    role = "arn:aws:iam::000000000000:role/stop"
    machine = {
        "name": f"stop-{time.monotonic_ns()}",
        "roleArn": role,
        "definition": json.dumps(definition("E2EXAMPLE")),
    }
    created = json.loads(states._create_state_machine(machine)[2])
    started = json.loads(states._start_execution({"stateMachineArn": created["stateMachineArn"], "input": "{}"})[2])
    limit = time.monotonic() + _PATIENCE_SECONDS
    while (status := states._executions[started["executionArn"]]["status"]) == "RUNNING" and time.monotonic() < limit:
        time.sleep(0.01)
    return status


def test_a_distribution_that_is_on_is_turned_off_and_keeps_the_rest(
    states: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    distribution = Distribution(states._ExecutionError)
    assert run(states, monkeypatch, distribution.answer) == "SUCCEEDED"
    assert distribution.calls == ["getDistributionConfig", "updateDistribution"]
    assert distribution.written == {
        "Enabled": False,
        "Comment": "",
        "Aliases": {"Quantity": 1, "Items": ["example.com"]},
    }


def test_one_that_is_off_is_left_alone(states: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    distribution = Distribution(states._ExecutionError, enabled=False)
    assert run(states, monkeypatch, distribution.answer) == "SUCCEEDED"
    assert distribution.calls == ["getDistributionConfig"]


def test_a_change_of_anyone_else_in_between_is_read_before_the_next_attempt(
    states: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    distribution = Distribution(states._ExecutionError, others=2)
    assert run(states, monkeypatch, distribution.answer) == "SUCCEEDED"
    assert distribution.calls == ["getDistributionConfig", "updateDistribution"] * 3
    assert not distribution.enabled


def test_an_execution_that_never_succeeds_fails_for_the_alarm_to_see(
    states: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    distribution = Distribution(states._ExecutionError, others=100)
    assert run(states, monkeypatch, distribution.answer) == "FAILED"
    assert distribution.enabled
    assert len(distribution.calls) == 12
