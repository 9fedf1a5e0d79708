"""The entry point: reads the stack, runs every check, prints the results, returns the exit code."""

import os
from collections.abc import Callable, Sequence

from doctor.checks import CHECKS
from doctor.deployed import Deployed, Resource, resources_of
from doctor.model import CheckResult
from doctor.reader import Account, ClientFactory
from doctor.reads import READS
from doctor.report import make_parser, report


def main(
    arguments: Sequence[str] | None = None,
    clients: ClientFactory | None = None,
    state: Callable[[str], Sequence[Resource]] = resources_of,
) -> int:
    """Runs every check and prints the results. Without a state, credentials or a region, prints an error to stderr.

    arguments: the command line. Default: sys.argv[1:].
    clients: creates the AWS clients. Default: those of the environment.
    state: returns the resources of a stack. Default: by the current login at Pulumi.
    """
    parser = make_parser("doctor", "Looks at a deployed stack and names what is wrong with it.", "region of the stack")
    parser.add_argument("--stack", required=True, help="name of the stack, such as dev")
    parser.add_argument(
        "--site",
        default=os.environ.get("SITE_URL"),
        help="address at which the site is reached (default: $SITE_URL, else each of its names)",
    )
    options = parser.parse_args(arguments)

    def look() -> tuple[Account, Sequence[CheckResult]]:
        account = Account(READS, options.region, clients)
        deployed = Deployed(account, state(options.stack), options.site)
        return account, [check.run(deployed) for check in CHECKS]

    return report(look, is_json=options.json)
