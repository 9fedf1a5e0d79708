"""Resources of many services, as programs write them, against all rules: what is unsafe is found, what is safe passes.

corpus/data/unsafe.json: name -> [the rule that finds it, resource type, properties as the engine sends them].
corpus/data/safe.json: name -> [resource type, properties, the rules that object because they ask for more than this].
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from pulumi_policy import ResourceValidationPolicy, StackValidationPolicy

from secure_site_policies.rules import ALL
from tests.policies.judge import judge, judge_stack, resource
from tests.policies.passes import Passes

_DATA = Path(__file__).parent / "corpus" / "data"
UNSAFE: Mapping[str, tuple[str, str, dict[str, Any]]] = json.loads((_DATA / "unsafe.json").read_text())
SAFE: Mapping[str, tuple[str, dict[str, Any], list[str]]] = json.loads((_DATA / "safe.json").read_text())
NOT_ASKED = {"required-tags"}
"""Rules about what every resource must have besides."""


def objecting(resource_type: str, properties: Mapping[str, Any]) -> list[str]:
    """The rules that object to a resource alone."""
    return [rule for rule, found in _violations(resource_type, properties) if found and rule not in NOT_ASKED]


def _violations(resource_type: str, properties: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    for rule in ALL:
        if isinstance(rule, StackValidationPolicy):
            yield rule.name, judge_stack(rule, resource(resource_type, properties)).violations
        elif isinstance(rule, ResourceValidationPolicy) and rule.has_remediation():
            passes = Passes(rule, resource_type, properties)
            passes.remediate()
            yield rule.name, passes.judge().violations
        elif isinstance(rule, ResourceValidationPolicy):
            yield rule.name, judge(rule, resource_type, properties).violations


def test_there_are_enough_of_both():
    assert len(UNSAFE) >= 160
    assert len(SAFE) >= 65
    assert sum(not stricter for *_, stricter in SAFE.values()) >= 60


@pytest.mark.parametrize("name", UNSAFE)
def test_what_is_unsafe_is_found_by_its_rule(name: str):
    rule, resource_type, properties = UNSAFE[name]
    assert rule in objecting(resource_type, properties)


@pytest.mark.parametrize("name", SAFE)
def test_what_is_safe_passes(name: str):
    resource_type, properties, stricter = SAFE[name]
    assert sorted(objecting(resource_type, properties)) == stricter
