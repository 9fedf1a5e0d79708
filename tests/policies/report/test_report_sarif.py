"""SARIF that the standard's schema and GitHub accept."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator
from pulumi_policy import Severity

from secure_site_policies.report.events import Run, read
from secure_site_policies.report.locations import Program
from secure_site_policies.report.sarif import RESULTS_LIMIT, sarif
from tests.policies.report.streams import (
    DATA,
    END,
    HOSTILE,
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

REPOSITORY = Path(__file__).parents[3]
PROGRAM = Program(REPOSITORY)
SCHEMA: Any = Draft4Validator(json.loads((DATA / "sarif-2.1.0.json").read_text(encoding="utf-8")))


def log(runs: list[Run]) -> dict[str, Any]:
    made = json.loads(json.dumps(sarif(runs, RULES, PROGRAM)))
    SCHEMA.validate(made)
    return made


def run_of(runs: list[Run]) -> dict[str, Any]:
    (made,) = log(runs)["runs"]
    return made


def results(*events: dict[str, Any]) -> list[dict[str, Any]]:
    return run_of(whole(*events))["results"]


def prints(*events: dict[str, Any]) -> list[str]:
    return [result["partialFingerprints"]["primaryLocationLineHash"] for result in results(*events)]


@pytest.mark.parametrize(
    ("name", "levels"), [("clean", ["warning"] * 2), ("violations", ["error"] * 4 + ["warning"] * 2)]
)
def test_previews_of_the_engine_give_valid_logs(name: str, levels: list[str]):
    with (DATA / f"{name}.jsonl").open(encoding="utf-8") as stream:
        made = run_of(read(name, stream))
    assert [result["level"] for result in made["results"]] == levels
    assert made["automationDetails"]["id"] == "policies/dev/"
    assert made["invocations"][0]["executionSuccessful"]


def test_hostile_text_gives_a_valid_log():
    assert results(
        violation(message=HOSTILE, policyName=HOSTILE, severity=HOSTILE, resourceUrn=f"urn:pulumi:dev::p::t::{HOSTILE}")
    )


def test_every_rule_of_the_pack_is_described_whether_it_was_broken_or_not():
    first, second = run_of(whole())["tool"]["driver"]["rules"]
    assert (first["id"], second["id"]) == ("s3-wildcards", "exemptions")
    assert first["helpUri"] == "https://docs.aws.amazon.com/s3-wildcards"
    assert first["help"]["markdown"].startswith("**Fix:** Write what s3-wildcards says.")
    assert first["properties"] == {"tags": ["security", "FSBP IAM.21", "CIS 1.16"], "security-severity": "9.5"}


@pytest.mark.parametrize(
    ("severity", "lowest", "below"),
    [(Severity.CRITICAL, 9.0, 10.1), (Severity.HIGH, 7.0, 9.0), (Severity.MEDIUM, 4.0, 7.0), (Severity.LOW, 0.1, 4.0)],
)
def test_a_severity_keeps_its_name_on_github(severity: Severity, lowest: float, below: float):
    described = sarif(whole(), [rule("exemptions", severity)], PROGRAM)["runs"][0]["tool"]["driver"]["rules"][0]
    assert lowest <= float(described["properties"]["security-severity"]) < below


def test_github_takes_the_tags():
    tags = [f"FSBP S3.{number}" for number in range(50)]
    described = sarif(whole(), [rule("exemptions", Severity.LOW, *tags)], PROGRAM)["runs"][0]["tool"]["driver"][
        "rules"
    ][0]
    assert len(described["properties"]["tags"]) == 20


def test_a_result_points_to_its_rule_to_that_of_another_pack_too():
    made = run_of(whole(violation(policyName="exemptions"), violation(policyName="of-another-pack")))
    described = made["tool"]["driver"]["rules"]
    assert [described[result["ruleIndex"]]["id"] for result in made["results"]] == ["exemptions", "of-another-pack"]
    assert [result["ruleId"] for result in made["results"]] == ["exemptions", "of-another-pack"]


@pytest.mark.parametrize(
    ("around", "component"),
    [("StaticSite", "StaticSite"), ("StaticSite$secure-site:components:SecureBucket", "SecureBucket")],
)
def test_a_result_is_at_the_innermost_component_that_holds_the_resource(around: str, component: str):
    urn = f"urn:pulumi:dev::secure-site::secure-site:components:{around}$aws:s3/bucket:Bucket::it"
    (place,) = results(violation(resourceUrn=urn))[0]["locations"]
    assert place["logicalLocations"][0]["fullyQualifiedName"] == urn
    physical = place["physicalLocation"]
    source = (REPOSITORY / physical["artifactLocation"]["uri"]).read_text(encoding="utf-8").splitlines()
    assert source[physical["region"]["startLine"] - 1].startswith(f"class {component}(")


@pytest.mark.parametrize("kind", ["aws:acm/certificate:Certificate", "secure-site:components:OfLastYear", ""])
def test_a_resource_of_no_component_is_at_the_program(kind: str):
    (place,) = results(violation(resourceUrn=f"urn:pulumi:dev::secure-site::{kind}::it"))[0]["locations"]
    assert place["physicalLocation"]["artifactLocation"]["uri"] == "__main__.py"
    assert place["physicalLocation"]["region"] == {"startLine": 1}


def test_a_fault_is_the_same_in_every_stack_and_wording():
    dev = prints(violation(message="policy: 's3:*' grants 168 actions"))
    other = violation(message="policy: 's3:*' grants 169 actions", resourceUrn=URN.replace(":dev:", ":prod:"))
    assert prints(other) == dev


def test_faults_that_differ_have_other_fingerprints():
    events = [
        violation(),
        violation(policyName="exemptions"),
        violation(message="other: 'public-read' lets anybody read"),
        violation(message="acl: 'public-read-write' lets anybody read"),
        violation(resourceUrn=URN + "-2"),
        violation(message="acl: 'public-read' is again something else"),
    ]
    assert len(set(prints(*events))) == len(events)


def test_a_fault_keeps_its_fingerprint_when_its_neighbour_is_gone():
    neighbour, fault = violation(message="policy: 's3:Get*' is wide"), violation(message="policy: 's3:*' is wide")
    assert prints(fault) + prints(neighbour) == prints(neighbour, fault)


def test_a_run_that_proves_nothing_closes_no_alert():
    assert log(read("dev.jsonl", lines(judged("s3-wildcards"))))["runs"] == []


def test_each_stack_is_a_run_of_its_own_and_the_last_operation_counts():
    twice = whole(violation(), violation(message="more"))
    made = log([*whole(violation()), *twice, *whole(violation(), stack="prod")])["runs"]
    assert [(run["automationDetails"]["id"], len(run["results"])) for run in made] == [
        ("policies/dev/", 2),
        ("policies/prod/", 1),
    ]


def test_an_error_beside_violations_is_told():
    (invocation,) = run_of(whole(violation(), error("boom {0}")))["invocations"]
    assert not invocation["executionSuccessful"]
    assert invocation["toolExecutionNotifications"] == [{"level": "error", "message": {"text": "boom {{0}}"}}]


def test_braces_and_links_of_a_message_mean_themselves():
    (result,) = results(violation(message="acl: {0} in Statement[0] and [a](https://evil.example)"))
    assert result["message"]["text"].endswith("acl: {{0}} in Statement[0] and \\[a](https://evil.example)")


def test_no_more_results_than_github_takes_and_the_worst_of_them(monkeypatch: pytest.MonkeyPatch):
    assert RESULTS_LIMIT == 25_000
    monkeypatch.setattr("secure_site_policies.report.sarif.RESULTS_LIMIT", 5)
    many = [violation(message=f"p{number}: no", severity="low") for number in range(5)]
    made = run_of(whole(*many, violation(policyName="exemptions")))
    assert len(made["results"]) == 5
    assert made["results"][0]["ruleId"] == "exemptions"
    (note,) = made["invocations"][0]["toolExecutionNotifications"]
    assert note["message"]["text"] == "1 result left out: GitHub accepts 5 a run"


def test_what_an_exemption_let_pass_is_a_suppressed_result_of_the_rule_that_objected():
    (result,) = results(exempted())
    assert (result["ruleId"], result["level"]) == ("s3-wildcards", "warning")
    assert result["message"]["text"] == "site-bucket: policy: 's3:*' grants every S3 action"
    (suppression,) = result["suppressions"]
    assert (suppression["kind"], suppression["status"]) == ("external", "accepted")
    assert suppression["justification"].startswith("Exempt until 2027-03-31: The role is only used by hand.")
    assert suppression["properties"]["owner"] == "ops@example.com"


def test_a_finding_is_not_suppressed_and_a_foreign_exemption_has_a_rule():
    assert "suppressions" not in results(violation())[0]
    (result,) = results(exempted(rule="other-rule"))
    assert result["ruleId"] == "other-rule"


def test_a_run_that_left_a_rule_out_is_left_out_unless_it_is_on_purpose():
    runs = read("x", lines(judged("s3-wildcards"), summary(), END))
    assert log(runs)["runs"] == []
    runs[0].complete({}, strict=False, without=["exemptions"])
    assert len(log(runs)["runs"]) == 1
