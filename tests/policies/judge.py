"""Runs one rule on one resource or on a stack, the way the engine does: with the rules for what it could not read."""

import itertools
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pulumi_policy import (
    PolicyResource,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
)
from pulumi_policy.policy import PolicyCustomTimeouts, PolicyResourceOptions
from pulumi_policy.proxy import UNKNOWN_ARRAY_VALUE, UNKNOWN_STRING_VALUE, UnknownValueError, unknown_checking_proxy

from secure_site_policies.rules import unknown_values, unknown_values_in_stack

UNKNOWN = UNKNOWN_STRING_VALUE
UNKNOWN_LIST = UNKNOWN_ARRAY_VALUE

Rule = ResourceValidationPolicy | StackValidationPolicy

# Rules keep what they learn of a resource by its URN, so every test needs a resource with a URN of its own.
_numbers = itertools.count()
_PART = "component:index:Part"
OPTIONS = PolicyResourceOptions(False, [], None, [], PolicyCustomTimeouts(0, 0, 0), [])


@dataclass(frozen=True)
class Judgement:
    """The result of a rule for a resource."""

    violations: list[str]
    advice: str | None
    """The advisory note of pulumi-policy after an unknown value; None without one."""


def judge(
    policy: ResourceValidationPolicy,
    resource_type: str,
    properties: Mapping[str, Any],
    *,
    name: str = "it",
    parents: str = _PART,
    config: Mapping[str, Any] | None = None,
) -> Judgement:
    """Judges `properties` as the engine sends them: camelCase, UNKNOWN for values known only at update.

    parents: the types of the components that the resource is in, as its URN has them.
    """
    violations: list[str] = []
    args = ResourceValidationArgs(
        resource_type,
        unknown_checking_proxy(dict(properties)),
        _urn(resource_type, name, parents),
        name,
        OPTIONS,
        None,
        config,
    )

    def report(message: str, urn: str | None = None) -> None:
        violations.append(message)

    return verdict([policy, unknown_values.policy], args, report, violations)


def verdict(rules: Iterable[Rule], args: Any, report: ReportViolation, violations: list[str]) -> Judgement:
    """The result of a rule together with that of the rule that reports what it could not read."""
    advice = None
    for one in rules:
        try:
            one.validate(args, report)  # pyright: ignore[reportUnknownMemberType] - its signature has a bare Awaitable
        except UnknownValueError as error:
            advice = advice or error.message
    return Judgement(violations, advice)


def resource(
    resource_type: str,
    properties: Mapping[str, Any],
    *,
    name: str = "it",
    refers: Mapping[str, Iterable[PolicyResource]] | None = None,
) -> PolicyResource:
    """One resource of a stack. refers: property -> the resources whose outputs the program put there."""
    return PolicyResource(
        resource_type,
        unknown_checking_proxy(dict(properties)),
        _urn(resource_type, name),
        name,
        OPTIONS,
        None,
        None,
        [],
        {key: list(others) for key, others in (refers or {}).items()},
    )


def judge_stack(
    policy: StackValidationPolicy, *resources: PolicyResource, config: Mapping[str, Any] | None = None
) -> Judgement:
    """All the resources together, in an order of chance as the engine has them.

    Violations begin with the name of the resource that they are reported on.
    """
    violations: list[str] = []
    names = {one.urn: one.name for one in resources}

    def report(message: str, urn: str | None = None) -> None:
        assert urn
        assert message.startswith(f"{names[urn]}: ")
        violations.append(message)

    in_any_order = random.sample(resources, len(resources))
    args = StackValidationArgs(in_any_order, config)
    return verdict([policy, unknown_values_in_stack.policy], args, report, violations)


def _urn(resource_type: str, name: str, parents: str = _PART) -> str:
    return f"urn:pulumi:dev::secure-site-{next(_numbers):09}::{parents}${resource_type}::{name}"
