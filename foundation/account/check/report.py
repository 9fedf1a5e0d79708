"""Findings as a table and as JSON."""

import json
from collections.abc import Sequence
from dataclasses import asdict

from foundation.account.check.check import Finding, Status
from foundation.account.check.reader import Account


def table(account: Account, findings: Sequence[Finding]) -> str:
    """One line for each finding, with the fix beneath; the sum last."""
    wide = max(len(finding.check) for finding in findings)
    indent = " " * (wide + len("UNKNOWN") + 4)
    lines = [f"account {account.id}, region {account.region}, as {account.caller}", ""]
    for finding in findings:
        lines.append(f"{finding.status.upper():7}  {finding.check:{wide}}  {finding.found}")
        if finding.fix:
            lines.append(f"{indent}fix: {finding.fix}")
    counts = ", ".join(f"{sum(each.status == status for each in findings)} {status}" for status in Status)
    return "\n".join([*lines, "", counts])


def as_json(account: Account, findings: Sequence[Finding]) -> str:
    """The same for programs."""
    about = {"account": account.id, "region": account.region, "caller": account.caller}
    return json.dumps({**about, "findings": [asdict(finding) for finding in findings]}, indent=2)
