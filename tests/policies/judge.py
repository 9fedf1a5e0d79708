"""Runs one rule on one resource, the way the engine does."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pulumi_policy import ResourceValidationArgs, ResourceValidationPolicy
from pulumi_policy.policy import PolicyCustomTimeouts, PolicyResourceOptions
from pulumi_policy.proxy import UNKNOWN_ARRAY_VALUE, UNKNOWN_STRING_VALUE, UnknownValueError, unknown_checking_proxy

UNKNOWN = UNKNOWN_STRING_VALUE
UNKNOWN_LIST = UNKNOWN_ARRAY_VALUE

_OPTIONS = PolicyResourceOptions(False, [], None, [], PolicyCustomTimeouts(0, 0, 0), [])


@dataclass(frozen=True)
class Judgement:
    """What a rule says of a resource."""

    violations: list[str]
    advice: str | None
    """What pulumi-policy reports as advisory, since the rule ran into something unknown."""


def judge(
    policy: ResourceValidationPolicy,
    resource_type: str,
    properties: Mapping[str, Any],
    *,
    name: str = "it",
    config: Mapping[str, Any] | None = None,
) -> Judgement:
    """`properties` as the engine sends them: camelCase, UNKNOWN for what only the update can tell."""
    violations: list[str] = []
    args = ResourceValidationArgs(
        resource_type,
        unknown_checking_proxy(dict(properties)),
        f"urn:pulumi:dev::secure-site::component:index:Part${resource_type}::{name}",
        name,
        _OPTIONS,
        None,
        config,
    )

    def report(message: str, urn: str | None = None) -> None:
        violations.append(message)

    try:
        policy.validate(args, report)  # pyright: ignore[reportUnknownMemberType] - its signature has a bare Awaitable
    except UnknownValueError as error:
        return Judgement(violations, error.message)
    return Judgement(violations, None)
