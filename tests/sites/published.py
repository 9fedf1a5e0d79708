"""Publishes a built site on a stack of its own, as `make push` does, with at most the one setting that it prints."""

import shlex
import shutil
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from sandbox.project import project_name
from sandbox.rehearsal import RehearsalError, rehearse
from tests.sites.addresses import Answer, Client
from tests.stacks.conftest import Sandbox, rehearsed

SETTING = "contentSecurityPolicy"
REMOVED = ("taken-away.html", "taken-away/index.html", "taken-away.txt")
"""Files of the first publication that the second no longer has."""


class Lines:
    """Keeps what a push prints."""

    def __init__(self) -> None:
        self.printed: list[str] = []

    def stage_started(self, name: str) -> None:
        return

    def line(self, text: str) -> None:
        self.printed += text.splitlines()

    def stage_finished(self, result: object) -> None:
        return


@dataclass
class Published:
    """A site that is published."""

    name: str
    site: Path
    """The folder as it was published last."""
    sandbox: Sandbox
    settings: list[str] = field(default_factory=list[str])
    """The value of each setting that publishing printed and that was applied."""
    printed: list[str] = field(default_factory=list[str])
    """What the last push printed."""
    before: dict[str, Answer] = field(default_factory=dict[str, Answer])
    """Path -> answer, for what the first publication had and the second has no more."""

    @property
    def client(self) -> Client:
        return Client(self.sandbox.site, self.sandbox.ca)

    def push(self) -> None:
        """Publishes the folder. A refusal that prints a setting is followed, but only the first."""
        printed, refusal = self.try_to_push()
        setting = printed_setting(printed)
        if refusal and setting is not None and not self.settings:
            self.apply(setting)
            printed, refusal = self.try_to_push()
        if refusal:
            raise AssertionError("\n".join([f"{self.name} is not published: {refusal}", *printed]))
        self.printed = printed

    def apply(self, setting: str) -> None:
        """Gives the stack a Content-Security-Policy."""
        self.settings.append(setting)
        self.sandbox.stack.set_config(f"{project_name()}:{SETTING}", setting)
        self.sandbox.up()

    def try_to_push(self) -> tuple[list[str], RehearsalError | None]:
        """Runs the folder through the pipeline. Returns what was printed, and the error if it was refused."""
        lines, sandbox = Lines(), self.sandbox
        try:
            rehearse(
                sandbox.cloud,
                sandbox.outputs["pipelineName"],
                self.site,
                viewer=sandbox.viewer,
                report=lines,
                approve=lambda action: True,
            )
        except RehearsalError as error:
            return lines.printed, error
        return lines.printed, None


def printed_setting(lines: list[str]) -> str | None:
    """The value in the line `pulumi config set contentSecurityPolicy ...`, or None where there is no such line."""
    for line in lines:
        if "pulumi config set" in line and SETTING in line:
            words = shlex.split(line[line.index("pulumi config set") :])
            return next(after for word, after in pairwise(words) if word.endswith(SETTING))
    return None


@contextmanager
def unpublished(name: str, built: Path, base: Path, config: Mapping[str, str] | None = None) -> Generator[Published]:
    """A copy of a built folder, and a stack that nothing was published on.

    config: the stack's settings that the site needs; a path is "key[0]" of a list.
    """
    site = base / "site"
    shutil.copytree(built, site)
    with rehearsed("dev", base / "sandbox") as sandbox:
        for key, value in (config or {}).items():
            sandbox.stack.set_config(f"{project_name()}:{key}", value, path="[" in key)
        sandbox.up()
        yield Published(name, site, sandbox)


def publish_twice(found: Published) -> None:
    """Publishes a site first with the files REMOVED, then without."""
    for key in REMOVED:
        (found.site / key).parent.mkdir(exist_ok=True)
        (found.site / key).write_text(f"<!doctype html><title>{key}</title>taken away in the next release")
    found.push()
    found.before = {path: found.client.get(path) for path in (f"/{key}" for key in REMOVED)}
    for key in REMOVED:
        (found.site / key).unlink()
    (found.site / "taken-away").rmdir()
    found.push()
