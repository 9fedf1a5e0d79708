"""What each command of `python -m sandbox` does."""

import argparse
import contextlib
import hashlib
import json
import os
import shlex
import subprocess
import sys
import webbrowser
from functools import cached_property
from pathlib import Path
from typing import Any

from rich.console import Console

from sandbox.emulator.cloud import Cloud, LocalCloud, without_aws
from sandbox.emulator.processes import StartError
from sandbox.engine import EngineError, find_or_build
from sandbox.engine.events import json_line
from sandbox.home import REPOSITORY, BusyError, Home
from sandbox.providers.plugin.records import Records
from sandbox.rehearsal import ConsoleReporter, RehearsalError, rehearse
from sandbox.stack import Stack, StackError, engine_environment, forget_own_account, stack_region
from sandbox.viewer import Viewer

EXAMPLE = REPOSITORY / "sandbox" / "example"


class NotUpError(RuntimeError):
    """The command needs a sandbox that is up."""


class PublicationError(RuntimeError):
    """The publisher refused or failed; its own output has said why."""


FAILURES = (BusyError, EngineError, NotUpError, PublicationError, RehearsalError, StackError, StartError)


class Session:
    """One command's view of a sandbox: its folder, its cloud and the terminal."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.console = Console(highlight=False, soft_wrap=True, emoji=False)
        self._errors = Console(highlight=False, soft_wrap=True, emoji=False, stderr=True)
        self.local = LocalCloud(home.folder)
        forget_own_account()

    @cached_property
    def engine(self) -> Path:
        """The engine's executable, built on first use."""
        return find_or_build(self.say)

    def say(self, line: str, error: bool = False) -> None:
        """One line to the person, as it is."""
        (self._errors if error else self.console).print(line, markup=False, style="red" if error else None)

    def cloud(self) -> Cloud:
        """The running cloud. Raises NotUpError."""
        found = self.local.running()
        if found is None:
            raise NotUpError(f"sandbox {self.home.stack!r} is not up; start it with: make up STACK={self.home.stack}")
        return found

    def stack(self, cloud: Cloud, policy_config: Path | None = None) -> Stack:
        """The stack on the engine, its lines going to the terminal as they come."""
        return Stack(
            self.home,
            self.engine,
            cloud,
            output=self._engine_line,
            colour=self.console.is_terminal,
            policy_config=policy_config,
        )

    def _engine_line(self, line: str) -> None:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


def up(session: Session, arguments: argparse.Namespace) -> None:
    """Stands everything up, or brings it up to date."""
    with session.home.locked():
        cloud = _cloud(session)
        stack = session.stack(cloud)
        stack.preview()
        stack.up()
        outputs = stack.outputs()
        viewer = Viewer(session.home.viewer, session.home.logs)
        viewer.serve(cloud, outputs["distributionId"])
        if not _is_pushed(session.home, EXAMPLE):
            _push(session, cloud, outputs, EXAMPLE, arguments.approve)
        _list_recorded(session)
        session.say(f"site: {viewer.address}")


def preview(session: Session, arguments: argparse.Namespace) -> None:
    """Says what an update would do, policies included."""
    with session.home.locked(), contextlib.ExitStack() as open_files:
        cloud = _cloud(session)
        events = open_files.enter_context(arguments.events.open("w")) if arguments.events else None
        session.stack(cloud, arguments.policy_config).preview(
            diff=arguments.diff, on_event=lambda event: print(json_line(event), file=events) if events else None
        )


def push(session: Session, arguments: argparse.Namespace) -> None:
    """Publishes a folder through the pipeline as the cloud holds it."""
    with session.home.locked():
        cloud = session.cloud()
        _push(session, cloud, session.stack(cloud).outputs(), arguments.directory, arguments.approve)


def publish(session: Session, arguments: argparse.Namespace) -> None:
    """Runs `python -m publish` on the sandbox's site: lists releases, compares them, brings one back."""
    with session.home.locked():
        cloud = session.cloud()
        outputs = session.stack(cloud).outputs()
        viewer = Viewer(session.home.viewer, session.home.logs)
        environment = {
            **without_aws(os.environ),
            **cloud.environment(),
            "CONTENT_BUCKET": outputs["contentBucket"],
            "DISTRIBUTION_ID": outputs["distributionId"],
            "SITE_URL": viewer.address,
            "SSL_CERT_FILE": str(viewer.ca),
            "PYTHONPATH": str(REPOSITORY),
        }
        command = [sys.executable, "-m", "publish", *arguments.arguments]
        if subprocess.run(command, env=environment, check=False).returncode:  # noqa: S603
            raise PublicationError(f"publish {' '.join(arguments.arguments)} failed; it has said why")


def open_site(session: Session, arguments: argparse.Namespace) -> None:
    """Opens the browser, or at least says the address."""
    session.cloud()
    address = Viewer(session.home.viewer, session.home.logs).address
    session.say(f"site: {address}")
    webbrowser.open(address)


def outputs(session: Session, arguments: argparse.Namespace) -> None:
    """Prints the outputs and the site's address."""
    with session.home.locked():
        found: dict[str, Any] = session.stack(session.cloud()).outputs()
    found["site"] = Viewer(session.home.viewer, session.home.logs).address
    if arguments.json:
        session.say(json.dumps(found, indent=2))
        return
    width = max(map(len, found))
    for name, value in found.items():
        session.say(f"{name:{width}}  {value}")


def refresh(session: Session, arguments: argparse.Namespace) -> None:
    """Makes the state what the cloud says."""
    with session.home.locked():
        session.stack(session.cloud()).refresh()


def destroy(session: Session, arguments: argparse.Namespace) -> None:
    """Deletes the stack's resources; the local cloud stays."""
    with session.home.locked():
        cloud = session.cloud()
        session.stack(cloud).destroy()
        session.home.pushed.unlink(missing_ok=True)


def env(session: Session, arguments: argparse.Namespace) -> None:
    """Prints shell exports, for `eval "$(python -m sandbox env)"`."""
    variables = engine_environment(session.home, session.engine, session.cloud())
    variables["PATH"] = os.pathsep.join([variables["PATH"], str(session.home.language)])
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN"):
        print(f"unset {name}")
    for name, value in variables.items():
        print(f"export {name}={shlex.quote(value)}")


def down(session: Session, arguments: argparse.Namespace) -> None:
    """Stops the processes and removes the sandbox's folder."""
    with session.home.locked():
        Viewer(session.home.viewer, session.home.logs).stop()
        session.local.stop()
        session.home.remove()
    session.say(f"sandbox {session.home.stack!r} is down")


def _cloud(session: Session) -> Cloud:
    """The running cloud, or a new one.

    A new one is empty, so what an earlier one left in the state does not exist any more. After an update that was cut
    off, the running one may hold what the state does not know of, under a name that the next update wants.
    """
    running = session.local.running()
    if running and not session.home.was_cut_off():
        return running
    session.say("the last update was cut off: starting local AWS anew" if running else "starting local AWS")
    session.local.stop()
    session.home.forget_resources()
    return session.local.start(stack_region(session.home))


def _push(session: Session, cloud: Cloud, outputs: dict[str, Any], directory: Path, approve: bool) -> None:
    def approved(action: str) -> bool:
        if approve:
            return True
        if not session.console.is_terminal:
            session.say(f"{action}: nobody to ask; run again with --approve", error=True)
            return False
        return session.console.input(f"{action}: publish? [y/N] ").strip().lower() == "y"

    rehearse(
        cloud,
        outputs["pipelineName"],
        directory,
        viewer=Viewer(session.home.viewer, session.home.logs),
        report=ConsoleReporter(session.console),
        approve=approved,
    )
    session.home.pushed.write_text(json.dumps({"directory": str(directory), "sha256": _digest(directory)}))


def _is_pushed(home: Home, directory: Path) -> bool:
    """Whether the site is already published: this folder as it is now, or one that a person has pushed."""
    if not home.pushed.exists():
        return False
    pushed = json.loads(home.pushed.read_text())
    return pushed["directory"] != str(directory) or pushed["sha256"] == _digest(directory)


def _digest(directory: Path) -> str:
    digest = hashlib.sha256()
    for file in sorted(path for path in directory.rglob("*") if path.is_file()):
        digest.update(f"{file.relative_to(directory)}\0{file.stat().st_size}\0".encode() + file.read_bytes())
    return digest.hexdigest()


def _list_recorded(session: Session) -> None:
    """Says which resources no emulator has, one by one: the sandbox rehearses, it does not pretend."""
    recorded = Records(session.home.recorded).all()
    if recorded:
        session.say(f"recorded, not rehearsed ({len(recorded)}):")
        for record in recorded:
            session.say(f"  {record['type']}  {record['name']}")
