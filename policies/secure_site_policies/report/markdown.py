"""The report for a pull request: the verdict first, then one fold for each violation."""

import re
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from pulumi_policy import Policy

from secure_site_policies.frame.wording import counted
from secure_site_policies.report.events import Run
from secure_site_policies.report.findings import Finding
from secure_site_policies.report.gate import Verdict, advisory, doubt, idle, verdict, weakened
from secure_site_policies.report.gfm import block, cell, fenced, fold, prose, span, table, tag

GITHUB_LIMIT = 65_536
"""The most characters in a comment. Folds that do not fit are left out, the least severe first."""

RERUN = "pulumi preview --stack {stack} --policy-pack policies"
"""The command that repeats an operation of any program."""

_CHANGES = ("create", "update", "replace", "delete")
# The most lines in each part outside of folds, so that these parts always fit.
_FEW = 10
# Characters of a message in the summary of its fold.
_START = 70
# Room for the sentence that counts the findings left out.
_RESERVE = 200


@dataclass(frozen=True, slots=True)
class _Fold:
    """A part of the report that is shown or left out as a whole."""

    text: str
    holds: int
    """The number of findings or errors in it."""


def markdown(runs: Sequence[Run], rules: Sequence[Policy], title: str, rerun: str = RERUN) -> str:
    """The report of one or more runs, at most GITHUB_LIMIT characters long.

    title: its heading.
    rerun: the command that repeats the operation, with {stack} for the stack. Default: RERUN.
    """
    known = {rule.name: rule for rule in rules}
    head = [f"## {prose(title)}", *_doubts(runs, rules), _verdict(runs, rules), _by_stack(runs), _by_rule(runs)]
    head += _left_out(runs, rules)
    folds = chain(_errors(runs), _violations(runs, known), _exempted(runs), _remediated(runs), _advisories(runs))
    return _fitted("\n\n".join(filter(None, head)), folds, _reproduction(runs, rerun))


def _doubts(runs: Sequence[Run], rules: Sequence[Policy]) -> Iterator[str]:
    reasons = [f"- {span(run.source)}: {prose(reason)}" for run in runs if (reason := doubt(run, rules))]
    if reasons:
        yield "\n".join(["**Not judged**, and therefore not passed:\n", *reasons[:_FEW]])


def _verdict(runs: Sequence[Run], rules: Sequence[Policy]) -> str:
    urns = [finding.urn for run in runs for finding in run.violations]
    notes = counted(sum(len(run.advisories) for run in runs), "advisory note")
    exempt = sum(len(run.exempted) for run in runs)
    besides = notes + (f", {counted(exempt, 'exempt finding')}" if exempt else "")
    if urns:
        resources = counted(len(set(urns)), "resource")
        return f"**Blocked**: {counted(len(urns), 'violation')} in {resources}, {besides}."
    if any(verdict(run, rules) is not Verdict.PASSED for run in runs):
        return ""
    if missing := weakened(runs, rules):
        return f"**Passed in part**, without {counted(len(missing), 'rule')}: no violation of the others, {besides}."
    return f"**Passed**: no violation, {besides}."


def _by_stack(runs: Sequence[Run]) -> str:
    return table(
        ("stack", *_CHANGES, "violations", "advisory notes"),
        (
            (
                cell(run.label),
                *(str(run.changes.get(operation, 0)) for operation in _CHANGES),
                str(len(run.violations)),
                str(len(run.advisories)),
            )
            for run in runs[:_FEW]
        ),
    )


def _by_rule(runs: Sequence[Run]) -> str:
    findings = sorted((finding for run in runs for finding in run.findings), key=lambda finding: finding.rank)
    counts = Counter((finding.severity, finding.rule, finding.is_mandatory) for finding in findings)
    rules = dict.fromkeys((finding.severity, finding.rule) for finding in findings)
    return table(
        ("severity", "rule", "violations", "advisory notes"),
        (
            (cell(severity), cell(rule), str(counts[severity, rule, True]), str(counts[severity, rule, False]))
            for severity, rule in islice(rules, _FEW)
        ),
    )


def _left_out(runs: Sequence[Run], rules: Sequence[Policy]) -> Iterator[str]:
    for run in runs[:_FEW]:
        for names, did_not in ((idle(run, rules), "run"), (advisory(run, rules), "block")):
            if names and run.judged_by is not None:
                yield f"Rules that did not {did_not} on {span(run.label)}: {', '.join(map(span, names))}."


def _errors(runs: Sequence[Run]) -> Iterator[_Fold]:
    for run in runs:
        for error in run.errors:
            yield _Fold(fold(f"<b>error</b> on {tag(run.label)}", block(error)), 1)


def _violations(runs: Sequence[Run], known: Mapping[str, Policy]) -> Iterator[_Fold]:
    grouped: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in sorted((finding for run in runs for finding in run.violations), key=lambda finding: finding.rank):
        # Several rules may report the same for one property: that it cannot be decided, or that AWS rejects it.
        grouped.setdefault((finding.urn, finding.path, finding.message), []).append(finding)
    for alike in grouped.values():
        yield _Fold(_violation(alike, known), len(alike))


def _violation(alike: Sequence[Finding], known: Mapping[str, Policy]) -> str:
    first = alike[0]
    severity = [tag(first.severity, "b")] if first.severity else []
    where = [tag(first.path), "of", tag(first.name)] if first.path else [tag(first.name)]
    rules = ", ".join(tag(finding.rule) for finding in alike)
    start = tag(textwrap.shorten(first.message, _START, placeholder=" .."))
    summary = f"{' '.join([*severity, rules, 'in', *where])}: {start}"
    facts = [f"- Resource: {span(first.name)}", f"- URN: {span(first.urn)}"]
    if first.path:
        facts.append(f"- Property: {span(first.path)}")
    for finding in alike:
        if rule := known.get(finding.rule):
            facts += _advice(rule, f" ({span(rule.name)})" if len(alike) > 1 else "")
    return fold(summary, block(first.message) + "\n\n" + "\n".join(facts))


def _advice(rule: Policy, of: str) -> Iterator[str]:
    yield f"- Why{of}: {prose(rule.description)}"
    if rule.remediation_steps:
        yield f"- Fix{of}: {prose(rule.remediation_steps)}" + (f" [More]({rule.url})" if rule.url else "")
    if rule.tags:
        yield f"- Controls{of}: {prose(', '.join(rule.tags))}"


def _exempted(runs: Sequence[Run]) -> Iterator[_Fold]:
    found = sorted(one for run in runs for one in run.exempted)
    if found:
        lines = (
            f"- {', '.join(filter(None, (span(one.rule), span(one.path), span(one.urn))))}\n"
            f"  - {prose(one.terms)}\n" + textwrap.indent(block(one.message), "  ")
            for one in found
        )
        yield _Fold(fold(counted(len(found), "exempt finding"), "\n".join(lines)), len(found))


def _remediated(runs: Sequence[Run]) -> Iterator[_Fold]:
    done = [f"- {span(urn)}, by {span(rule)}" for run in runs for rule, urn in sorted(run.remediated)]
    if done:
        summary = f"{counted(len(done), 'resource')} corrected by a rule before the judgement"
        yield _Fold(fold(summary, "\n".join(done)), len(done))


def _advisories(runs: Sequence[Run]) -> Iterator[_Fold]:
    notes = sorted((finding for run in runs for finding in run.advisories), key=lambda finding: finding.rank)
    if notes:
        lines = (
            f"- {', '.join(filter(None, (span(note.rule), span(note.path), span(note.urn))))}\n"
            + textwrap.indent(block(note.message), "  ")
            for note in notes
        )
        yield _Fold(fold(counted(len(notes), "advisory note"), "\n".join(lines)), len(notes))


def _reproduction(runs: Sequence[Run], rerun: str) -> str:
    stacks = dict.fromkeys(run.stack for run in runs if re.fullmatch(r"[\w.-]{1,100}", run.stack)) or ["<stack>"]
    commands = "\n".join(rerun.replace("{stack}", stack) for stack in islice(stacks, _FEW))
    return f"To repeat this on your machine:\n\n{fenced(commands, 'console')}\n"


def _fitted(head: str, folds: Iterable[_Fold], foot: str) -> str:
    parts, left_out = [head], 0
    room = GITHUB_LIMIT - _RESERVE - len(head) - len(foot)
    for one in folds:
        if len(one.text) + 2 <= room:
            parts.append(one.text)
            room -= len(one.text) + 2
        else:
            left_out += one.holds
    if left_out:
        parts.append(f"**{left_out:,} more left out**: a comment on GitHub holds {GITHUB_LIMIT:,} characters.")
    return "\n\n".join([*parts, foot])
