"""Runs one rule the way the engine does in full: the remediation pass, then the judgement, of the same resource."""

import itertools
from collections.abc import Mapping
from typing import Any, cast

from pulumi_policy import PolicyProviderResource, ResourceValidationArgs, ResourceValidationPolicy
from pulumi_policy.deserialize import (
    SPECIAL_SECRET_SIG,
    SPECIAL_SIG_KEY,
    deserialize_properties,
    serialize_properties,
)
from pulumi_policy.policy import PolicyCustomTimeouts, PolicyResourceOptions
from pulumi_policy.proxy import unknown_checking_proxy

from secure_site_policies.rules import unknown_values
from tests.policies.judge import Judgement, verdict

_numbers = itertools.count()
_OPTIONS = PolicyResourceOptions(False, [], None, [], PolicyCustomTimeouts(0, 0, 0), [])


def secret(value: Any) -> dict[str, Any]:
    """A secret as it is on the wire."""
    return {SPECIAL_SIG_KEY: SPECIAL_SECRET_SIG, "value": value}


class Passes:
    """One resource between the engine and a rule. `wire`: its properties, with secrets as `secret` makes them."""

    def __init__(
        self,
        policy: ResourceValidationPolicy,
        resource_type: str,
        wire: Mapping[str, Any],
        *,
        provider: Mapping[str, Any] | None = None,
        config: Mapping[str, Any] | None = None,
    ) -> None:
        self.policy = policy
        self.wire = dict(wire)
        self._type, self._config = resource_type, config
        self._urn = f"urn:pulumi:dev::secure-site::component:index:Part${resource_type}::it-{next(_numbers)}"
        self._provider = provider

    def remediate(self) -> Mapping[str, Any] | None:
        """The corrected properties in wire format, which `judge` then uses; None where the rule changes nothing."""
        properties = unknown_checking_proxy(deserialize_properties(self.wire, True))
        made: Any = self.policy.remediate(self._args(properties))  # pyright: ignore[reportUnknownMemberType]
        if made is None:
            return None
        self.wire = dict(serialize_properties(cast(Mapping[str, Any], made)))
        return self.wire

    def judge(self) -> Judgement:
        """The judgement of the properties, with every secret decrypted."""
        violations: list[str] = []

        def report(message: str, urn: str | None = None) -> None:
            violations.append(message)

        properties = unknown_checking_proxy(deserialize_properties(self.wire))
        return verdict([self.policy, unknown_values.policy], self._args(properties), report, violations)

    def _args(self, properties: Any) -> ResourceValidationArgs:
        provider = None
        if self._provider is not None:
            known = unknown_checking_proxy(dict(self._provider))
            provider = PolicyProviderResource("pulumi:providers:aws", known, "urn:provider", "default")
        return ResourceValidationArgs(self._type, properties, self._urn, "it", _OPTIONS, provider, self._config)


def judged(policy: ResourceValidationPolicy, resource_type: str, wire: Mapping[str, Any], **given: Any) -> list[str]:
    """The violations after both passes."""
    passes = Passes(policy, resource_type, wire, **given)
    assert passes.remediate() is None
    judgement = passes.judge()
    assert judgement.advice is None
    return judgement.violations
