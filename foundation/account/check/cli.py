"""From a command line to an exit code."""

import argparse
import json
import sys
from collections.abc import Sequence

from foundation.account.check import people, safeguards
from foundation.account.check.check import Finding, Status
from foundation.account.check.reader import Account, Clients, UndecidedError
from foundation.account.check.report import as_json, table

CHECKS = (*people.CHECKS, *safeguards.CHECKS)
"""Every check, in the order in which they are told."""

_EXIT_CODES = """\
exit codes:
  0  every check passes
  1  at least one fails
  2  none fails, but not all could be decided: something is denied or unanswered, or nobody is logged in
"""


def main(arguments: Sequence[str] | None = None, clients: Clients | None = None) -> int:
    """Runs every check and says what came of it; that nobody is logged in goes to stderr.

    arguments: default sys.argv[1:].
    clients: default those of the environment.
    """
    options = _parser().parse_args(arguments)
    try:
        account = Account(options.region, clients)
    except UndecidedError as error:
        print(f"error: {error}. {error.fix}", file=sys.stderr)
        if options.json:
            print(json.dumps({"error": str(error), "fix": error.fix}))
        return 2
    findings = [check.run(account) for check in CHECKS]
    print((as_json if options.json else table)(account, findings))
    return exit_code(findings)


def exit_code(findings: Sequence[Finding]) -> int:
    """1 where something fails, else 2 where something is unknown, else 0."""
    statuses = {finding.status for finding in findings}
    return 1 if Status.FAIL in statuses else 2 if Status.UNKNOWN in statuses else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m foundation.account.check",
        description="Checks the safeguards of the AWS account that you are logged in to. Reads only.",
        epilog=_EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--region", help="where AWS Config and Access Analyzer are expected; default: AWS_REGION")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    return parser
