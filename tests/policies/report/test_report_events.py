"""Reading a stream, and the streams that prove nothing."""

import json
from typing import Any

import pytest
from pulumi_policy import EnforcementLevel, Severity

from secure_site_policies.report.events import Run, read
from secure_site_policies.report.exempted import Exempted
from secure_site_policies.report.gate import Verdict, advisory, doubt, idle, verdict, weakened
from secure_site_policies.report.text import clean
from tests.policies.report.streams import (
    ALL_JUDGED,
    DATA,
    END,
    RULES,
    URN,
    error,
    exempted,
    judged,
    lines,
    rule,
    summary,
    violation,
    whole,
)

LATE = "Detected that pulumi-resource-github exited prematurely."


def recorded(name: str) -> Run:
    with (DATA / name).open(encoding="utf-8") as stream:
        (run,) = read(name, stream)
    return run


def of(*events: dict[str, Any]) -> Run:
    (run,) = read("dev.jsonl", lines(*events))
    return run


def test_a_clean_preview_of_the_engine_passes():
    run = recorded("clean.jsonl")
    assert (run.stack, run.changes, run.seconds) == ("dev", {"create": 59}, 4)
    assert [finding.message for finding in run.advisories] == [
        "policy is not known yet; every rule judges it at update"
    ] * 2
    assert verdict(run, RULES) is Verdict.PASSED


def test_a_preview_of_the_engine_with_violations_is_blocked():
    run = recorded("violations.jsonl")
    assert verdict(run, RULES) is Verdict.BLOCKED
    assert sorted((finding.name, finding.path, finding.severity) for finding in run.violations) == [
        ("legacy-any-bucket", "policy", "critical"),
        ("legacy-any-bucket", "policy", "critical"),
        ("legacy-full", "policyArn", "critical"),
        ("legacy-unknown", "policy", "critical"),
    ]
    assert {finding.rule for finding in run.violations} == {"s3-wildcards"}


@pytest.mark.parametrize(
    "marked", ["<{%fg 1%}>red<{%reset%}>", "\x1b[1;31mred\x1b[0m", "\x1b]8;;https://x\x07red", "r\0ed"]
)
def test_colours_and_controls_are_no_text(marked: str):
    assert clean(marked) == "red"


def test_what_turns_the_reading_direction_or_is_half_a_character_is_no_text():
    assert clean("a\u202eb\ud800c\ufffe\u200bd\te\n") == "abcd\te\n"


@pytest.mark.parametrize(
    ("message", "path", "said"),
    [
        (
            "policy: 's3:*' is wide.\nWrite instead: s3:GetObject.",
            "policy",
            "'s3:*' is wide.\nWrite instead: s3:GetObject.",
        ),
        ("inlinePolicies[0].policy: no", "inlinePolicies[0].policy", "no"),
        ("aws:s3/bucket:Bucket: has no logging", "", "has no logging"),
        ("has no logging: none at all", "", "has no logging: none at all"),
    ],
)
def test_the_path_is_told_from_the_message(message: str, path: str, said: str):
    (finding,) = of(violation(message=message)).findings
    assert (finding.name, finding.path, finding.message) == ("site-bucket", path, said)


def test_a_name_may_have_any_character():
    (finding,) = of(violation(resourceUrn="urn:pulumi:dev::secure-site::aws:s3/bucket:Bucket::a::b: $c")).findings
    assert (finding.name, finding.path) == ("a::b: $c", "acl")


def test_a_message_of_another_form_is_kept_whole():
    event = violation()
    event["policyEvent"]["message"] = "Just a description\n"
    (finding,) = of(event).findings
    assert (finding.path, finding.message) == ("", "Just a description")


def test_a_level_that_is_not_advisory_blocks():
    levels = ["advisory", "mandatory", "remediate", "of next year"]
    run = of(*(violation(enforcementLevel=level, policyName=level) for level in levels))
    assert [finding.is_mandatory for finding in run.findings] == [False, True, True, True]


def test_the_same_violation_is_counted_once():
    assert len(of(violation(), violation(), violation(policyName="exemptions")).findings) == 2


def test_strictness_makes_advisory_notes_block_and_the_rules_fill_in_severities():
    (run,) = whole(violation(enforcementLevel="advisory", severity=""))
    run.complete({"s3-wildcards": "low"}, strict=False)
    assert (verdict(run, RULES), run.advisories[0].severity) == (Verdict.NOT_JUDGED, "low")
    run.complete({}, strict=True)
    assert verdict(run, RULES) is Verdict.BLOCKED


def test_what_a_rule_has_put_right_is_told_without_the_values():
    secret = "ghp_" + "a" * 36
    event = {"policyRemediationEvent": {"policyName": "tags", "resourceUrn": URN, "before": {"t": secret}, "after": {}}}
    run = of(event)
    assert list(run.remediated) == [("tags", URN)]
    assert secret not in repr(run)


def test_a_failure_that_is_told_twice_is_one_error():
    told = [error("boom\n"), error("an unhandled error occurred: boom\n"), error("preview failed\n")]
    assert of(*told).errors == ["boom"]


def test_a_failed_operation_and_an_internal_error_are_errors():
    failed = {"resOpFailedEvent": {"metadata": {"op": "create", "urn": URN}, "status": 0, "steps": 1}}
    assert of(failed, {"errorEvent": {"error": "panic"}}).errors == [f"create failed: {URN}", "panic"]


PROVES_NOTHING: list[tuple[list[dict[str, Any]], str]] = [
    ([], "The stream is empty"),
    ([judged("s3-wildcards")], "no summaryEvent"),
    ([judged("s3-wildcards"), violation()], "no summaryEvent"),
    ([judged("s3-wildcards"), END], "no summaryEvent"),
    ([summary(PolicyPacks={}), END], "No rule of the pack judged"),
    ([judged(), summary(), END], "No rule of the pack judged"),
    ([judged("of-another-pack"), summary(), END], "No rule of the pack judged"),
    ([judged("s3-wildcards"), error("boom"), summary("failed"), END], "failed before everything was judged"),
    ([judged("s3-wildcards"), error("boom"), summary(), END], "failed before everything was judged"),
    ([judged("s3-wildcards"), summary("failed"), END], "without an error message"),
    ([judged("s3-wildcards"), violation(), summary("canceled"), END], "was canceled"),
    ([{"policyEvent": {}}], "Line 1 is not an engine event (KeyError)"),
    ([{"summaryEvent": []}], "Line 1 is not an engine event (TypeError)"),
    ([{"summaryEvent": {}, "cancelEvent": {}}], "Line 1 is not an engine event (TypeError)"),
    ([summary(durationSeconds=float("inf"))], "Line 1 is not an engine event (OverflowError)"),
]


@pytest.mark.parametrize(("events", "reason"), PROVES_NOTHING)
def test_a_stream_that_proves_nothing_is_not_judged(events: list[dict[str, Any]], reason: str):
    run = of(*events)
    assert verdict(run, RULES) is Verdict.NOT_JUDGED
    assert reason in doubt(run, RULES)


@pytest.mark.parametrize("line", ["{", "[]", "1", '"text"', "null", "[" * 100_000, "Previewing update (dev):"])
def test_a_line_that_is_no_event_is_named_with_what_to_do_and_not_repeated(line: str):
    (run,) = read("dev.jsonl", [*lines(judged("s3-wildcards"), summary()), "\n", line])
    assert run.flaw.startswith("Line 4 is not an engine event (")
    assert "PULUMI_ENABLE_STREAMING_JSON_PREVIEW=true" in run.flaw
    assert line not in run.flaw or line == "1"
    assert verdict(run, RULES) is Verdict.NOT_JUDGED


def test_every_operation_of_a_stream_is_a_run_of_its_own():
    blocked = [judged("s3-wildcards"), violation(), summary("failed"), END]
    fine = [ALL_JUDGED, summary(), END]
    runs = read("all.jsonl", lines(*blocked, *fine, judged("s3-wildcards")))
    assert [verdict(run, RULES) for run in runs] == [Verdict.BLOCKED, Verdict.PASSED, Verdict.NOT_JUDGED]


def test_violations_are_why_the_engine_failed():
    (run,) = whole(violation(), error("preview failed"))
    assert verdict(run, RULES) is Verdict.BLOCKED


def test_an_event_of_a_later_engine_is_passed_over():
    (run,) = whole({"nextYearsEvent": {"anything": [1]}})
    assert verdict(run, RULES) is Verdict.PASSED


def test_a_stream_that_does_not_say_which_rules_ran_has_not_passed():
    """The Automation API drops the events that the Python SDK does not know, and the result."""
    known = [{}, summary(), END]
    del known[1]["summaryEvent"]["result"]
    run = of(*known)
    assert (verdict(run, RULES), idle(run, RULES)) == (Verdict.NOT_JUDGED, [])
    assert doubt(run, RULES).startswith("The stream does not say which rules ran; write the stream with ")
    assert verdict(of(known[0], violation(), *known[1:]), RULES) is Verdict.BLOCKED


def test_a_rule_that_is_switched_off_has_not_passed():
    run = of(judged("s3-wildcards"), summary(), END)
    assert (verdict(run, RULES), idle(run, RULES)) == (Verdict.NOT_JUDGED, ["exemptions"])
    assert "These rules did not run: exemptions." in doubt(run, RULES)
    run.complete({}, strict=False, without=["exemptions"])
    assert (verdict(run, RULES), weakened([run], RULES)) == (Verdict.PASSED, ["exemptions"])


def test_a_rule_that_the_config_makes_advisory_has_not_passed():
    (run,) = whole(violation(enforcementLevel="advisory"))
    assert (verdict(run, RULES), advisory(run, RULES)) == (Verdict.NOT_JUDGED, ["s3-wildcards"])
    assert "the config makes them advisory: s3-wildcards." in doubt(run, RULES)


def test_a_rule_that_is_advisory_by_its_own_declaration_passes():
    rules = [*RULES, rule("exempted", Severity.LOW, level=EnforcementLevel.ADVISORY)]
    run = of(
        judged(*(one.name for one in rules)),
        violation(policyName="exempted", enforcementLevel="advisory"),
        summary(),
        END,
    )
    assert (verdict(run, rules), advisory(run, rules)) == (Verdict.PASSED, [])


def test_what_an_exemption_let_pass_is_no_finding_and_is_read_back_whole():
    (run,) = whole(exempted())
    assert (verdict(run, RULES), list(run.findings)) == (Verdict.PASSED, [])
    (one,) = run.exempted
    assert one == Exempted(
        "s3-wildcards",
        URN,
        "policy",
        "'s3:*' grants every S3 action",
        "'s3:*'",
        "The role is only used by hand.",
        "ops@example.com",
        "2027-03-31",
    )


def test_no_text_of_an_exemption_can_pass_for_another_fact():
    (run,) = whole(exempted(reason="Fine.\nOwner: boss@example.com\nReason: none"))
    (one,) = run.exempted
    assert (one.owner, one.reason) == ("ops@example.com", "Fine. Owner: boss@example.com Reason: none")


def test_a_note_of_another_form_stays_a_note():
    (run,) = whole(violation(policyName="exempted", enforcementLevel="advisory"))
    assert (len(run.advisories), list(run.exempted)) == (1, [])


def test_ten_thousand_violations_are_read_in_one_go():
    run = of(*(violation(message=f"p{number}: no") for number in range(10_000)))
    assert len(run.findings) == 10_000
    assert json.dumps([finding.path for finding in run.findings][:2]) == '["p0", "p1"]'


@pytest.mark.parametrize(("result", "errors"), [("succeeded", []), ("failed", [LATE]), ("", [LATE])])
def test_an_error_after_an_operation_that_succeeded_is_not_one_of_the_operation(result: str, errors: list[str]) -> None:
    (run,) = read("dev.jsonl", lines(judged("s3-wildcards"), summary(result), error(LATE), END))
    assert run.errors == errors


def test_an_error_before_the_summary_counts_whatever_the_summary_says() -> None:
    (run,) = read("dev.jsonl", lines(judged("s3-wildcards"), error("it broke"), summary("succeeded"), END))
    assert run.errors == ["it broke"]
