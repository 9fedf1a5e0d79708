"""Drift, a violation and a failed check are three different results."""

import json
import re
from pathlib import Path

import pytest

from rollout import drift
from rollout.drift import result_of
from rollout.engine import PulumiError, require
from rollout.result import Outcome

NAME = "urn:pulumi:dev::secure-site::aws:s3/bucket:Bucket::content"
SUMMARY: dict[str, object] = {"durationSeconds": 1, "resourceChanges": {}, "result": "succeeded"}
PREVIEWED = {"summaryEvent": SUMMARY}
JUDGED = {"summaryEvent": {**SUMMARY, "PolicyPacks": {"secure-site": "0.1.0"}}}
UPDATE = {"resourcePreEvent": {"metadata": {"op": "update", "urn": NAME, "type": "aws:s3/bucket:Bucket"}}}
OBJECTION = {
    "policyEvent": {
        "resourceUrn": NAME,
        "message": "It is public.\ncontent: acl: it is 'a-value-of-a-property'",
        "policyName": "bucket-acl",
        "policyPackName": "secure-site",
        "enforcementLevel": "mandatory",
        "severity": "high",
    }
}
FAILURE = {"diagnosticEvent": {"severity": "error", "message": "AccessDenied"}}


def lines(*events: object) -> list[str]:
    return [json.dumps(event) for event in events]


def test_an_account_as_the_program_says_is_clean() -> None:
    found = result_of(lines(PREVIEWED), lines(JUDGED))
    assert (found.outcome, found.headline) == (Outcome.PASSED, "no changes, 0 against a policy")


def test_what_an_update_would_put_back_is_drift() -> None:
    found = result_of(lines(UPDATE, PREVIEWED), lines(JUDGED))
    assert (found.outcome, found.headline) == (Outcome.DRIFTED, "1 to update, 0 against a policy")
    assert "content" in found.report


def test_what_a_policy_objects_to_is_worse_and_named_without_its_value() -> None:
    found = result_of(lines(UPDATE, PREVIEWED), lines(OBJECTION, JUDGED))
    assert (found.outcome, found.headline) == (Outcome.BLOCKED, "1 to update, 1 against a policy")
    assert all(name in found.report for name in ("bucket-acl", "content", "acl"))
    assert "a-value-of-a-property" not in found.report


def test_an_advisory_note_is_shown_and_no_violation() -> None:
    note = {"policyEvent": {**OBJECTION["policyEvent"], "enforcementLevel": "advisory"}}
    found = result_of(lines(PREVIEWED), lines(note, JUDGED))
    assert found.outcome is Outcome.PASSED
    assert "advisory" in found.report


SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription"


def subscription(operation: str, protocol: str = "email") -> object:
    urn = f"urn:pulumi:prod::secure-site::{SUBSCRIPTION}::watch-alarms-mail"
    new = {"inputs": {"protocol": protocol, "endpoint": "ops@example.com"}}
    return {"resourcePreEvent": {"metadata": {"op": operation, "urn": urn, "type": SUBSCRIPTION, "new": new}}}


def test_mail_that_its_receiver_ended_is_a_note_and_no_drift() -> None:
    found = result_of(lines(subscription("refresh"), subscription("create"), PREVIEWED), lines(JUDGED))
    assert (found.outcome, found.headline) == (Outcome.PASSED, "no changes, 0 against a policy")
    assert "watch-alarms-mail" in found.report
    assert "ops@example.com" not in found.report


@pytest.mark.parametrize(
    "events",
    [
        [subscription("create")],
        [subscription("refresh"), subscription("create", "https")],
        [subscription("refresh"), subscription("delete")],
        [subscription("refresh"), subscription("update")],
        [{"resourcePreEvent": {"metadata": {**UPDATE["resourcePreEvent"]["metadata"], "op": "create"}}}],
    ],
    ids=["new in the program", "not mail", "no longer in the program", "changed", "another resource"],
)
def test_any_other_difference_of_a_subscription_is_drift(events: list[object]) -> None:
    assert result_of(lines(*events, PREVIEWED), lines(JUDGED)).outcome is Outcome.DRIFTED


@pytest.mark.parametrize(
    "live",
    [[], lines(PREVIEWED), lines(FAILURE, JUDGED)],
    ids=["nothing", "without the pack", "an error of the pack"],
)
def test_what_was_not_judged_is_not_clean(live: list[str]) -> None:
    assert result_of(lines(PREVIEWED), live).outcome is Outcome.FAILED


@pytest.mark.parametrize(
    ("preview", "reason"),
    [(lines(FAILURE, PREVIEWED), "AccessDenied"), (lines(UPDATE), "cut off"), ([], "The stream is empty")],
    ids=["an error", "cut off", "nothing"],
)
def test_an_operation_that_did_not_come_through_is_said_with_its_reason(preview: list[str], reason: str) -> None:
    assert re.search(f"the preview failed:\n.*{reason}", error_of(preview))


def test_of_an_operation_that_came_through_nothing_is_said() -> None:
    assert error_of(lines(UPDATE, PREVIEWED)) == ""


def error_of(preview: list[str]) -> str:
    """The error of an operation with these events; "" without an error."""
    try:
        require("the preview", preview)
    except PulumiError as error:
        return str(error)
    return ""


def test_without_an_engine_the_result_is_a_failure_that_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert drift.main(["--stack", "dev", "--folder", str(tmp_path)]) == 2
    found = json.loads((tmp_path / "drift-dev.json").read_text())
    assert found["outcome"] == "failed"
    assert "pulumi is not on PATH" in found["report"]
