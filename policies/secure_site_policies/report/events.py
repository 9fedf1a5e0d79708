"""Reads the engine's event stream: JSON, one event a line, of one operation or of several after each other.

    PULUMI_ENABLE_STREAMING_JSON_PREVIEW=true pulumi preview --json --policy-pack policies
    pulumi preview --event-log FILE --policy-pack policies

Events: https://github.com/pulumi/pulumi/blob/v3.259.0/sdk/go/common/apitype/events.go
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, cast

from secure_site_policies.report.findings import Finding, finding_of
from secure_site_policies.report.text import clean

_HOW = "write the stream with PULUMI_ENABLE_STREAMING_JSON_PREVIEW=true pulumi preview --json --policy-pack policies"
_NOT_EVENTS = frozenset({"sequence", "timestamp"})
# The engine's last words on any operation that something else has stopped.
_CLOSING = frozenset({"preview failed", "update failed"})

# What taking apart JSON of any other shape raises.
_NO_EVENT = (ValueError, LookupError, TypeError, AttributeError, OverflowError, RecursionError)


@dataclass(slots=True)
class Run:
    """One operation, as far as its events tell."""

    source: str
    """Path of the stream."""
    stack: str = ""
    findings: dict[Finding, None] = field(default_factory=dict[Finding, None])
    """In the order of the stream; the keys alone count, so that none is there twice."""
    remediated: dict[tuple[str, str], None] = field(default_factory=dict[tuple[str, str], None])
    """Rule and URN of what a rule has put right by itself, likewise."""
    packs: set[str] = field(default_factory=set[str])
    """The policy packs that were loaded."""
    judged_by: set[str] | None = None
    """The rules that have judged anything, whatever they said. None where no event tells, as of the Automation API."""
    changes: Mapping[str, int] = field(default_factory=dict[str, int])
    """Operation ("create", "update", "replace", "delete", ..) -> number of resources."""
    errors: list[str] = field(default_factory=list[str])
    """What the program, a provider or the engine stopped with."""
    seconds: int = 0
    result: str | None = None
    """ "succeeded", "failed" or "canceled"; "" from engines that do not say; None where the stream has no end."""
    flaw: str = ""
    """Why the stream could not be read any further, by which line, and what to do."""

    @property
    def label(self) -> str:
        """What the run is called: its stack, or where no event has told it, its stream."""
        return self.stack or self.source

    @property
    def violations(self) -> list[Finding]:
        """What blocks."""
        return [finding for finding in self.findings if finding.is_mandatory]

    @property
    def advisories(self) -> list[Finding]:
        """What does not."""
        return [finding for finding in self.findings if not finding.is_mandatory]

    def complete(self, severities: Mapping[str, str], strict: bool) -> None:
        """Adds the rules' own severities where the events have none, and with `strict` makes what is advisory block."""
        self.findings = {
            replace(
                finding,
                severity=finding.severity or severities.get(finding.rule, ""),
                is_mandatory=finding.is_mandatory or strict,
            ): None
            for finding in self.findings
        }


def read(source: str, lines: Iterable[str]) -> list[Run]:
    """The operations in a stream. At least one; the last one has a flaw where a line is no event."""
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
            # Neither the line nor Python's account of it is repeated: both may hold anything.
            runs[-1].flaw = f"Line {number} is no engine event ({type(error).__name__}); {_HOW}."
            return runs
        ended = kind == "cancelEvent"
    if not number:
        runs[0].flaw = f"There is nothing in it; {_HOW}."
    return runs


def _event(line: str) -> tuple[str, dict[str, Any]]:
    event: object = json.loads(line)
    if not isinstance(event, dict):
        raise TypeError
    event = cast(dict[str, object], event)
    # The Automation API hands events that it does not know on without their body.
    kind, *more = [key for key in event if key not in _NOT_EVENTS] or [""]
    body = event.get(kind, {})
    if more or not isinstance(body, dict):
        raise TypeError
    return kind, cast(dict[str, Any], body)


def _take(run: Run, kind: str, body: dict[str, Any]) -> None:
    match kind:
        case "policyEvent":
            run.findings[finding_of(body)] = None
        case "policyRemediationEvent":
            run.remediated[clean(body["policyName"]), clean(body["resourceUrn"])] = None
        case "policyAnalyzeSummaryEvent" | "policyAnalyzeStackSummaryEvent":
            judges = {clean(name) for key in ("passed", "failed") for name in body.get(key) or ()}
            run.judged_by = (run.judged_by or set()) | judges
        case "diagnosticEvent" if body["severity"] == "error":
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
    # The engine tells of a failed program twice, the second time with a sentence around it.
    if text not in _CLOSING and not any(known in text for known in run.errors):
        run.errors.append(text)


def _stack(body: Mapping[str, Any]) -> str:
    holder = body.get("metadata", body)
    urn = clean(holder.get("resourceUrn") or holder.get("urn") or "")
    return urn.partition("::")[0].removeprefix("urn:pulumi:")
