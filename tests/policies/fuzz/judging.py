"""Runs the pack's rules on random resources and stacks, and tells errors that a rule let out from those it reported."""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from pulumi_policy import (
    PolicyResource,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
)
from pulumi_policy.deserialize import serialize_properties
from pulumi_policy.policy import PolicyCustomTimeouts, PolicyResourceOptions
from pulumi_policy.proxy import UnknownValueError, unknown_checking_proxy

from secure_site_policies.rules import ALL
from tests.policies.fuzz.shapes import shape_of
from tests.policies.fuzz.values import Dice

_OPTIONS = PolicyResourceOptions(False, [], None, [], PolicyCustomTimeouts(0, 0, 0), [])
_LARGEST_STACK = 6
_REPORTED = re.compile(r"rule '[\w-]+' did not judge this: \w+(?: in [\w/.]+:\d+)?")
_RESOURCE_RULES = [rule for rule in ALL if isinstance(rule, ResourceValidationPolicy)]
_STACK_RULES = [rule for rule in ALL if isinstance(rule, StackValidationPolicy)]


@dataclass
class Outcome:
    """What became of the inputs."""

    inputs: int = 0
    violations: int = 0
    reported: Counter[str] = field(default_factory=Counter[str])
    """Rule, error and line of each error that was reported as a violation -> how often."""
    uncaught: Counter[str] = field(default_factory=Counter[str])
    """Rule and error of each error that would have stopped the engine -> how often."""

    def hear(self, message: str, urn: str | None = None) -> None:
        """Takes a violation, as pulumi-policy does. Raises what sending it would raise."""
        message.encode()
        self.violations += 1
        if found := _REPORTED.search(message):
            self.reported[found[0]] += 1

    def __add__(self, other: "Outcome") -> "Outcome":
        return Outcome(
            self.inputs + other.inputs,
            self.violations + other.violations,
            self.reported + other.reported,
            self.uncaught + other.uncaught,
        )


def fuzz(tokens: list[str], seed: int, inputs: int) -> Outcome:
    """Judges so many resources of these types, one after the other and in small stacks. Same seed, same inputs."""
    dice, outcome = Dice(seed), Outcome()
    while outcome.inputs < inputs:
        stack = [_resource(dice, dice.one(tokens), number) for number in range(dice.one(range(1, _LARGEST_STACK)))]
        for one in stack:
            outcome.inputs += 1
            _judge_resource(one, outcome)
        for one in stack:
            one.property_dependencies.update({key: [dice.one(stack)] for key in list(one.props)[:2]})
        _attempt(outcome, StackValidationArgs(stack, None), _STACK_RULES)
    return outcome


def _resource(dice: Dice, token: str, number: int) -> PolicyResource:
    props = unknown_checking_proxy(dice.properties(shape_of(token)))
    name = f"it-{number}"
    return PolicyResource(token, props, f"urn:pulumi:dev::shop::{token}::{name}", name, _OPTIONS, None, None, [], {})


def _judge_resource(one: PolicyResource, outcome: Outcome) -> None:
    args = ResourceValidationArgs(one.resource_type, one.props, one.urn, one.name, _OPTIONS, None, None)
    for rule in _RESOURCE_RULES:
        if rule.has_remediation():
            try:
                made: Any = rule.remediate(args)  # pyright: ignore[reportUnknownMemberType]
                serialize_properties(made or {})
            except UnknownValueError:
                continue
            except Exception as error:
                outcome.uncaught[f"remediation of {rule.name}: {type(error).__name__}: {error}"[:200]] += 1
    _attempt(outcome, args, _RESOURCE_RULES)


def _attempt(outcome: Outcome, args: Any, rules: list[Any]) -> None:
    for rule in rules:
        try:
            rule.validate(args, outcome.hear)
        except Exception as error:
            outcome.uncaught[f"{rule.name}: {type(error).__name__}: {error}"[:200]] += 1
