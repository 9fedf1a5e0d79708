"""The entry point: runs every check, prints the results, returns the exit code."""

import argparse
import json
import sys
from collections.abc import Sequence

from doctor.reader import Account, ClientFactory, UndecidedError
from doctor.report import EXIT_CODES, as_json, exit_code, table
from foundation.account.check import people, safeguards
from foundation.account.check.reads import READS

CHECKS = (*people.CHECKS, *safeguards.CHECKS)
"""Every check, in report order."""


def main(arguments: Sequence[str] | None = None, clients: ClientFactory | None = None) -> int:
    """Runs every check and prints the results. Without credentials or a region, prints an error to stderr.

    arguments: the command line. Default: sys.argv[1:].
    clients: creates the AWS clients. Default: those of the environment.
    """
    options = _parser().parse_args(arguments)
    try:
        account = Account(READS, options.region, clients)
    except UndecidedError as error:
        print(f"error: {error}. {error.fix}", file=sys.stderr)
        if options.json:
            print(json.dumps({"error": str(error), "fix": error.fix}))
        return 2
    results = [check.run(account) for check in CHECKS]
    print((as_json if options.json else table)(account, results))
    return exit_code(results)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m foundation.account.check",
        description="Checks the safeguards of the AWS account that you are logged in to. Reads only.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--region", help="region of AWS Config and Access Analyzer; default: AWS_REGION")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    return parser
