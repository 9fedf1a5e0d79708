"""Each rule names the checks of other tools that come closest, or says why there is none."""

import re

import pytest

from secure_site_policies.data.known_as import NONE, TOOLS, entries, labels
from secure_site_policies.rules import ALL

FORMS = {
    "checkov": re.compile(r"CKV2?_(AWS|GIT|GITHUB)_\d+"),
    "prowler": re.compile(r"[a-z0-9]+(_[a-z0-9]+)+"),
    "cdk-nag": re.compile(r"AwsSolutions-[A-Z0-9]+"),
}


@pytest.mark.parametrize("rule", [rule.name for rule in ALL])
def test_every_rule_is_known_elsewhere_or_says_why_not(rule: str):
    assert rule in entries(), f"add [{rule}] to known_as.toml"


@pytest.mark.parametrize(("rule", "entry"), entries().items())
def test_an_entry_has_ids_in_each_tools_form_or_a_reason(rule: str, entry: dict[str, list[str] | str]):
    assert set(entry) == {NONE} or set(entry) <= set(TOOLS)
    assert entry
    for tool in set(entry) - {NONE}:
        assert len(entry[tool]) == len(set(entry[tool]))
        assert [one for one in entry[tool] if not FORMS[tool].fullmatch(one)] == []
    assert str(entry.get(NONE, "A reason.")).endswith(".")


def test_the_names_are_tags_after_the_controls():
    (rule,) = (rule for rule in ALL if rule.name == "bucket-logging")
    assert rule.tags == [
        "FSBP S3.9",
        "Checkov CKV_AWS_18",
        "Prowler s3_bucket_server_access_logging_enabled",
        "cdk-nag AwsSolutions-S1",
    ]
    assert labels("no-such-rule") == []
