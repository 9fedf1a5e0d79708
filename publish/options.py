"""The command line: commands, options and their defaults."""

import argparse
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from publish.cloud.distribution import PATIENCE_SECONDS
from publish.errors import EXIT_CODES
from publish.layout import DEFAULT_NOT_FOUND_PAGE
from publish.retention import MOST_RELEASES

KEEP_RELEASES = 5
"""The default of --keep-releases."""

KEEP_ASSETS_DAYS = 2
"""The default of --keep-assets-days."""

_DAYS = 3650


def parser() -> argparse.ArgumentParser:
    """The parser of the command line. The parsed values have the long names of the options."""
    top = argparse.ArgumentParser(
        prog="python -m publish",
        description="Publishes a static site into a private S3 bucket behind CloudFront, and rolls it back.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    deploy = _command(commands, "deploy", "publish a folder: upload the changed files, invalidate their paths")
    deploy.add_argument("directory", type=Path, metavar="DIR", help="folder with the built site")
    _changes(deploy)
    _uploads(deploy)
    rollback = _command(commands, "rollback", "restore a release by copies inside the bucket")
    rollback.add_argument(
        "release", nargs="?", metavar="RELEASE", help="id or commit of the release (default: the previous one)"
    )
    _changes(rollback)
    remove = _command(commands, "remove", "take files down at once: from the site, from its releases, from the edge")
    remove.add_argument("paths", nargs="+", metavar="PATH", help="address of a page or key of a file")
    remove.add_argument("--undo", action="store_true", help="let the next publication bring them back")
    _changes(remove)
    _changes(
        _command(commands, "rewrite", "write every file anew by copies inside the bucket, encrypted as it says now")
    )
    what = "check a folder, or what is published under another policy; writes nothing"
    check = _command(commands, "check", what, needs_bucket=False)
    check.add_argument("directory", nargs="?", type=Path, metavar="DIR", help="folder with the built site")
    check.add_argument("--published", action="store_true", help="check the pages in the bucket instead of a folder")
    check.add_argument(
        "--csp",
        default=os.environ.get("SITE_CSP"),
        metavar="TEXT",
        help="Content-Security-Policy of the stack (default: $SITE_CSP, else that of a stack which sets none)",
    )
    _rules(check)
    _site(check)
    check.set_defaults(not_found_page=DEFAULT_NOT_FOUND_PAGE)
    discard = _command(
        commands, "discard", "delete previews with all their versions; nothing of them stays", takes_preview=False
    )
    discard.add_argument("names", nargs="+", metavar="NAME", help="name of a preview")
    _command(commands, "previews", "list the names of the previews in the bucket", takes_preview=False)
    _command(commands, "releases", "list the releases that can be restored")
    diff = _command(commands, "diff", "list the files that differ between two releases")
    diff.add_argument("old", metavar="A", help="id of a release")
    diff.add_argument("new", metavar="B", help="id of another release")
    return top


class _Commands(Protocol):
    """The object that argparse returns for subparsers; its own class is private."""

    def add_parser(self, name: str, **options: Any) -> argparse.ArgumentParser:
        """Adds a command."""
        ...


def _command(
    commands: _Commands, name: str, what: str, *, needs_bucket: bool = True, takes_preview: bool = True
) -> argparse.ArgumentParser:
    """Adds a command with the options that all commands have."""
    found = commands.add_parser(
        name,
        help=what,
        description=what[0].upper() + what[1:],
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    what = "bucket of the site or of previews, with versioning enabled"
    _with_variable(found, "--bucket", "CONTENT_BUCKET", what, is_required=needs_bucket)
    if takes_preview:
        found.add_argument(
            "--preview", metavar="NAME", help="use the preview with this name, in the bucket of previews, not the site"
        )
    found.add_argument("--json", action="store_true", help="end with one line of JSON on stdout")
    return found


def _changes(command: argparse.ArgumentParser) -> None:
    """Adds the options of the commands that make a release."""
    _with_variable(
        command,
        "--distribution",
        "DISTRIBUTION_ID",
        "id of the distribution that serves the bucket, which a preview does not need",
        is_required=False,
    )
    command.add_argument(
        "--keep-releases",
        type=_whole_number(1, MOST_RELEASES),
        default=KEEP_RELEASES,
        metavar="N",
        help=f"number of releases that can be restored, 1 to {MOST_RELEASES} (default: {KEEP_RELEASES})",
    )
    command.add_argument(
        "--keep-assets-days",
        type=_whole_number(0, _DAYS),
        default=KEEP_ASSETS_DAYS,
        metavar="N",
        help="days for which a file that is named by its content stays for open pages, beyond the releases that are "
        f"kept (default: {KEEP_ASSETS_DAYS})",
    )
    _site(command)
    command.add_argument("--no-verify", action="store_true", help="do not check the site after the release")
    command.add_argument(
        "--verify-seconds",
        type=_whole_number(1, 3600),
        default=PATIENCE_SECONDS,
        metavar="N",
        help=f"seconds for the invalidation to take effect, before the previous release is restored "
        f"(default: {PATIENCE_SECONDS})",
    )


def _site(command: argparse.ArgumentParser) -> None:
    """Adds the options that say how the stack serves the site."""
    command.add_argument(
        "--index-document",
        default="index.html",
        metavar="NAME",
        help="page that is served for a directory (default: index.html)",
    )
    command.add_argument(
        "--not-found-page", metavar="PAGE", help="page that is served with status 404 (default: it is not looked for)"
    )
    command.add_argument(
        "--site",
        default=os.environ.get("SITE_URL"),
        metavar="URL",
        help="address at which the site is checked (default: $SITE_URL, else the distribution's domain name)",
    )
    command.add_argument(
        "--single-page-app", action="store_true", help="the site routes by itself, as the stack's singlePageApp says"
    )
    command.add_argument(
        "--prerendered",
        action="append",
        default=[],
        metavar="PATTERN",
        help="address with a page of its own in a single-page application; ends in /* for a folder; may be repeated",
    )
    command.add_argument(
        "--redirected",
        action="append",
        default=[],
        metavar="PATTERN",
        help="address that the stack redirects, as its setting redirects says; may be repeated",
    )


def _uploads(command: argparse.ArgumentParser) -> None:
    """Adds the options of a release from a folder."""
    command.add_argument("--release", metavar="ID", help="id of the new release (default: time and commit)")
    command.add_argument(
        "--commit", metavar="ID", help="commit that DIR was built from (default: that of the build, else of DIR)"
    )
    command.add_argument(
        "--allow-removal",
        action="store_true",
        help="publish even if most of the site's files would be removed (publish.toml: remove_most = true)",
    )
    command.add_argument("--dry-run", action="store_true", help="print the changes that would be made, and make none")
    _rules(command)
    policy = command.add_mutually_exclusive_group()
    policy.add_argument(
        "--csp",
        default=os.environ.get("SITE_CSP"),
        metavar="TEXT",
        help="Content-Security-Policy of the site: reject pages that it would break (default: $SITE_CSP, else none)",
    )
    policy.add_argument(
        "--headers-policy", metavar="ID", help="take the policy from the response headers policy with this id"
    )


def _rules(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--rules", type=Path, metavar="FILE", help="rules file (default: publish.toml beside DIR, if it exists)"
    )


def _with_variable(
    command: argparse.ArgumentParser, option: str, variable: str, what: str, *, is_required: bool = True
) -> None:
    """Adds an option whose default is an environment variable."""
    value = os.environ.get(variable)
    metavar, explained = option.removeprefix("--").upper(), f"{what} (default: ${variable})"
    command.add_argument(
        option,
        default=value,
        required=is_required and not value,
        metavar=metavar,
        help=explained,
    )


def _whole_number(least: int, most: int) -> Callable[[str], int]:
    def convert(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"must be a whole number from {least} to {most}, got {text!r}")
        return int(text)

    return convert
