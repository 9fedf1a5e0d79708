"""The verdict on a run. A run in which no rule judged does not pass."""

from collections.abc import Sequence
from enum import IntEnum

from pulumi_policy import Policy

from secure_site_policies.report.events import Run


class Verdict(IntEnum):
    """The verdict on a run; its value is the exit status."""

    PASSED = 0
    BLOCKED = 1
    NOT_JUDGED = 2
    """The stream proves nothing."""


def verdict(run: Run, rules: Sequence[Policy]) -> Verdict:
    """The verdict on one run. The verdict on several runs is the worst of them."""
    if doubt(run, rules):
        return Verdict.NOT_JUDGED
    return Verdict.BLOCKED if run.violations else Verdict.PASSED


def doubt(run: Run, rules: Sequence[Policy]) -> str:
    """The reason why a run proves nothing, and the correction. "" for a run that counts."""
    if run.flaw:
        return run.flaw
    if run.errors and not run.violations:
        return "The operation failed before everything was judged. Fix the error and run the operation again."
    if run.result is None:
        return "There is no summaryEvent: the pack did not load, or the operation was interrupted. Run it again."
    has_judged = bool(run.packs) if run.judged_by is None else not run.judged_by.isdisjoint(map(_name, rules))
    if not has_judged:
        return "No rule of the pack judged anything. Run the operation with --policy-pack policies."
    if run.result not in ("succeeded", "") and not (run.result == "failed" and run.violations):
        return "The operation was canceled, or failed without an error message. Run it again."
    return ""


def idle(run: Run, rules: Sequence[Policy]) -> list[str]:
    """The rules of the pack that did not run: disabled in its config, or not reached before the end."""
    return [] if run.judged_by is None else [rule.name for rule in rules if rule.name not in run.judged_by]


def _name(rule: Policy) -> str:
    return rule.name
