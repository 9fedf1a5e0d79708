"""AWS's documented examples, and their unsafe twins, against every rule about policies."""

from collections.abc import Iterator

import pytest
from pulumi_policy import ResourceValidationPolicy, StackValidationPolicy

from secure_site_policies.rules import ALL
from tests.policies.corpus.assigned import assigned
from tests.policies.corpus.buckets import buckets
from tests.policies.corpus.delegating import delegating
from tests.policies.corpus.example import Example, Twin
from tests.policies.corpus.keys import keys
from tests.policies.corpus.messages import messages
from tests.policies.corpus.named import named
from tests.policies.corpus.others import others
from tests.policies.corpus.trusts import trusts
from tests.policies.judge import judge, judge_stack, resource

EXAMPLES = [
    *trusts(),
    *keys(),
    *buckets(),
    *messages(),
    *others(),
    *named(),
    *assigned(),
    *delegating(),
]
TWINS = [(example, twin) for example in EXAMPLES for twin in example.twins]
ABOUT_POLICIES = (
    "s3-wildcards",
    "iam-wildcards",
    "iam-not-elements",
    "iam-resource-wildcards",
    "open-principals",
    "confused-deputy",
    "oidc-trust",
    "pass-role",
    "privilege-escalation",
    "attached-boundary",
    "group-admin",
)
RULES = [rule for rule in ALL if rule.name in ABOUT_POLICIES]


def objecting(example: Example, twin: Twin | None = None) -> dict[str, list[str]]:
    """Rule -> its violations."""
    return {rule: found for rule, found in _violations(example, twin) if found}


def _violations(example: Example, twin: Twin | None) -> Iterator[tuple[str, list[str]]]:
    properties = example.properties(twin)
    for rule in RULES:
        if isinstance(rule, ResourceValidationPolicy):
            yield rule.name, judge(rule, example.resource_type, properties).violations
        elif isinstance(rule, StackValidationPolicy):
            yield rule.name, judge_stack(rule, resource(example.resource_type, properties)).violations


def test_there_are_enough_examples_each_with_a_page_and_a_name_of_its_own():
    safe = [example for example in EXAMPLES if not example.stricter]
    assert len(safe) >= 150
    assert len({example.name for example in EXAMPLES}) == len(EXAMPLES)
    assert all(example.page.startswith("https://docs.aws.amazon.com/") for example in EXAMPLES)
    assert all(example.twins for example in safe)
    assert {twin.rule for _, twin in TWINS} >= {*ABOUT_POLICIES} - {"group-admin", "attached-boundary"}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_no_rule_objects_to_an_example_of_aws_without_a_stated_reason(example: Example):
    found = objecting(example)
    assert set(found) == set(example.stricter), found


@pytest.mark.parametrize(("example", "twin"), TWINS, ids=lambda part: getattr(part, "name", getattr(part, "rule", "")))
def test_the_one_change_that_makes_an_example_unsafe_is_found(example: Example, twin: Twin):
    assert twin.rule in objecting(example, twin)
