"""Rehearses the whole project on local AWS, with no account: `python -m sandbox COMMAND`."""

import argparse
from collections.abc import Callable
from pathlib import Path

from sandbox import commands
from sandbox.commands import Session
from sandbox.home import DEFAULT_BASE, Home

_INTERRUPTED = 130


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; the exit code is 0 when it did what it says, 1 when not, 130 after Ctrl-C."""
    chosen = _parser().parse_args(arguments)
    session = Session(Home(chosen.stack, chosen.home))
    try:
        chosen.run(session, chosen)
    except KeyboardInterrupt:
        session.say("interrupted; what was done so far is kept, and the same command goes on from there", error=True)
        return _INTERRUPTED
    except commands.FAILURES as error:
        session.say(f"error: {error}", error=True)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    _add_place(parser, stack="dev", home=DEFAULT_BASE)
    verbs = parser.add_subparsers(required=True, metavar="COMMAND")

    def verb(name: str, run: Callable[[Session, argparse.Namespace], None], text: str) -> argparse.ArgumentParser:
        added = verbs.add_parser(name, help=text, description=text)
        added.set_defaults(run=run)
        # Given after the command they count as well; where they are not, what stands before it does.
        _add_place(added, stack=argparse.SUPPRESS, home=argparse.SUPPRESS)
        return added

    up = verb("up", commands.up, "stand the stack up, publish the example site and say where it answers")
    _add_approval(up)
    preview = verb("preview", commands.preview, "say what `up` would change")
    preview.add_argument("--diff", action="store_true", help="show every property that changes")
    preview.add_argument("--events", type=Path, metavar="FILE", help="write the engine's events there, for a report")
    preview.add_argument("--policy-config", type=Path, metavar="FILE", help="what --policy-pack-config takes")
    push = verb("push", commands.push, "run a folder through the rehearsed pipeline")
    push.add_argument("directory", nargs="?", type=Path, default=commands.EXAMPLE, help="default: the example site")
    _add_approval(push)
    publish = verb("publish", commands.publish, "run `python -m publish` on the site: releases, diff, rollback, ..")
    publish.add_argument("arguments", nargs=argparse.REMAINDER, help="its arguments; bucket and site are set")
    verb("open", commands.open_site, "open the site in a browser")
    outputs = verb("outputs", commands.outputs, "print the stack's outputs, secrets masked")
    outputs.add_argument("--json", action="store_true", help="as one JSON object")
    verb("refresh", commands.refresh, "make the state what the local cloud says")
    verb("destroy", commands.destroy, "delete every resource of the stack")
    verb("env", commands.env, "print the exports for plain `pulumi` and `aws` commands")
    verb("down", commands.down, "stop and remove everything")
    return parser


def _add_place(parser: argparse.ArgumentParser, stack: str, home: Path | str) -> None:
    parser.add_argument("--stack", default=stack, help="the stack to rehearse: dev (default) or prod")
    parser.add_argument("--home", type=Path, default=home, help="where sandboxes are kept; default: .sandbox")


def _add_approval(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--approve", action="store_true", help="approve the publish where the pipeline asks for it")
