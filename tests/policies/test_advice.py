"""Every "Write instead" about a policy is read back: what it says passes the rule, and no other rule objects to it."""

import pytest

from tests.policies.advice import advice_of, alternatives
from tests.policies.corpus.example import Example, Twin
from tests.policies.test_corpus import TWINS, objecting

_BY_STACK = ("pass only roles of this stack", "a policy of its own")
"""Advice that needs other resources; the tests of its rules have them."""


@pytest.mark.parametrize(("example", "twin"), TWINS, ids=lambda part: getattr(part, "name", getattr(part, "rule", "")))
def test_what_a_rule_says_to_write_passes_it(example: Example, twin: Twin):
    before = objecting(example, twin)
    for rule, violations in before.items():
        statement = example.properties(twin) if not example.key else _first(example, twin)
        for violation in violations:
            if "cannot be decided" in violation:
                continue
            advice = advice_of(violation)
            if advice.startswith(_BY_STACK):
                continue
            pattern = pattern_of(violation)
            for fixed in alternatives(advice, pattern, statement):
                after = objecting(example, Twin(rule, {**dict.fromkeys(twin.changes), **fixed}))
                left = after.get(rule, [])
                assert violation not in left, (advice, after)
                # Two faults with one pattern, such as NotAction for pass-role, are mended one by one.
                several = sum(pattern_of(other) == pattern for other in violations) > 1
                assert several or pattern not in map(pattern_of, left), (advice, after)
                assert set(after) <= set(before), (advice, after)


def pattern_of(violation: str) -> str:
    """The text in quotes."""
    return violation.split("'")[1]


def _first(example: Example, twin: Twin) -> dict[str, object]:
    first = {**example.statements[0], **twin.changes}
    return {key: value for key, value in first.items() if value is not None}
