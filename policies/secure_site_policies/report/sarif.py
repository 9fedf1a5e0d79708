"""SARIF 2.1.0, for GitHub's code scanning and other readers of the format.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support-for-code-scanning
"""

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from pulumi_policy import Policy

from secure_site_policies.frame.wording import counted
from secure_site_policies.report.events import Run
from secure_site_policies.report.exempted import Exempted
from secure_site_policies.report.findings import Finding
from secure_site_policies.report.gate import doubt
from secure_site_policies.report.gfm import prose
from secure_site_policies.report.locations import Program

RESULTS_LIMIT = 25_000
"""The most results in one run; GitHub rejects a file whose run has more."""

_TAGS_LIMIT = 20
# GitHub shows a score over 9.0 as critical, over 6.9 as high, over 3.9 as medium.
_SCORES = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "2.0"}


def sarif(runs: Sequence[Run], rules: Sequence[Policy], program: Program) -> dict[str, Any]:
    """A SARIF log with one run for each stack: its last operation. GitHub accepts 20 stacks in one file.

    program: the source in which findings are located.

    A run that proves nothing is left out: uploaded without results, it would close the open alerts.
    """
    last = {run.label: run for run in runs if not doubt(run, rules)}
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [_run(run, rules, program) for run in last.values()],
    }


def _run(run: Run, rules: Sequence[Policy], program: Program) -> dict[str, Any]:
    findings = sorted(run.findings, key=lambda finding: finding.rank)
    known = {rule.name: _rule(rule) for rule in rules}
    everything = [*findings, *map(_finding, run.exempted)]
    foreign = {finding.rule: _foreign_rule(finding) for finding in everything if finding.rule not in known}
    descriptors = list((known | foreign).values())
    indices = {descriptor["id"]: index for index, descriptor in enumerate(descriptors)}
    seen = Counter[str]()
    exempted = {_finding(one): one for one in sorted(run.exempted)}
    listed = [*findings, *exempted]
    results = [_result(one, indices, seen, program, exempted.get(one)) for one in listed[:RESULTS_LIMIT]]
    notes = [*run.errors, *_left_out(len(listed) - len(results))]
    return {
        "tool": {"driver": {"name": "secure-site policies", "rules": descriptors}},
        # GitHub distinguishes the stacks by the part before the last slash.
        "automationDetails": {"id": f"policies/{run.label}/"},
        "invocations": [
            {
                "executionSuccessful": not run.errors,
                "toolExecutionNotifications": [{"level": "error", "message": _message(note)} for note in notes],
            }
        ],
        "results": results,
    }


def _left_out(number: int) -> list[str]:
    return [f"{counted(number, 'result')} left out: GitHub accepts {RESULTS_LIMIT:,} a run"] if number else []


def _rule(rule: Policy) -> dict[str, Any]:
    steps = rule.remediation_steps or rule.description
    controls = list(rule.tags or ())
    severity = rule.severity.value if rule.severity else ""
    descriptor = {
        "id": rule.name,
        "shortDescription": {"text": rule.description},
        "fullDescription": {"text": " ".join([rule.description, *([", ".join(controls) + "."] if controls else [])])},
        "help": {
            "text": f"{steps} {rule.url or ''}".strip(),
            "markdown": f"**Fix:** {prose(steps)}" + (f"\n\n[More]({rule.url})" if rule.url else ""),
        },
        "properties": _properties(severity, controls),
    }
    return descriptor | ({"helpUri": rule.url} if rule.url else {})


def _foreign_rule(finding: Finding) -> dict[str, Any]:
    """The descriptor of a rule from another pack that ran beside this one."""
    return {
        "id": finding.rule,
        "shortDescription": {"text": f"Rule {finding.rule} of policy pack {finding.pack}"},
        "properties": _properties(finding.severity, []),
    }


def _properties(severity: str, controls: Sequence[str]) -> dict[str, Any]:
    properties: dict[str, Any] = {"tags": ["security", *controls][:_TAGS_LIMIT]}
    return properties | ({"security-severity": _SCORES[severity]} if severity in _SCORES else {})


def _finding(one: Exempted) -> Finding:
    """What the rule would have reported without the exemption."""
    return Finding(one.rule, "", False, "", one.urn, one.path, one.message)


def _result(
    finding: Finding, indices: Mapping[str, int], seen: Counter[str], program: Program, exempted: Exempted | None
) -> dict[str, Any]:
    file, line = program.location(finding.urn)
    fingerprint = _fingerprint(finding)
    seen[fingerprint] += 1
    suppressed = {"suppressions": [_suppression(exempted)]} if exempted else {}
    return suppressed | {
        "ruleId": finding.rule,
        "ruleIndex": indices[finding.rule],
        "level": "error" if finding.is_mandatory else "warning",
        "message": _message(finding.text),
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": file, "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": line},
                },
                "logicalLocations": [{"name": finding.name, "fullyQualifiedName": finding.urn, "kind": "resource"}],
            }
        ],
        # The only fingerprint that GitHub reads. It is numbered, since GitHub merges results with equal fingerprints.
        "partialFingerprints": {"primaryLocationLineHash": f"{fingerprint}:{seen[fingerprint]}"},
    }


def _suppression(exempted: Exempted) -> dict[str, Any]:
    """An exemption, in the words of the standard: section 3.35."""
    return {
        "kind": "external",
        "status": "accepted",
        "justification": exempted.terms,
        "properties": {
            "pattern": exempted.pattern,
            "reason": exempted.reason,
            "owner": exempted.owner,
            "expires": exempted.expires,
        },
    }


def _fingerprint(finding: Finding) -> str:
    """A hash that stays the same for a fault in another stack, in another line of the file, or in other words."""
    without_stack = finding.urn.partition("::")[2]
    # The message of a rule has the pattern in quotes.
    pattern = re.search(r"'[^']*'", finding.message)
    identity = "\0".join((finding.rule, without_stack, finding.path, pattern[0] if pattern else ""))
    return hashlib.sha256(identity.encode()).hexdigest()[:16]


def _message(text: str) -> dict[str, str]:
    """Literal text: by section 3.11 of the standard, {0} is a placeholder and [text](place) is a link."""
    return {"text": re.sub(r"\[(?=[^\]]*\]\()", r"\\[", text.replace("{", "{{").replace("}", "}}"))}
