"""policies/exemptions.yaml: what it lets pass, and what it may not hold."""

import datetime
from collections.abc import Callable

import pytest
import yaml
from pulumi_policy import Severity

from secure_site_policies.frame import reporter
from secure_site_policies.frame.exemptions import Exemptions, exemptions, read_exemptions
from secure_site_policies.frame.places import places_of
from secure_site_policies.frame.rule import About, Objection, fsbp, resource_rule
from secure_site_policies.rules import exempted as exempted_rule
from secure_site_policies.rules import exemptions as exemptions_rule
from tests.policies.judge import judge, judge_stack, resource

TODAY = datetime.date(2026, 11, 24)
TYPE = "aws:s3/bucket:Bucket"
ENTRY = {
    "rule": "no-red",
    "urn": f"urn:pulumi:dev::*${TYPE}::it",
    "pattern": "red",
    "reason": "It is a fire engine.",
    "owner": "fire@example.com",
    "expires": datetime.date(2027, 1, 31),
}
NO_RED = resource_rule(
    About("no-red", "Red is loud.", Severity.LOW, (fsbp("S3.1", "Block"),), "Paint it.", "https://example.com"),
    places_of({TYPE: "colours.*"}),
    lambda colour, args: [Objection(colour, f"{colour!r} is loud.")] if colour.startswith("red") else [],
)
"""Objects to red, and to "red*" as to another colour."""


def read(*entries: object) -> Exemptions:
    return read_exemptions(yaml.safe_dump({"exemptions": list(entries)}), TODAY)


@pytest.fixture
def with_entries(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Exemptions]:
    def use(*entries: object) -> Exemptions:
        found = read(*entries)
        for module in (reporter, exemptions_rule, exempted_rule):
            monkeypatch.setattr(module, "exemptions", lambda: found)
        return found

    return use


def test_what_an_entry_names_passes_and_nothing_else_does(with_entries: Callable[..., Exemptions]):
    with_entries(ENTRY)
    assert judge(NO_RED, TYPE, {"colours": ["red", "green"]}).violations == []
    assert judge(NO_RED, TYPE, {"colours": ["red*", "red"]}).violations == ["it: colours[0]: 'red*' is loud."]
    assert len(judge(NO_RED, TYPE, {"colours": ["red"]}, name="other").violations) == 1


def test_an_entry_for_another_rule_lets_nothing_pass(with_entries: Callable[..., Exemptions]):
    with_entries({**ENTRY, "rule": "no-green"})
    assert len(judge(NO_RED, TYPE, {"colours": ["red"]}).violations) == 1


def test_the_last_day_still_counts_and_the_next_does_not():
    assert read({**ENTRY, "expires": TODAY}).entries
    expired = read({**ENTRY, "expires": TODAY - datetime.timedelta(days=1)})
    assert not expired.entries
    assert "expired on 2026-11-23" in expired.faults[0]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"rule": ""}, "rule: got ''"),
        ({"urn": "*"}, "urn: got '*'"),
        ({"urn": "urn:pulumi:d*::secure-site::x"}, "urn: got"),
        ({"pattern": None}, "pattern: got None"),
        ({"reason": "  "}, "reason: got"),
        ({"owner": "somebody"}, "owner: got 'somebody'"),
        ({"expires": "soon"}, "expires: got 'soon'"),
        ({"expires": datetime.datetime(2027, 1, 1)}, "expires: got"),
        ({"expires": TODAY + datetime.timedelta(days=367)}, "more than 366 days ahead"),
        ({"note": "x"}, "unknown key 'note'"),
    ],
)
def test_a_malformed_entry_lets_nothing_pass_and_is_named(change: dict[str, object], fault: str):
    found = read({**ENTRY, **change})
    assert not found.entries
    assert found.faults[0].startswith("exemptions[0]: ")
    assert fault in found.faults[0]


@pytest.mark.parametrize(
    "text", ["exemptions: {a: 1}", "- a", "exempt: []", "exemptions: [", "exemptions: [text]", "7", "exemptions: yes"]
)
def test_a_file_of_another_shape_is_a_fault_and_no_crash(text: str):
    found = read_exemptions(text, TODAY)
    assert found.faults
    assert not found.entries


@pytest.mark.parametrize("text", ["", "# nothing\n", "exemptions:\n", "exemptions: []\n"])
def test_a_file_without_entries_is_fine(text: str):
    found = read_exemptions(text, TODAY)
    assert not [*found.entries, *found.faults]


def test_the_projects_own_file_is_sound():
    assert not exemptions().faults


def stack_says(name: str = "dev") -> list[str]:
    root = resource("pulumi:pulumi:Stack", {}, name=f"secure-site-{name}")
    root.urn = f"urn:pulumi:{name}::secure-site::pulumi:pulumi:Stack::secure-site-{name}"
    return judge_stack(exemptions_rule.policy, root).violations


def test_an_entry_that_nothing_needs_is_a_violation(with_entries: Callable[..., Exemptions]):
    with_entries(ENTRY)
    (said,) = stack_says()
    assert "rule 'no-red' does not object to 'red'" in said
    judge(NO_RED, TYPE, {"colours": ["red"]})
    assert stack_says() == []


def test_a_stack_answers_only_for_entries_that_concern_it(with_entries: Callable[..., Exemptions]):
    with_entries(ENTRY)
    assert stack_says("prod") == []
    with_entries({**ENTRY, "urn": f"urn:pulumi:*::*${TYPE}::it"})
    assert len(stack_says("prod")) == 1


def test_a_fault_of_the_file_is_a_violation(with_entries: Callable[..., Exemptions]):
    with_entries({**ENTRY, "owner": 7})
    (said,) = stack_says()
    assert "exemptions[0]: owner: got 7" in said
