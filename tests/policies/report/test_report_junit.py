"""JUnit XML that test reporters take."""

from typing import Any
from xml.etree import ElementTree as ET

from secure_site_policies.report.events import Run, read
from secure_site_policies.report.junit import junit
from tests.policies.report.streams import HOSTILE, RULES, URN, error, exempted, judged, late, lines, violation, whole

# What Jenkins' schema (junit-10.xsd of its xUnit plugin) lets an element have, and what it asks for.
ATTRIBUTES = {
    "testsuites": {"name", "time", "tests", "failures", "errors"},
    "testsuite": {"name", "time", "tests", "failures", "errors", "skipped", "timestamp", "hostname", "id", "package"},
    "testcase": {"name", "time", "classname", "group"},
    "failure": {"message", "type"},
    "error": {"message", "type"},
    "skipped": {"message", "type"},
    "system-out": set[str](),
}
NEEDED = {"testsuite": {"name", "tests", "failures", "errors"}, "testcase": {"name"}}


def suites(runs: list[Run], title: str = "Policy report") -> ET.Element:
    root = ET.fromstring(junit(runs, RULES, title))  # noqa: S314 - written by the line itself
    for element in root.iter():
        assert NEEDED.get(element.tag, set()) <= set(element.attrib) <= ATTRIBUTES[element.tag]
    for suite in root:
        assert int(suite.attrib["tests"]) == len(suite)
    return root


def counts(element: ET.Element) -> dict[str, int]:
    return {name: int(element.attrib[name]) for name in ("tests", "failures", "errors")}


def test_every_rule_is_a_test_case_and_every_violation_a_failure():
    (suite,) = root = suites(whole(violation(), violation(message="other: 'x' too"), error("preview failed")))
    assert suite.attrib == {"name": "dev", "time": "3", "tests": "2", "failures": "1", "errors": "0", "skipped": "0"}
    assert [case.attrib["name"] for case in suite] == ["s3-wildcards", "exemptions"]
    assert [failure.attrib["message"] for failure in suite[0].findall("failure")] == [
        "site-bucket: acl: 'public-read' lets anybody read",
        "site-bucket: other: 'x' too",
    ]
    assert list(suite[1]) == []
    assert counts(root) == {"tests": 2, "failures": 1, "errors": 0}


def test_an_advisory_note_is_output():
    ((_, _, case),) = suites(whole(late()))
    assert [element.tag for element in case] == ["system-out"]
    assert "policy is not known yet" in (case[0].text or "")


def test_a_rule_that_the_config_makes_advisory_is_skipped():
    ((broken, case, _),) = suites(whole(violation(enforcementLevel="advisory")))
    assert [element.tag for element in broken] == ["error"]
    assert [element.tag for element in case] == ["skipped", "system-out"]
    assert "'public-read' lets anybody read" in (case[1].text or "")


def test_an_exemption_in_use_is_output_of_the_rule_that_objected():
    ((case, _),) = suites(whole(exempted()))
    assert [element.tag for element in case] == ["system-out"]
    for part in ("'s3:*' grants every S3 action", URN, "until 2027-03-31", "only used by hand", "ops@example.com"):
        assert part in (case[0].text or "")


def test_a_stream_that_proves_nothing_is_an_error():
    (suite,) = suites(read("dev.jsonl", lines(judged("s3-wildcards"), error("boom"))))
    (broken,) = (case for case in suite if case.find("error") is not None)
    assert (broken[0].attrib["message"], broken[0].text) == (
        "The operation failed before everything was judged. Fix the error and run the operation again.",
        "boom",
    )
    assert counts(suite)["errors"] == 1


def test_a_rule_that_did_not_run_is_skipped():
    summary: dict[str, Any] = {"summaryEvent": {"durationSeconds": 0, "resourceChanges": {}, "result": "succeeded"}}
    (suite,) = suites(read("dev.jsonl", lines(judged("s3-wildcards"), summary)))
    assert [case.attrib["name"] for case in suite if case.find("skipped") is not None] == ["exemptions"]


def test_a_violation_of_another_pack_is_a_failure_too():
    (suite,) = suites(whole(violation(policyName="of-another-pack")))
    assert counts(suite) == {"tests": 3, "failures": 1, "errors": 0}


def test_each_stack_is_a_suite():
    root = suites([*whole(violation()), *whole(violation(), stack="prod")])
    assert [(suite.attrib["name"], suite.attrib["failures"]) for suite in root] == [("dev", "1"), ("prod", "1")]
    assert counts(root) == {"tests": 4, "failures": 2, "errors": 0}


def test_what_xml_cannot_hold_is_left_out():
    unfit = "".join(map(chr, range(32))) + "\ud800\ufffe\uffff" + HOSTILE + "]]>"
    event = violation(message=unfit, policyName=unfit, severity=unfit, resourceUrn=f"urn:pulumi:dev::p::t::{unfit}")
    (suite,) = suites(whole(event, error(unfit)))
    assert "<script>alert(1)</script>" in (suite[2][0].text or "")
    assert "]]>" in (suite[2][0].text or "")
