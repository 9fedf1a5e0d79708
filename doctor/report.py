"""The results of checks, as a table or as JSON, and their exit code."""

import json
from collections.abc import Sequence
from dataclasses import asdict

from doctor.model import CheckResult, Status
from doctor.reader import Account

EXIT_CODES = """\
exit codes:
  0  every check passes
  1  at least one check fails
  2  no check fails, but at least one is undecided: a call was denied or unanswered, or there are no credentials
"""


def exit_code(results: Sequence[CheckResult]) -> int:
    """1 if a check fails, else 2 if a check is undecided, else 0."""
    statuses = {result.status for result in results}
    return 1 if Status.FAIL in statuses else 2 if Status.UNKNOWN in statuses else 0


def table(account: Account, results: Sequence[CheckResult]) -> str:
    """A line for each result, with the fix beneath it, and the totals at the end."""
    width = max(len(result.check) for result in results)
    indent = " " * (width + len("UNKNOWN") + 4)
    lines = [f"account {account.id}, region {account.region}, as {account.caller}", ""]
    for result in results:
        lines.append(f"{result.status.upper():7}  {result.check:{width}}  {result.found}")
        if result.fix:
            lines.append(f"{indent}fix: {result.fix}")
    counts = ", ".join(f"{sum(each.status == status for each in results)} {status}" for status in Status)
    return "\n".join([*lines, "", counts])


def as_json(account: Account, results: Sequence[CheckResult]) -> str:
    """The results as JSON, with the account that they are about."""
    about = {"account": account.id, "region": account.region, "caller": account.caller}
    return json.dumps({**about, "findings": [asdict(result) for result in results]}, indent=2)
