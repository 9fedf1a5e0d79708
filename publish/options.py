"""The command line: what can be asked for, and with which defaults."""

import argparse
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from publish.errors import EXIT_CODES
from publish.retention import MOST_RELEASES
from publish.verify import PATIENCE_SECONDS

KEEP_RELEASES = 5
"""Default of --keep-releases."""


def parser() -> argparse.ArgumentParser:
    """Parser of the whole command line; the values come back under the long names of the options."""
    top = argparse.ArgumentParser(
        prog="python -m publish",
        description="Publishes a static site into a private S3 bucket behind CloudFront, and takes it back.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    deploy = _command(commands, "deploy", "publish a folder: upload what differs, invalidate what changed")
    deploy.add_argument("directory", type=Path, metavar="DIR", help="folder with the finished site")
    _changes(deploy)
    _uploads(deploy)
    rollback = _command(commands, "rollback", "bring a release back by copying within the bucket")
    rollback.add_argument("release", nargs="?", metavar="RELEASE", help="its id (default: the one before)")
    _changes(rollback)
    _command(commands, "releases", "list the releases that can be brought back")
    diff = _command(commands, "diff", "say which files differ between two releases")
    diff.add_argument("old", metavar="A", help="id of a release")
    diff.add_argument("new", metavar="B", help="id of another")
    return top


class _Commands(Protocol):
    """The object that argparse returns for subparsers, whose class it keeps to itself."""

    def add_parser(self, name: str, **options: Any) -> argparse.ArgumentParser:
        """Adds a command."""
        ...


def _command(commands: _Commands, name: str, what: str) -> argparse.ArgumentParser:
    """A command with the options that all have."""
    found = commands.add_parser(
        name,
        help=what,
        description=what[0].upper() + what[1:],
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _with_variable(found, "--bucket", "CONTENT_BUCKET", "bucket of the site; it must keep versions")
    found.add_argument("--preview", metavar="NAME", help="the preview of this name instead of the site itself")
    found.add_argument("--json", action="store_true", help="end with one line of JSON on stdout")
    return found


def _changes(command: argparse.ArgumentParser) -> None:
    """The options of whatever makes a release."""
    _with_variable(command, "--distribution", "DISTRIBUTION_ID", "id of the distribution that serves the bucket")
    command.add_argument(
        "--keep-releases",
        type=_whole_number(1, MOST_RELEASES),
        default=KEEP_RELEASES,
        metavar="N",
        help="releases that can be brought back, and for which files stay that the site no longer has, so that open "
        f"pages do not break; 1 to {MOST_RELEASES} (default: {KEEP_RELEASES})",
    )
    command.add_argument(
        "--index-document", default="index.html", metavar="NAME", help="page of a directory (default: index.html)"
    )
    command.add_argument("--no-verify", action="store_true", help="do not look at the site afterwards")
    command.add_argument(
        "--site",
        default=os.environ.get("SITE_URL"),
        metavar="URL",
        help="address to look at (default: $SITE_URL, else the distribution's own name)",
    )
    command.add_argument(
        "--verify-seconds",
        type=_whole_number(1, 3600),
        default=PATIENCE_SECONDS,
        metavar="N",
        help=f"how long the invalidation may take before the release is taken back (default: {PATIENCE_SECONDS})",
    )


def _uploads(command: argparse.ArgumentParser) -> None:
    """The options of a release that comes from a folder."""
    command.add_argument("--release", metavar="ID", help="id of the new release (default: time and commit)")
    command.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
    command.add_argument(
        "--rules", type=Path, metavar="FILE", help="cache rules (default: publish.toml beside DIR, if there is one)"
    )
    policy = command.add_mutually_exclusive_group()
    policy.add_argument(
        "--csp",
        default=os.environ.get("SITE_CSP"),
        metavar="TEXT",
        help="Content-Security-Policy of the site: refuse pages that it would break (default: $SITE_CSP, else none)",
    )
    policy.add_argument("--headers-policy", metavar="ID", help="take it from this response headers policy")


def _with_variable(command: argparse.ArgumentParser, option: str, variable: str, what: str) -> None:
    """A needed option that an environment variable can stand for."""
    value = os.environ.get(variable)
    metavar = option.removeprefix("--").upper()
    command.add_argument(
        option, default=value, required=not value, metavar=metavar, help=f"{what} (default: ${variable})"
    )


def _whole_number(least: int, most: int) -> Callable[[str], int]:
    def convert(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"must be a whole number from {least} to {most}, got {text!r}")
        return int(text)

    return convert
