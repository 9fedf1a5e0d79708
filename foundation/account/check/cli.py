"""The entry point: runs every check, prints the results, returns the exit code."""

from collections.abc import Sequence

from doctor.model import CheckResult
from doctor.reader import Account, ClientFactory
from doctor.report import make_parser, report
from foundation.account.check import people, safeguards
from foundation.account.check.reads import READS

CHECKS = (*people.CHECKS, *safeguards.CHECKS)
"""Every check, in report order."""


def main(arguments: Sequence[str] | None = None, clients: ClientFactory | None = None) -> int:
    """Runs every check and prints the results. Without credentials or a region, prints an error to stderr.

    arguments: the command line. Default: sys.argv[1:].
    clients: creates the AWS clients. Default: those of the environment.
    """
    options = make_parser(
        "foundation.account.check",
        "Checks the safeguards of the AWS account that you are logged in to.",
        "region of AWS Config and Access Analyzer",
    ).parse_args(arguments)

    def look() -> tuple[Account, Sequence[CheckResult]]:
        account = Account(READS, options.region, clients)
        return account, [check.run(account) for check in CHECKS]

    return report(look, is_json=options.json)
