"""The entry point: parses the command line, runs the command, returns the exit code."""

import json
import sys
from collections.abc import Sequence

from publish.check.checked import CheckFailedError
from publish.cloud.clients import PublishClients
from publish.commands import COMMANDS
from publish.errors import INTERRUPTED, PublishError
from publish.options import parser
from publish.report import as_json


def main(arguments: Sequence[str] | None = None, clients: PublishClients | None = None) -> int:
    """Runs one command and prints its result. Errors go to stderr, and with --json also to the last line of stdout.

    arguments: the command line. Default: sys.argv[1:].
    clients: the AWS clients. Default: those of the environment.
    """
    options = parser().parse_args(arguments)
    try:
        answer = COMMANDS[options.command](options, clients or PublishClients())
    except PublishError as error:
        print(f"error: {error}", file=sys.stderr)
        if options.json:
            restored = as_json(error.restored) if isinstance(error, CheckFailedError) else {}
            print(json.dumps({**restored, "error": str(error)}))
        return error.exit_code
    except KeyboardInterrupt:
        print("interrupted; the next run continues from here", file=sys.stderr)
        return INTERRUPTED
    print(answer.text)
    if options.json:
        print(json.dumps(answer.json, ensure_ascii=False))
    return 0
