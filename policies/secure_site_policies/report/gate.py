"""The verdict. A gate that judged nothing does not pass."""

from collections.abc import Sequence
from enum import IntEnum

from pulumi_policy import Policy

from secure_site_policies.report.events import Run


class Verdict(IntEnum):
    """What a run comes to; the value is the exit code."""

    PASSED = 0
    BLOCKED = 1
    NOT_JUDGED = 2
    """Whatever the stream says, it proves nothing."""


def verdict(run: Run, rules: Sequence[Policy]) -> Verdict:
    """Of one run; the gate as a whole is as good as the worst of them."""
    if doubt(run, rules):
        return Verdict.NOT_JUDGED
    return Verdict.BLOCKED if run.violations else Verdict.PASSED


def doubt(run: Run, rules: Sequence[Policy]) -> str:
    """Why a run proves nothing, and what to do about it. "" for one that does."""
    if run.flaw:
        return run.flaw
    if run.errors and not run.violations:
        return "The operation failed before everything was judged. Put its error right, and run it again."
    if run.result is None:
        return "There is no summaryEvent: the pack did not load, or the operation was cut off. Run it again."
    has_judged = bool(run.packs) if run.judged_by is None else not run.judged_by.isdisjoint(map(_name, rules))
    if not has_judged:
        return "No rule of the pack judged anything. Run the operation with --policy-pack policies."
    if run.result not in ("succeeded", "") and not (run.result == "failed" and run.violations):
        return "The operation was canceled, or failed and does not say why. Run it again."
    return ""


def idle(run: Run, rules: Sequence[Policy]) -> list[str]:
    """The rules of the pack that did not judge: switched off in its config, or not reached before the end."""
    return [] if run.judged_by is None else [rule.name for rule in rules if rule.name not in run.judged_by]


def _name(rule: Policy) -> str:
    return rule.name
