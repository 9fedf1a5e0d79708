"""The entry point: reads the stack, runs every check, prints the results, returns the exit code."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence

from doctor.checks import CHECKS
from doctor.deployed import Deployed, Resource, resources_of
from doctor.reader import Account, ClientFactory, UndecidedError
from doctor.reads import READS
from doctor.report import EXIT_CODES, as_json, exit_code, table


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
    options = _parser().parse_args(arguments)
    try:
        account = Account(READS, options.region, clients)
        deployed = Deployed(account, state(options.stack), options.site)
    except UndecidedError as error:
        print(f"error: {error}. {error.fix}", file=sys.stderr)
        if options.json:
            print(json.dumps({"error": str(error), "fix": error.fix}))
        return 2
    results = [check.run(deployed) for check in CHECKS]
    print((as_json if options.json else table)(account, results))
    return exit_code(results)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m doctor",
        description="Looks at a deployed stack and names what is wrong with it. Reads only.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--stack", required=True, help="name of the stack, such as dev")
    parser.add_argument("--region", help="region of the stack; default: AWS_REGION")
    parser.add_argument(
        "--site",
        default=os.environ.get("SITE_URL"),
        help="address at which the site is reached (default: $SITE_URL, else each of its names)",
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    return parser
