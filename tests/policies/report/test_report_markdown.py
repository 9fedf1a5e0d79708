"""The report of a pull request, read the way that a browser gets it."""

from collections import Counter
from html.parser import HTMLParser
from typing import Any

import pytest
from markdown_it import MarkdownIt

from secure_site_policies.report.events import Run, read
from secure_site_policies.report.markdown import GITHUB_LIMIT, markdown
from tests.policies.report.streams import (
    END,
    HOSTILE,
    RULES,
    URN,
    error,
    exempted,
    judged,
    late,
    lines,
    summary,
    violation,
    whole,
)

HOSTILE_URN = f"urn:pulumi:dev::secure-site::aws:s3/bucket:Bucket::{HOSTILE}"


TABLE = {"table", "thead", "tbody", "tr", "th", "td"}
OURS = {"h2", "p", "strong", "details", "summary", "b", "code", "pre", "ul", "li", "a"} | TABLE


class Page(HTMLParser):
    """The elements and the text of a report as it is shown."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements = Counter[str]()
        self.texts: list[str] = []
        self.code: list[str] = []
        self.links: set[str] = set()
        self._open: list[str] = []
        self.feed(MarkdownIt("commonmark", {"html": True}).enable("table").render(text))
        assert not self._open, "an element is left open"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements[tag] += 1
        self._open.append(tag)
        self.links |= {value or "" for name, value in attrs if name in ("href", "src")}
        if tag == "code":
            self.code.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "code" in self._open:
            self.code[-1] += data
        else:
            self.texts.append(data)

    @property
    def prose(self) -> str:
        return " ".join(" ".join(self.texts).split())


def page(runs: list[Run], title: str = "Policy report") -> Page:
    return Page(markdown(runs, RULES, title))


def test_the_verdict_comes_first():
    assert markdown(whole(violation(), violation(message="other")), RULES, "Report").startswith(
        "## Report\n\n**Blocked**: 2 violations in 1 resource, 0 advisory notes.\n"
    )
    assert markdown(whole(late()), RULES, "Report").startswith(
        "## Report\n\n**Passed**: no violation, 1 advisory note.\n"
    )
    assert markdown(whole(exempted()), RULES, "Report").startswith(
        "## Report\n\n**Passed**: no violation, 0 advisory notes, 1 exempt finding.\n"
    )


def test_a_report_without_all_rules_never_says_passed_without_saying_without_what():
    run = read("x", lines(judged("s3-wildcards"), summary(), END))
    assert "Passed" not in markdown(run, RULES, "Report")
    run[0].complete({}, strict=False, without=["exemptions"])
    text = markdown(run, RULES, "Report")
    assert text.startswith("## Report\n\n**Passed in part**, without 1 rule: no violation of the others")
    assert "Rules that did not run on `dev`: `exemptions`." in text


def test_a_rule_that_the_config_makes_advisory_is_shown():
    text = markdown(whole(violation(enforcementLevel="advisory")), RULES, "Report")
    assert "Passed" not in text
    assert "Rules that did not block on `dev`: `s3-wildcards`." in text


def test_each_exemption_in_use_is_shown_with_its_terms():
    shown = page(whole(exempted()))
    assert "Exempt until 2027-03-31: The role is only used by hand. Owner: ops@example.com." in shown.prose
    assert {"s3-wildcards", "policy", URN, "'s3:*' grants every S3 action\n"} <= set(shown.code)


def test_what_proves_nothing_has_not_passed():
    text = markdown(read("dev.jsonl", lines(judged("s3-wildcards"))), RULES, "Report")
    assert text.startswith(
        "## Report\n\n**Not judged**, and therefore not passed:\n\n- `dev.jsonl`: There is no summary"
    )
    assert "Passed" not in text


def test_a_stack_that_is_fine_does_not_hide_one_that_is_not():
    text = markdown([*whole(), *whole(error("boom"))], RULES, "Report")
    assert "**Not judged**" in text
    assert "**Passed**" not in text


def test_changes_are_counted_by_stack_and_findings_by_rule():
    text = markdown(whole(violation(), violation(enforcementLevel="advisory", message="later")), RULES, "Report")
    assert "| <code>dev</code> | 2 | 0 | 0 | 0 | 1 | 1 |" in text
    assert "| <code>critical</code> | <code>s3-wildcards</code> | 1 | 1 |" in text


def test_a_fold_says_where_why_and_what_to_do():
    shown = page(whole(violation(message="acl: 'public-read' lets all read.\nWrite instead: private.")))
    assert {"acl", "site-bucket", URN, "'public-read' lets all read.\nWrite instead: private.\n"} <= set(shown.code)
    assert "critical in of :" in shown.prose
    assert "Why: Without s3-wildcards things go wrong. Fix: Write what s3-wildcards says. More" in shown.prose
    assert "Controls: FSBP IAM.21, CIS 1.16" in shown.prose
    assert shown.links == {"https://docs.aws.amazon.com/s3-wildcards"}


def test_a_fold_can_be_told_from_the_next_while_it_is_closed():
    shown = page(whole(violation(message="policy: 's3:Get*' is wide"), violation(message="policy: 's3:*' is wide")))
    assert {"'s3:Get*' is wide", "'s3:*' is wide"} <= set(shown.code)


def test_the_same_of_several_rules_is_one_fold():
    runs = whole(violation(), violation(policyName="exemptions", severity="medium"), violation(message="other"))
    shown = page(runs)
    assert shown.elements["details"] == 2
    assert "Why ( ): Without s3-wildcards things go wrong." in shown.prose
    assert "Why ( ): Without exemptions things go wrong." in shown.prose


def test_what_is_worst_comes_first():
    severities = ["low", "critical", "", "medium", "high"]
    runs = whole(*(violation(severity=one, message=f"p: is {one or 'unknown'}") for one in severities))
    shown = [code for code in page(runs).code if code.startswith("is ") and not code.endswith("\n")]
    assert shown == ["is critical", "is high", "is medium", "is low", "is unknown"]


def test_advisory_notes_share_a_fold():
    notes = [late(resourceUrn=f"{URN}{number}") for number in range(3)]
    shown = page(whole(*notes))
    assert [shown.elements[name] for name in ("details", "ul", "li", "pre")] == [1, 1, 3, 4]
    assert "3 advisory notes" in shown.prose


def test_errors_are_shown_line_by_line():
    assert "boom\n  File x\n" in page(whole(error("boom\n  File x\n"))).code


def test_what_a_rule_has_put_right_is_shown():
    event: dict[str, Any] = {"policyRemediationEvent": {"policyName": "tags", "resourceUrn": URN, "before": {}}}
    assert "1 resource corrected by a rule before the judgement" in page(whole(event)).prose


def test_a_rule_that_is_switched_off_is_shown():
    assert "exemptions" not in markdown(whole(), RULES, "Report")
    text = markdown(read("x", lines(judged("s3-wildcards"), summary())), RULES, "Report")
    assert "Rules that did not run on `dev`: `exemptions`." in text


def test_the_end_says_how_to_see_it_at_home():
    assert page(whole(violation())).code[-1] == "pulumi preview --stack dev --policy-pack policies\n"
    strange = violation(resourceUrn="urn:pulumi:dev; rm -rf ~::p::t::n")
    assert page(read("x", lines(strange))).code[-1] == "pulumi preview --stack <stack> --policy-pack policies\n"
    own = markdown([*whole(), *whole(stack="prod")], RULES, "Report", "make gate STACK={stack}")
    assert Page(own).code[-1] == "make gate STACK=dev\nmake gate STACK=prod\n"


HIDING_PLACES: dict[str, dict[str, Any]] = {
    "message": violation(message=f"acl: {HOSTILE}"),
    "path": violation(message=f"{HOSTILE.replace(' ', '')}: no"),
    "resource": violation(resourceUrn=HOSTILE_URN),
    "rule": violation(policyName=HOSTILE),
    "advisory note": violation(enforcementLevel="advisory", resourceUrn=HOSTILE_URN, message=HOSTILE),
    "advisory path": violation(enforcementLevel="advisory", message=f"{HOSTILE.replace(' ', '')}: no"),
    "error": error(HOSTILE),
    "remediation": {"policyRemediationEvent": {"policyName": HOSTILE, "resourceUrn": HOSTILE_URN}},
    "stack": violation(resourceUrn=f"urn:pulumi:{HOSTILE}::p::t::n"),
}


@pytest.mark.parametrize("event", HIDING_PLACES.values(), ids=HIDING_PLACES)
def test_nothing_breaks_out(event: dict[str, Any]):
    shown = page(read("dev.jsonl", lines(event, judged("s3-wildcards"), summary())))
    assert set(shown.elements) <= OURS
    assert shown.elements["h2"] == 1
    assert shown.links <= {"https://docs.aws.amazon.com/s3-wildcards"}
    assert not any(word in shown.prose for word in ("Taken", "@everyone", "evil", "$x$", "alert"))
    assert any("Taken over" in code or "Takenover" in code for code in shown.code)


def test_a_severity_that_there_is_not_is_not_shown():
    assert HOSTILE[-5:] not in markdown(whole(violation(severity=HOSTILE)), RULES, "Report")


def test_a_cell_of_the_tables_holds_its_pipes():
    for row in markdown(whole(violation(policyName=HOSTILE)), RULES, "Report").splitlines():
        if row.startswith("| <code>critical"):
            assert row.count("|") == 5
            break
    else:
        pytest.fail("the row is missing")


def test_a_title_is_text():
    assert page(whole(), "<b>a</b> *b* [c](d) `e` #").elements["h2"] == 1
    assert "<b>a</b> *b* [c](d) `e` #" in page(whole(), "<b>a</b> *b* [c](d) `e` #").prose


def test_whole_folds_are_left_out_and_counted_where_github_takes_no_more():
    runs = whole(*(violation(severity="low" if n else "critical", message=f"p{n}: {'x ' * 500}") for n in range(100)))
    text = markdown(runs, RULES, "Report")
    shown = Page(text)
    assert GITHUB_LIMIT * 0.9 < len(text) <= GITHUB_LIMIT
    left_out = 100 - shown.elements["details"]
    assert left_out > 0
    assert f"{left_out} more left out : a comment on GitHub holds 65,536 characters." in shown.prose
    assert "p0" in shown.code
    assert shown.code[-1] == "pulumi preview --stack dev --policy-pack policies\n"


def test_notes_that_do_not_fit_are_counted_one_by_one():
    notes = [violation(enforcementLevel="advisory", message=f"p{number}: {'x ' * 500}") for number in range(100)]
    assert "100 more left out : a comment on GitHub holds" in page(whole(*notes)).prose


@pytest.mark.parametrize(
    "events",
    [
        [violation(message=f"p: {'`' * 200_000}")],
        [violation(resourceUrn="urn:pulumi:dev::p::t::" + "|" * 200_000)],
        [violation(policyName=f"{number}" + "|" * 500, message=f"p{number}: no") for number in range(300)],
        [violation(enforcementLevel="advisory", message=f"p{number}: {'x ' * 500}") for number in range(100)],
        [error(f"{number} " + "boom " * 2_000) for number in range(100)],
    ],
    ids=["message", "name", "rules", "advisory notes", "errors"],
)
def test_no_report_is_longer_than_github_takes(events: list[dict[str, Any]]):
    text = markdown(whole(*events) * 50, RULES, "Report")
    assert len(text) <= GITHUB_LIMIT
    Page(text)


def test_however_many_and_long_the_stacks_are_their_names_fit():
    runs = [run for _ in range(100) for run in [*whole(stack="|" * 2_000), *read("|" * 2_000, [])]]
    runs += read("x", lines(judged("s3-wildcards", stack="|" * 2_000), summary())) * 100
    text = markdown(runs, RULES, "|" * 100_000)
    assert len(text) <= GITHUB_LIMIT
    Page(text)


def test_a_long_message_is_cut_and_says_so():
    assert any("characters more" in code for code in page(whole(violation(message=f"p: {'x ' * 5_000}"))).code)
