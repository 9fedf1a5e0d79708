"""The command line of `python -m foundation.permissions`."""

import argparse
import json
import re
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from foundation.permissions import text
from foundation.permissions.documents import documents
from foundation.permissions.grants import Grant, UnknownTypeError, grants, read_half
from foundation.permissions.program import Program, run

_EXAMPLE_ACCOUNT = "123456789012"


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the permissions that a stack needs. Returns 0; 1 if the program registers a type that the table lacks.

    arguments: the command line. Default: sys.argv[1:].
    """
    options = _parser().parse_args(arguments)
    try:
        program = run(options.stack, options.account)
        deploy = grants(program)
    except (FileNotFoundError, UnknownTypeError, ValueError) as error:
        print(f"permissions: {error}", file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps(role_policies(program, deploy), indent=2))
        return 0
    chosen = read_half(deploy) if options.read_only else deploy
    print(text.markdown(chosen) if options.table else text.columns(chosen))
    return 0


def role_policies(program: Program, deploy: Sequence[Grant]) -> Mapping[str, Any]:
    """The content of the JSON: the stack, what its roles depend on, and their managed policies.

    deploy: the grants of the deploy role. The roles that read get the read half of them.
    """
    context = program.context
    return {
        "project": context.project,
        "stack": context.stack,
        "region": context.region,
        "hasSecrets": program.has_secrets,
        "connectionArn": program.connection_arn,
        "deploy": documents(deploy),
        "read": documents(read_half(deploy)),
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m foundation.permissions",
        description="Prints the IAM permissions that the AWS provider needs for the resources of a stack. "
        "Phases: c(reate), r(ead), u(pdate), d(elete).",
    )
    parser.add_argument("--stack", default="dev", help="stack whose Pulumi.<stack>.yaml is read (default: dev)")
    parser.add_argument("--account", type=_account, default=_EXAMPLE_ACCOUNT, help="id of the AWS account")
    form = parser.add_mutually_exclusive_group()
    form.add_argument(
        "--json",
        action="store_true",
        help="print the managed policies of the deploy role and of the roles that read, each within IAM's limit",
    )
    form.add_argument(
        "--table", action="store_true", help="print a Markdown table, a row for actions with equal grants"
    )
    parser.add_argument(
        "--read-only", action="store_true", help="only the grants of the roles that read; not for --json"
    )
    return parser


def _account(value: str) -> str:
    if not re.fullmatch(r"[0-9]{12}", value):
        raise argparse.ArgumentTypeError(f"{value!r} is not an account id: write its twelve digits")
    return value
