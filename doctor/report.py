"""The command line that all checks share, and their results: a table or JSON, and the exit code."""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict

from doctor.model import CheckResult, Status
from doctor.reader import Account, UndecidedError

_EXIT_CODES = """\
exit codes:
  0  every check passes
  1  at least one check fails
  2  no check fails, but at least one is undecided: a call was denied or unanswered, or there are no credentials
"""


def make_parser(program: str, description: str, region: str) -> argparse.ArgumentParser:
    """A parser with the options --region and --json. region: what the region is of, for the help."""
    parser = argparse.ArgumentParser(
        prog=f"python -m {program}",
        description=f"{description} Reads only.",
        epilog=_EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--region", help=f"{region}; default: AWS_REGION")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    return parser


def report(look: Callable[[], tuple[Account, Sequence[CheckResult]]], *, is_json: bool) -> int:
    """Prints the results of all checks and returns the exit code.

    look: runs the checks. If it raises UndecidedError, as without credentials, the error is printed to stderr.
    """
    try:
        account, results = look()
    except UndecidedError as error:
        print(f"error: {error}. {error.fix}", file=sys.stderr)
        if is_json:
            print(json.dumps({"error": str(error), "fix": error.fix}))
        return 2
    print((as_json if is_json else table)(account, results))
    return exit_code(results)


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
