"""Reads the engine's event stream: one JSON event a line, from one operation or several in succession.

    PULUMI_ENABLE_STREAMING_JSON_PREVIEW=true pulumi preview --json --policy-pack policies
    pulumi preview --event-log FILE --policy-pack policies

Events: https://github.com/pulumi/pulumi/blob/v3.259.0/sdk/go/common/apitype/events.go
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, cast

from secure_site_policies.report.exempted import Exempted, exempted_of, weakened_of
from secure_site_policies.report.findings import Finding, finding_of
from secure_site_policies.report.text import clean

HOW = "write the stream with PULUMI_ENABLE_STREAMING_JSON_PREVIEW=true pulumi preview --json --policy-pack policies"
"""How to write a stream that a report can be made of."""

_NOT_EVENTS = frozenset({"sequence", "timestamp"})
# The engine's last message after any other error.
_CLOSING = frozenset({"preview failed", "update failed"})

# The errors that parsing JSON of another shape raises.
_NO_EVENT = (ValueError, LookupError, TypeError, AttributeError, OverflowError, RecursionError)


@dataclass(slots=True)
class Run:
    """One operation, read from its events."""

    source: str
    """Path of the stream."""
    stack: str = ""
    """Name of the stack."""
    findings: dict[Finding, None] = field(default_factory=dict[Finding, None])
    """The findings in the order of the stream, each once; the values of the dict mean nothing."""
    remediated: dict[tuple[str, str], None] = field(default_factory=dict[tuple[str, str], None])
    """Rule and URN for each resource that a rule corrected, each once."""
    packs: set[str] = field(default_factory=set[str])
    """The loaded policy packs."""
    judged_by: set[str] | None = None
    """The rules that ran. None where the stream has no such event, as with the Automation API."""
    exempted: dict[Exempted, None] = field(default_factory=dict[Exempted, None])
    """What exemptions let pass, in the order of the stream, each once; the values of the dict mean nothing."""
    weaker: Collection[str] = ()
    """The rules that the config disables, or makes advisory against their declaration."""
    without: Collection[str] = ()
    """The rules that may be disabled or advisory."""
    changes: Mapping[str, int] = field(default_factory=dict[str, int])
    """Operation ("create", "update", "replace", "delete", ..) -> number of resources."""
    errors: list[str] = field(default_factory=list[str])
    """The errors of the program, the providers and the engine."""
    seconds: int = 0
    """Duration of the operation."""
    result: str | None = None
    """ "succeeded", "failed" or "canceled"; "" from engines that report none; None where the stream is incomplete."""
    flaw: str = ""
    """The line where reading the stream failed, the reason and the correction; "" for a valid stream."""

    @property
    def label(self) -> str:
        """Name of the run: its stack, or its stream where no event names the stack."""
        return self.stack or self.source

    @property
    def violations(self) -> list[Finding]:
        """The findings that block."""
        return [finding for finding in self.findings if finding.is_mandatory]

    @property
    def advisories(self) -> list[Finding]:
        """The findings that do not block."""
        return [finding for finding in self.findings if not finding.is_mandatory]

    def complete(
        self,
        severities: Mapping[str, str],
        strict: bool,
        weaker: Collection[str] = (),
        without: Collection[str] = (),
    ) -> None:
        """Adds what the events lack.

        severities: of the rules, by name.
        strict: whether advisory notes become violations.
        weaker: the rules that the config weakens, besides those in the stream.
        without: as the field of that name.
        """
        self.weaker, self.without = {*self.weaker, *weaker}, without
        self.findings = {
            replace(
                finding,
                severity=finding.severity or severities.get(finding.rule, ""),
                is_mandatory=finding.is_mandatory or strict,
            ): None
            for finding in self.findings
        }


def read(source: str, lines: Iterable[str]) -> list[Run]:
    """The operations in a stream: at least one. Where a line is no event, the last operation has a flaw."""
    runs = [Run(source)]
    number, ended = 0, False
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        if ended:
            runs.append(Run(source))
        try:
            kind, body = _event(line)
            _take(runs[-1], kind, body)
        except _NO_EVENT as error:
            # The message repeats neither the line nor Python's description of it: both may contain secrets.
            runs[-1].flaw = f"Line {number} is not an engine event ({type(error).__name__}); {HOW}."
            return runs
        ended = kind == "cancelEvent"
    if not number:
        runs[0].flaw = f"The stream is empty; {HOW}."
    return runs


def _event(line: str) -> tuple[str, dict[str, Any]]:
    event: object = json.loads(line)
    if not isinstance(event, dict):
        raise TypeError
    event = cast(dict[str, object], event)
    # The Automation API passes on events that it does not know without their body.
    kind, *more = [key for key in event if key not in _NOT_EVENTS] or [""]
    body = event.get(kind, {})
    if more or not isinstance(body, dict):
        raise TypeError
    return kind, cast(dict[str, Any], body)


def _take(run: Run, kind: str, body: dict[str, Any]) -> None:
    match kind:
        case "policyEvent":
            finding = finding_of(body)
            if exempted := exempted_of(finding):
                run.exempted[exempted] = None
            elif weaker := weakened_of(finding):
                run.weaker = {*run.weaker, *weaker}
            else:
                run.findings[finding] = None
        case "policyRemediationEvent":
            run.remediated[clean(body["policyName"]), clean(body["resourceUrn"])] = None
        case "policyAnalyzeSummaryEvent" | "policyAnalyzeStackSummaryEvent":
            judges = {clean(name) for key in ("passed", "failed") for name in body.get(key) or ()}
            run.judged_by = (run.judged_by or set()) | judges
        # Once an operation has succeeded, an error is about the engine's own end: it gives its plugins five seconds for
        # that, and on a busy machine one that takes longer "exited prematurely".
        case "diagnosticEvent" if body["severity"] == "error" and run.result != "succeeded":
            _fail(run, body["message"])
        case "errorEvent":
            _fail(run, body["error"])
        case "resOpFailedEvent":
            _fail(run, f"{body['metadata']['op']} failed: {body['metadata']['urn']}")
        case "summaryEvent":
            run.packs = {clean(pack) for pack in body.get("PolicyPacks") or ()}
            run.changes = {clean(operation): int(count) for operation, count in body["resourceChanges"].items()}
            run.seconds = int(body["durationSeconds"])
            run.result = clean(body.get("result", ""))
        case _:
            pass
    run.stack = run.stack or _stack(body)


def _fail(run: Run, message: str) -> None:
    text = clean(message).strip()
    # The engine reports a failed program twice, the second time inside a sentence.
    if text not in _CLOSING and not any(known in text for known in run.errors):
        # Sorted: which of two failures the engine reports first is chance.
        run.errors = sorted([text, *(known for known in run.errors if text not in known)])


def _stack(body: Mapping[str, Any]) -> str:
    holder = body.get("metadata", body)
    urn = clean(holder.get("resourceUrn") or holder.get("urn") or "")
    return urn.partition("::")[0].removeprefix("urn:pulumi:")
