"""What `python -m permissions` prints."""

import argparse
import json
import re
import sys
from collections.abc import Sequence

from permissions import text
from permissions.documents import documents
from permissions.grants import UnknownTypeError, grants, read_half
from permissions.program import run

_EXAMPLE_ACCOUNT = "123456789012"


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the permissions that a stack needs. Returns 0; 1 where the program registers what the table lacks.

    arguments: default those of the command line.
    """
    options = _parser().parse_args(arguments)
    try:
        found = grants(run(options.stack, options.account))
    except (FileNotFoundError, UnknownTypeError) as error:
        print(f"permissions: {error}", file=sys.stderr)
        return 1
    holder = "administrator" if options.administrator else "deploy role"
    chosen = [grant for grant in found if grant.holder == holder]
    if options.read_only:
        chosen = read_half(chosen)
    if options.json:
        print(json.dumps(documents(chosen), indent=2))
    else:
        print(text.markdown(chosen) if options.table else text.columns(chosen))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m permissions",
        description="The IAM permissions that the AWS provider needs for what the program registers in a stack. "
        "Phases: c(reate), r(ead), u(pdate), d(elete).",
    )
    parser.add_argument("--stack", default="dev", help="whose Pulumi.<stack>.yaml is taken (default: dev)")
    parser.add_argument("--account", type=_account, default=_EXAMPLE_ACCOUNT, help="id of the AWS account")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="a list of managed policies, each within IAM's limit")
    form.add_argument("--table", action="store_true", help="Markdown, one row for what is granted alike")
    whose = parser.add_mutually_exclusive_group()
    whose.add_argument("--read-only", action="store_true", help="the preview role's: the read half")
    whose.add_argument(
        "--administrator", action="store_true", help="what the deploy role must not do, for whoever signs in to do it"
    )
    return parser


def _account(value: str) -> str:
    if not re.fullmatch(r"[0-9]{12}", value):
        raise argparse.ArgumentTypeError(f"{value!r} is no account id: write its twelve digits")
    return value
