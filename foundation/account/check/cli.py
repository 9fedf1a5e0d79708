"""The entry point: runs every check, prints the results, returns the exit code."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict

from foundation.account.check import people, safeguards
from foundation.account.check.model import CheckResult, Status
from foundation.account.check.reader import Account, ClientFactory, UndecidedError

CHECKS = (*people.CHECKS, *safeguards.CHECKS)
"""Every check, in report order."""

_EXIT_CODES = """\
exit codes:
  0  every check passes
  1  at least one check fails
  2  no check fails, but at least one is undecided: a call was denied or unanswered, or there are no credentials
"""


def main(arguments: Sequence[str] | None = None, clients: ClientFactory | None = None) -> int:
    """Runs every check and prints the results. Without credentials or a region, prints an error to stderr.

    arguments: the command line. Default: sys.argv[1:].
    clients: creates the AWS clients. Default: those of the environment.
    """
    options = _parser().parse_args(arguments)
    try:
        account = Account(options.region, clients)
    except UndecidedError as error:
        print(f"error: {error}. {error.fix}", file=sys.stderr)
        if options.json:
            print(json.dumps({"error": str(error), "fix": error.fix}))
        return 2
    results = [check.run(account) for check in CHECKS]
    print((as_json if options.json else table)(account, results))
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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m foundation.account.check",
        description="Checks the safeguards of the AWS account that you are logged in to. Reads only.",
        epilog=_EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--region", help="region of AWS Config and Access Analyzer; default: AWS_REGION")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    return parser
