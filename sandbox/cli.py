"""Rehearses the whole project on local AWS, without an account: `python -m sandbox COMMAND`."""

import argparse
import os
from collections.abc import Callable
from pathlib import Path

from sandbox import commands
from sandbox.errors import SandboxError
from sandbox.home import DEFAULT_BASE, Home
from sandbox.providers.official import PACKAGE, find_official
from sandbox.sandbox import Sandbox
from sandbox.terminal import Terminal

_INTERRUPTED = 130


def main(arguments: list[str] | None = None) -> int:
    """Runs one command and returns its exit code: 0 for success, 1 for a failure, 130 after Ctrl-C."""
    chosen = _parser().parse_args(arguments)
    terminal = Terminal()
    try:
        chosen.run(Sandbox(_home(chosen), terminal), chosen)
    except KeyboardInterrupt:
        terminal.print_error("interrupted; finished steps are kept, and running the command again continues from there")
        return _INTERRUPTED
    except SandboxError as error:
        terminal.print_error(f"error: {error}")
        return 1
    return 0


def _home(chosen: argparse.Namespace) -> Home:
    """The folder of the sandbox. One with official plugins is apart: their state is not that of the sandbox's own."""
    if chosen.providers == "sandbox":
        return Home(chosen.stack, chosen.home)
    return Home(chosen.stack, chosen.home / "official", {PACKAGE: find_official(os.environ)})


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    _add_place(parser, stack="dev", home=DEFAULT_BASE)
    parser.add_argument(
        "--providers",
        choices=("sandbox", "official"),
        default="sandbox",
        help="the aws plugin: the sandbox's own (default), or the official one where it is installed",
    )
    verbs = parser.add_subparsers(required=True, metavar="COMMAND")

    def verb(name: str, run: Callable[[Sandbox, argparse.Namespace], None], text: str) -> argparse.ArgumentParser:
        added = verbs.add_parser(name, help=text, description=text)
        added.set_defaults(run=run)
        # These options may stand before or after the command; one after it wins.
        _add_place(added, stack=argparse.SUPPRESS, home=argparse.SUPPRESS)
        return added

    up = verb("up", commands.up, "create or update the stack, publish the example site and print its address")
    _add_approval(up)
    preview = verb("preview", commands.preview, "print what `up` would change, policy violations included")
    preview.add_argument("--diff", action="store_true", help="show every property that changes")
    preview.add_argument("--events", type=Path, metavar="FILE", help="write the engine's events to FILE, for a report")
    preview.add_argument(
        "--policy-config", type=Path, metavar="FILE", help="the policy pack's config, as JSON (default: policies.json)"
    )
    push = verb("push", commands.push, "publish a checkout, or a built site, through the rehearsed pipeline")
    push.add_argument("directory", nargs="?", type=_path, default=commands.EXAMPLE, help="default: the example site")
    push.add_argument("--built", action="store_true", help="the folder is the built site: skip the build commands")
    _add_approval(push)
    publish = verb("publish", commands.publish, "run `python -m publish` on the site: releases, diff, rollback, ..")
    publish.add_argument("arguments", nargs=argparse.REMAINDER, help="its arguments; bucket and site are set already")
    verb("doctor", commands.doctor, "look at the stack and the site, and name what is wrong with them")
    verb("open", commands.open_site, "open the site in a browser")
    outputs = verb("outputs", commands.outputs, "print the stack's outputs, secrets masked")
    outputs.add_argument("--json", action="store_true", help="print one JSON object")
    verb("refresh", commands.refresh, "refresh the state from the local cloud")
    verb("destroy", commands.destroy, "delete every resource of the stack; the local cloud keeps running")
    verb("env", commands.env, "print shell exports for plain `pulumi` and `aws` commands")
    verb("down", commands.down, "stop local AWS and remove the sandbox")
    return parser


def _path(text: str) -> Path:
    """A path as a shell reads it: `make` quotes what a user has written, so that the shell does not see a "~"."""
    return Path(text).expanduser()


def _add_place(parser: argparse.ArgumentParser, stack: str, home: Path | str) -> None:
    parser.add_argument("--stack", default=stack, help="the stack to rehearse: dev (default) or prod")
    parser.add_argument("--home", type=Path, default=home, help="the folder of all sandboxes; default: .sandbox")


def _add_approval(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--approve", action="store_true", help="approve the publish where the pipeline asks for it")
