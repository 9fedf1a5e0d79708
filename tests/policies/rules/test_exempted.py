"""Rule exempted: the note on each exemption in use. What the rules share is tested in test_exemptions.py."""

import datetime
from typing import Any

import pytest
from pulumi.runtime.proto import analyzer_pb2
from pulumi_policy import EnforcementLevel, StackValidationArgs
from pulumi_policy import policy as pulumi_policy

from secure_site_policies.frame.exemption_entries import Exemption
from secure_site_policies.frame.exemption_notes import FORM
from secure_site_policies.frame.exemptions import Exemptions
from secure_site_policies.frame.reporter import Objection
from secure_site_policies.report.exempted import weakened_of
from secure_site_policies.report.findings import finding_of
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


STACK = "pulumi:pulumi:Stack"


def said_under(**levels: int) -> list[str]:
    """What the rule says once the engine has configured these levels."""
    servicer: Any = pulumi_policy._PolicyAnalyzerServicer  # pyright: ignore[reportPrivateUsage]
    config = {name.replace("_", "-"): analyzer_pb2.PolicyConfig(enforcementLevel=one) for name, one in levels.items()}  # pyright: ignore[reportArgumentType]
    asked = servicer("pack", "1.0.0", [exempted.policy], EnforcementLevel.MANDATORY)
    said: list[str] = []
    args = StackValidationArgs([resource(STACK, {}, name="site-dev")], None)
    try:
        asked.Configure(analyzer_pb2.ConfigureAnalyzerRequest(policyConfig=config), None)
        exempted.policy.validate(args, lambda text, urn=None: said.append(text))  # pyright: ignore[reportUnknownMemberType]
    finally:
        asked.Configure(analyzer_pb2.ConfigureAnalyzerRequest(), None)
    return said


def test_rules_that_the_engine_has_weakened_are_noted_and_read_back():
    weak, off = analyzer_pb2.ADVISORY, analyzer_pb2.DISABLED
    (text,) = said_under(s3_wildcards=weak, plain_secrets=off, oidc_trust=analyzer_pb2.MANDATORY, unread_grants=weak)
    event = {"resourceUrn": f"urn:pulumi:dev::site::{STACK}::site-dev", "message": f"Why.\n{text}"}
    named = {"policyName": "exempted", "policyPackName": "secure-site", "enforcementLevel": "advisory"}
    assert set(weakened_of(finding_of({**event, **named}))) == {"s3-wildcards", "plain-secrets"}
    assert weakened_of(finding_of({**event, **named, "policyName": "oidc-trust"})) == []


def test_levels_as_they_are_declared_are_not_noted():
    assert said_under(s3_wildcards=analyzer_pb2.MANDATORY, plain_secrets=analyzer_pb2.REMEDIATE) == []
    assert said_under() == []
