"""The commands of `python -m sandbox`. Each imports what only it needs, so that it starts at once."""

import argparse
import contextlib
import json
import os
import shlex
import subprocess
import sys

from sandbox.applied import Applied
from sandbox.emulator.cloud import without_aws
from sandbox.environment import engine_environment
from sandbox.errors import SandboxError
from sandbox.home import REPOSITORY
from sandbox.sandbox import Sandbox

EXAMPLE = REPOSITORY / "sandbox" / "example"


class PublicationError(SandboxError):
    """The publisher failed. Its own output gives the reason."""


def up(sandbox: Sandbox, arguments: argparse.Namespace) -> None:
    """Brings the stack up to date and publishes the example site. Nothing changes unless the preview passes."""
    from sandbox import publication

    with sandbox.home.locked():
        cloud = sandbox.start_cloud()
        stack = sandbox.stack(cloud)
        applied = Applied(sandbox.home.applied, sandbox.checkpoint)
        if stack.preview().changed or not applied.is_current():
            stack.up()
            applied.note()
        else:
            sandbox.terminal.print("no changes: the update is left out")
        outputs = sandbox.outputs()
        sandbox.viewer.serve(cloud, outputs["distributionId"])
        if not publication.is_pushed(sandbox.home, EXAMPLE):
            publication.push(sandbox, cloud, outputs, EXAMPLE, arguments.approve)
        _list_recorded(sandbox)
        sandbox.terminal.print(f"site: {sandbox.viewer.address}")


def preview(sandbox: Sandbox, arguments: argparse.Namespace) -> None:
    """Prints what an update would do, policy violations included."""
    from sandbox.engine.events import json_line

    with sandbox.home.locked(), contextlib.ExitStack() as open_files:
        cloud = sandbox.start_cloud()
        events = open_files.enter_context(arguments.events.open("w")) if arguments.events else None
        sandbox.stack(cloud, arguments.policy_config).preview(
            diff=arguments.diff, on_event=lambda event: print(json_line(event), file=events) if events else None
        )


def push(sandbox: Sandbox, arguments: argparse.Namespace) -> None:
    """Publishes a folder through the pipeline as the cloud holds it."""
    from sandbox import publication

    with sandbox.home.locked():
        cloud = sandbox.cloud()
        publication.push(sandbox, cloud, sandbox.outputs(), arguments.directory, arguments.approve, arguments.built)


def publish(sandbox: Sandbox, arguments: argparse.Namespace) -> None:
    """Runs `python -m publish` on the sandbox's site or its previews: lists, compares or restores releases."""
    with sandbox.home.locked():
        cloud, outputs = sandbox.cloud(), sandbox.outputs()
        is_preview = "--preview" in arguments.arguments or {"discard", "previews"} & set(arguments.arguments[:1])
        if is_preview and "previewBucket" not in outputs:
            raise PublicationError(
                "the stack has no previews: set previews: true in its Pulumi file, then run: make up"
            )
        environment = {
            **without_aws(os.environ),
            **cloud.environment(),
            "CONTENT_BUCKET": outputs["previewBucket" if is_preview else "contentBucket"],
            "DISTRIBUTION_ID": outputs["distributionId"],
            "SITE_URL": sandbox.viewer.address,
            "SSL_CERT_FILE": str(sandbox.viewer.ca),
            "PYTHONPATH": str(REPOSITORY),
        }
        command = [sys.executable, "-m", "publish", *arguments.arguments]
        if subprocess.run(command, env=environment, check=False).returncode:  # noqa: S603
            raise PublicationError(f"publish {' '.join(arguments.arguments)} failed; the reason is printed above")


def doctor(sandbox: Sandbox, arguments: argparse.Namespace) -> None:
    """Runs `python -m doctor` on the sandbox's stack."""
    with sandbox.home.locked():
        environment = {
            **without_aws(os.environ),
            **engine_environment(sandbox.home, sandbox.engine, sandbox.cloud()),
            "SITE_URL": sandbox.viewer.address,
            "SSL_CERT_FILE": str(sandbox.viewer.ca),
            "PYTHONPATH": str(REPOSITORY),
        }
        command = [sys.executable, "-m", "doctor", "--stack", sandbox.home.stack]
        if subprocess.run(command, env=environment, check=False).returncode:  # noqa: S603
            raise SandboxError("not every check passes; each prints its fix above")


def open_site(sandbox: Sandbox, arguments: argparse.Namespace) -> None:
    """Prints the site's address and opens it in the browser."""
    import webbrowser

    sandbox.cloud()
    sandbox.terminal.print(f"site: {sandbox.viewer.address}")
    webbrowser.open(sandbox.viewer.address)


def outputs(sandbox: Sandbox, arguments: argparse.Namespace) -> None:
    """Prints the stack's outputs and the site's address."""
    with sandbox.home.locked():
        sandbox.cloud()
        found = {**sandbox.outputs(), "site": sandbox.viewer.address}
    if arguments.json:
        sandbox.terminal.print(json.dumps(found, indent=2))
        return
    width = max(map(len, found))
    for name, value in found.items():
        sandbox.terminal.print(f"{name:{width}}  {value}")


def refresh(sandbox: Sandbox, arguments: argparse.Namespace) -> None:
    """Refreshes the state from the local cloud."""
    with sandbox.home.locked():
        sandbox.stack(sandbox.cloud()).refresh()


def destroy(sandbox: Sandbox, arguments: argparse.Namespace) -> None:
    """Deletes the stack's resources. The local cloud keeps running."""
    with sandbox.home.locked():
        sandbox.stack(sandbox.cloud()).destroy()
        sandbox.home.pushed.unlink(missing_ok=True)


def env(sandbox: Sandbox, arguments: argparse.Namespace) -> None:
    """Prints shell exports, for `eval "$(python -m sandbox env)"`."""
    variables = engine_environment(sandbox.home, sandbox.engine, sandbox.cloud())
    variables["PATH"] = os.pathsep.join([variables["PATH"], str(sandbox.home.language)])
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN"):
        print(f"unset {name}")
    for name, value in variables.items():
        print(f"export {name}={shlex.quote(value)}")


def down(sandbox: Sandbox, arguments: argparse.Namespace) -> None:
    """Stops the sandbox's processes and removes its folder."""
    with sandbox.home.locked():
        sandbox.viewer.stop()
        sandbox.local_cloud.stop()
        sandbox.home.remove()
    sandbox.terminal.print(f"sandbox {sandbox.home.stack!r} is down")


def _list_recorded(sandbox: Sandbox) -> None:
    """Lists the resources that no emulator has, one by one: the sandbox shows what it does not rehearse."""
    from sandbox.providers.plugin.records import Records

    recorded = Records(sandbox.home.recorded).all()
    if recorded:
        sandbox.terminal.print(f"recorded, not rehearsed ({len(recorded)}):")
        for record in recorded:
            sandbox.terminal.print(f"  {record['type']}  {record['name']}")
