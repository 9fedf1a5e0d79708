"""The verdict on a run. A run passes only if every rule of the pack judged it, at the level that the rule declares."""

from collections.abc import Collection, Iterator, Sequence
from enum import IntEnum

from pulumi_policy import EnforcementLevel, Policy

from secure_site_policies.frame.wording import listed
from secure_site_policies.report.events import HOW, Run

_MOST_RULES = 12


class Verdict(IntEnum):
    """The verdict on a run; its value is the exit status."""

    PASSED = 0
    BLOCKED = 1
    NOT_JUDGED = 2
    """The stream proves nothing, or too little."""


def verdict(run: Run, rules: Sequence[Policy]) -> Verdict:
    """The verdict on one run. The verdict on several runs is the worst of them."""
    if doubt(run, rules):
        return Verdict.NOT_JUDGED
    return Verdict.BLOCKED if run.violations else Verdict.PASSED


def doubt(run: Run, rules: Sequence[Policy]) -> str:
    """The reason why a run proves nothing, or too little, and the correction. "" for a run that counts."""
    return flaw(run, rules) or (_gap(run, rules) if not run.violations else "")


def flaw(run: Run, rules: Sequence[Policy]) -> str:
    """The reason why a run proves nothing, and the correction. "" for a run in which the pack judged.

    `pulumi policy analyze` does not say which rules ran: of its stream, this is all that can be known.
    """
    if run.flaw:
        return run.flaw
    if run.errors and not run.violations:
        return "The operation failed before everything was judged. Fix the error and run the operation again."
    if run.result is None:
        return "There is no summaryEvent: the pack did not load, or the operation was interrupted. Run it again."
    if not _has_judged(run, rules):
        return "No rule of the pack judged anything. Run the operation with --policy-pack policies."
    if run.result not in ("succeeded", "") and not (run.result == "failed" and run.violations):
        return "The operation was canceled, or failed without an error message. Run it again."
    return ""


def idle(run: Run, rules: Sequence[Policy]) -> list[str]:
    """The rules of the pack that did not run: disabled in its config, or not reached before the end."""
    return [] if run.judged_by is None else [rule.name for rule in rules if rule.name not in run.judged_by]


def advisory(run: Run, rules: Sequence[Policy]) -> list[str]:
    """The rules that ran, but that the config made advisory: their findings did not block."""
    noted = {finding.rule for finding in run.advisories if not finding.is_late}
    off = idle(run, rules)
    return [rule.name for rule in rules if blocks(rule) and rule.name in {*noted, *run.weaker} and rule.name not in off]


def blocks(rule: Policy) -> bool:
    """Whether a rule blocks by its own declaration."""
    return rule.enforcement_level not in (EnforcementLevel.ADVISORY, EnforcementLevel.DISABLED)


def weakened(runs: Collection[Run], rules: Sequence[Policy]) -> list[str]:
    """The rules of the pack that did not run, or did not block, in any of the runs."""
    names = {name for run in runs for name in (*idle(run, rules), *advisory(run, rules))}
    return [rule.name for rule in rules if rule.name in names]


def _has_judged(run: Run, rules: Sequence[Policy]) -> bool:
    if run.judged_by is None:
        return bool(run.packs)
    return not run.judged_by.isdisjoint(rule.name for rule in rules)


def _gap(run: Run, rules: Sequence[Policy]) -> str:
    if run.judged_by is None:
        return f"The stream does not say which rules ran; {HOW}."
    return " ".join(_gaps(run, rules))


def _gaps(run: Run, rules: Sequence[Policy]) -> Iterator[str]:
    off = [name for name in idle(run, rules) if name not in run.without]
    weak = [name for name in advisory(run, rules) if name not in run.without]
    if off:
        yield f"These rules did not run: {listed(off, _MOST_RULES)}."
    if weak:
        yield f"These rules did not block, since the config makes them advisory: {listed(weak, _MOST_RULES)}."
    if off or weak:
        yield "Restore them in the pack's config, or name each with --without where that is on purpose."
