"""SARIF 2.1.0, for GitHub's code scanning and whatever else reads it.

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
from secure_site_policies.report.findings import Finding
from secure_site_policies.report.gate import doubt
from secure_site_policies.report.gfm import prose
from secure_site_policies.report.locations import location

RESULTS_LIMIT = 25_000
"""Results that GitHub takes of one run; it rejects the file of one that has more."""

_TAGS_LIMIT = 20
# GitHub calls critical what is over 9.0, high what is over 6.9, medium what is over 3.9.
_SCORES = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "2.0"}


def sarif(runs: Sequence[Run], rules: Sequence[Policy]) -> dict[str, Any]:
    """A SARIF log with one run for each stack, of several operations the last; GitHub takes 20 stacks a file.

    A run that proves nothing is left out: uploaded without results, it would close the alerts that are open.
    """
    last = {run.label: run for run in runs if not doubt(run, rules)}
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [_run(run, rules) for run in last.values()],
    }


def _run(run: Run, rules: Sequence[Policy]) -> dict[str, Any]:
    known = {rule.name: _rule(rule) for rule in rules}
    strangers = {finding.rule: _stranger(finding) for finding in run.findings if finding.rule not in known}
    descriptors = list((known | strangers).values())
    indices = {descriptor["id"]: index for index, descriptor in enumerate(descriptors)}
    findings = sorted(run.findings, key=lambda finding: finding.rank)
    seen = Counter[str]()
    results = [_result(finding, indices, seen) for finding in findings[:RESULTS_LIMIT]]
    notes = [*run.errors, *_left_out(len(findings) - len(results))]
    return {
        "tool": {"driver": {"name": "secure-site policies", "rules": descriptors}},
        # GitHub tells the stacks apart by the part before the last slash.
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
    return [f"{counted(number, 'result')} left out: GitHub takes {RESULTS_LIMIT:,} a run"] if number else []


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


def _stranger(finding: Finding) -> dict[str, Any]:
    """A rule of another pack that ran beside this one."""
    return {
        "id": finding.rule,
        "shortDescription": {"text": f"Rule {finding.rule} of policy pack {finding.pack}"},
        "properties": _properties(finding.severity, []),
    }


def _properties(severity: str, controls: Sequence[str]) -> dict[str, Any]:
    properties: dict[str, Any] = {"tags": ["security", *controls][:_TAGS_LIMIT]}
    return properties | ({"security-severity": _SCORES[severity]} if severity in _SCORES else {})


def _result(finding: Finding, indices: Mapping[str, int], seen: Counter[str]) -> dict[str, Any]:
    file, line = location(finding.urn)
    fingerprint = _fingerprint(finding)
    seen[fingerprint] += 1
    return {
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
        # The one fingerprint that GitHub reads; numbered, as it takes results with the same one for the same.
        "partialFingerprints": {"primaryLocationLineHash": f"{fingerprint}:{seen[fingerprint]}"},
    }


def _fingerprint(finding: Finding) -> str:
    """The same for the same fault in another stack, in another place of the file, and in most other words."""
    without_stack = finding.urn.partition("::")[2]
    # Rules put what they object to in quotes.
    pattern = re.search(r"'[^']*'", finding.message)
    identity = "\0".join((finding.rule, without_stack, finding.path, pattern[0] if pattern else ""))
    return hashlib.sha256(identity.encode()).hexdigest()[:16]


def _message(text: str) -> dict[str, str]:
    """Text that means itself: section 3.11 of the standard reads {0} as a placeholder and [text](place) as a link."""
    return {"text": re.sub(r"\[(?=[^\]]*\]\()", r"\\[", text.replace("{", "{{").replace("}", "}}"))}
