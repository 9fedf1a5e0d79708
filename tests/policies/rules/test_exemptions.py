"""policies/exemptions.yaml: what it lets pass, and what it may not hold."""

import datetime
from collections.abc import Callable

import pytest
import yaml
from pulumi_policy import EnforcementLevel, Severity, StackValidationArgs

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
        ({"rule": "exemptions"}, "rule: 'exemptions' takes no exemption"),
        ({"rule": "exempted"}, "rule: 'exempted' takes no exemption"),
        ({"rule": "unknown-values"}, "list the resource under decidedAtUpdate"),
        ({"pattern": None}, "pattern: got None"),
        ({"pattern": "*"}, "pattern: got '*', which names no single fault"),
        ({"pattern": "*:*"}, "pattern: got '*:*', which names no single fault"),
        ({"pattern": " "}, "pattern: got ' '"),
        ({"reason": "  "}, "reason: got"),
        ({"reason": "."}, "reason: got '.', which says nothing"),
        ({"reason": "ok"}, "reason: got 'ok', which says nothing"),
        ({"reason": "aaaaaaaaaaaaaaaaaaaa"}, "which says nothing"),
        ({"reason": "Temporary."}, "which says nothing"),
        ({"reason": 7}, "reason: got 7"),
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


WIDE = [
    "*",
    "urn:pulumi:*::*",
    "urn:pulumi:dev::*",
    "urn:pulumi:dev::shop::*::*",
    f"urn:pulumi:dev::shop::{TYPE}::*",
    f"urn:pulumi:dev::shop::{TYPE}::?",
    f"urn:pulumi:dev::shop::{TYPE}::site*",
    f"urn:pulumi:dev::shop::{TYPE}::*-bucket",
    f"urn:pulumi:dev::shop::{TYPE}::s*t",
    f"urn:pulumi:dev::shop::{TYPE}::***",
    "urn:pulumi:dev::shop::*::site-bucket",
    "urn:pulumi:dev::shop::aws:*::site-bucket",
    "urn:pulumi:dev::shop::aws:s3/*:Bucket::site-bucket",
    "urn:pulumi:dev::shop::*Bucket::site-bucket",
    "urn:pulumi:dev::*::site-bucket",
    "urn:pulumi:d*::shop::aws:s3/bucket:Bucket::site-bucket",
    "urn:pulumi:?::shop::aws:s3/bucket:Bucket::site-bucket",
    "urn:pulumi:dev::aws:s3/bucket:Bucket::site-bucket",
    "urn:*aws:s3/bucket:Bucket::site-bucket",
    "site-bucket",
    "",
]
NARROW = [
    f"urn:pulumi:dev::shop::{TYPE}::it",
    f"urn:pulumi:*::shop::{TYPE}::it",
    f"urn:pulumi:dev::shop::acme:shop:Front$acme:shop:Store${TYPE}::site-bucket",
    f"urn:pulumi:dev::shop::*${TYPE}::site-bucket",
    f"urn:pulumi:dev::*${TYPE}::site-bucket",
    f"urn:pulumi:dev::*::{TYPE}::site-bucket",
    f"urn:pulumi:dev::shop::*Store${TYPE}::site-bucket",
    f"urn:pulumi:dev::shop::{TYPE}::site-*-bucket",
    f"urn:pulumi:dev::shop::{TYPE}::site-?-bucket",
    "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev",
    "urn:pulumi:dev::shop::pulumi:providers:aws::default_7_51_1",
    "urn:pulumi:dev::shop::kubernetes:apps/v1:Deployment::web",
    f"urn:pulumi:dev::shop::{TYPE}::a::b:c",
]


@pytest.mark.parametrize("urn", WIDE)
def test_a_urn_that_fixes_too_little_is_refused(urn: str):
    found = read({**ENTRY, "urn": urn})
    assert not found.entries
    assert found.faults[0].startswith(f"exemptions[0]: urn: got {urn!r}")


@pytest.mark.parametrize("urn", NARROW)
def test_a_urn_with_its_type_and_name_is_taken(urn: str):
    assert read({**ENTRY, "urn": urn}).faults == []


def test_an_entry_that_repeats_another_is_refused():
    found = read(ENTRY, {**ENTRY, "reason": "It is another fire engine."})
    assert len(found.entries) == 1
    assert found.faults == ["exemptions[1]: the entry repeats an earlier one; remove one of them"]


LINES = """\
exemptions:
  - rule: no-red
    urn: urn:pulumi:dev::shop::aws:s3/bucket:Bucket::it
    pattern: red
    reason: It is a fire engine.
    owner: fire@example.com
    expires: 2027-01-31
"""


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("    expires: 2027-02-28\n", "expires"),
        ("    'expires': 2027-02-28\n", "expires"),
        ("exemptions: []\n", "exemptions"),
        ("    owner: {a: 1, b: 2, a: 3}\n", "a"),
    ],
)
def test_a_key_that_stands_twice_is_refused_at_any_level(line: str, key: str):
    assert read_exemptions(LINES, TODAY).entries
    found = read_exemptions(LINES.replace("    owner: fire@example.com\n", "") + line, TODAY)
    assert not found.entries
    assert f"has the key {key!r} for a second time" in found.faults[0]


@pytest.mark.parametrize(
    "text", ["exemptions: [{expires: 2027-02-30}]", "exemptions: [{? [a] : 1}]", b"\x80\x81", "- " * 5000, "a: &a [*a]"]
)
def test_a_file_that_the_loader_cannot_read_is_a_fault_and_no_crash(text: str | bytes):
    found = read_exemptions(text, TODAY)
    assert found.faults
    assert not found.entries


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


def listed() -> list[str]:
    messages: list[str] = []
    args = StackValidationArgs([], None)
    exempted_rule.policy.validate(args, lambda text, urn=None: messages.append(text))  # pyright: ignore[reportUnknownMemberType]
    return messages


def test_each_exemption_in_use_is_noted_with_owner_reason_and_end_and_no_other_is(
    with_entries: Callable[..., Exemptions],
):
    with_entries(ENTRY, {**ENTRY, "pattern": "blue"})
    assert listed() == []
    judge(NO_RED, TYPE, {"colours": ["red", "green", "red"]})
    assert listed() == [
        f"it: colours[{index}]: 'red' is loud.\nExempt: 'red' of rule no-red, until 2027-01-31\n"
        "Owner: fire@example.com\nReason: It is a fire engine."
        for index in (0, 2)
    ]


def test_the_next_operation_begins_without_the_uses_of_the_last(with_entries: Callable[..., Exemptions]):
    with_entries(ENTRY)
    judge(NO_RED, TYPE, {"colours": ["red"]})
    assert stack_says() == []
    assert listed() == []
    assert "does not object" in stack_says()[0]


def test_the_note_is_advisory_and_the_watch_over_the_file_is_not():
    assert exempted_rule.policy.enforcement_level is EnforcementLevel.ADVISORY
    assert exemptions_rule.policy.enforcement_level is EnforcementLevel.MANDATORY
