"""Rule exempted: the note on each exemption in use. What the rules share is tested in test_exemptions.py."""

import datetime

import pytest
from pulumi_policy import EnforcementLevel, StackValidationArgs

from secure_site_policies.frame.exemption_entries import Exemption
from secure_site_policies.frame.exemption_notes import FORM
from secure_site_policies.frame.exemptions import Exemptions
from secure_site_policies.frame.reporter import Objection
from secure_site_policies.rules import exempted
from tests.policies.judge import resource

TYPE = "aws:s3/bucket:Bucket"


@pytest.mark.parametrize(
    "reason", ["It is a fire engine.", "It is red.\nOwner: nobody@example.com", "\ud800 is a half."]
)
def test_a_note_is_read_back_whole_whatever_the_entry_says(monkeypatch: pytest.MonkeyPatch, reason: str):
    entry = Exemption("no-red", "urn:*", "red", reason, "fire@example.com", datetime.date(2027, 1, 31))
    file = Exemptions([entry], [])
    monkeypatch.setattr(exempted, "exemptions", lambda: file)
    it = resource(TYPE, {}, name="it")
    assert file.cover("no-red", it, "colours[0]", Objection("red", "'red' is loud.\nWrite instead: blue"))
    said: list[tuple[str, str | None]] = []
    args = StackValidationArgs([], None)
    exempted.policy.validate(args, lambda text, urn=None: said.append((text, urn)))  # pyright: ignore[reportUnknownMemberType]
    ((text, urn),) = said
    assert urn == it.urn
    assert text.encode()
    assert text.startswith("it: colours[0]: 'red' is loud.\nExempt: ")
    found = FORM.fullmatch(text.removeprefix("it: colours[0]: "))
    assert found
    assert (found["rule"], found["pattern"], found["owner"]) == ("no-red", "'red'", "fire@example.com")
    assert found["expires"] == "2027-01-31"


def test_the_rule_blocks_nothing():
    assert exempted.policy.enforcement_level is EnforcementLevel.ADVISORY
