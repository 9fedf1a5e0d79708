"""`python -m sandbox` as a person runs it, from nothing to nothing."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest

from sandbox.cli import main
from sandbox.emulator.cloud import LocalCloud
from sandbox.home import REPOSITORY

AWS = Path(sys.executable).parent / "aws"
_PATIENCE_SECONDS = 120
"""For what has to happen soon: a test that waits longer than this would wait forever."""


class Terminal:
    """Runs commands on a sandbox of its own."""

    def __init__(self, base: Path) -> None:
        self.base = base

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "sandbox", "--home", str(self.base), *arguments]

    def run(self, *arguments: str) -> str:
        done = subprocess.run(self.command(*arguments), cwd=REPOSITORY, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def interrupt(self, *arguments: str) -> int:
        """The exit code of a command that got Ctrl-C once it had created its first resource."""
        process = subprocess.Popen(
            self.command(*arguments), cwd=REPOSITORY, stdout=subprocess.PIPE, text=True, start_new_session=True
        )
        assert process.stdout is not None
        for line in process.stdout:
            if " created" in line:
                break
        os.killpg(process.pid, signal.SIGINT)  # what a terminal sends for Ctrl-C
        process.stdout.read()
        return process.wait(timeout=_PATIENCE_SECONDS)

    def shell(self, command: str) -> str:
        """A command in a shell that has evaluated `sandbox env`."""
        script = f'eval "$({" ".join(self.command("env"))})" && {command}'
        return subprocess.run(["bash", "-c", script], cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout

    def object(self, bucket: str, key: str) -> str:
        """An object of the running cloud."""
        cloud = LocalCloud(self.base / "dev").running()
        assert cloud is not None
        return cloud.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read().decode()

    def processes(self) -> list[int]:
        return [
            process.pid
            for process in psutil.process_iter(["environ", "cmdline"])
            if str(self.base) in str(process.info)
        ]

    def left_processes(self) -> list[int]:
        """Those that do not end: a signal takes a moment."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while (left := self.processes()) and time.monotonic() < deadline:
            time.sleep(0.1)
        return left


@dataclass(frozen=True)
class Story:
    """What the user sees from the first command to the last."""

    interrupted: int
    """Exit code of an update that the user interrupted."""
    printed: Mapping[str, str]
    """What each command printed, by the moment."""
    outputs: Mapping[str, Any]
    """As `outputs --json` printed them."""
    copied: str
    """The page that `aws s3 cp` copied after the user pushed a folder."""
    kept: str
    """The page after another `up`."""
    from_elsewhere: Mapping[str, Any]
    """The outputs as plain `pulumi` printed them in another folder."""
    processes: list[int]
    """Before `down`."""
    left_processes: list[int]
    """After it."""
    folder_is_left: bool


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    terminal = Terminal(tmp_path_factory.mktemp("commands"))
    try:
        return play(terminal, tmp_path_factory.mktemp("own"))
    finally:
        subprocess.run(terminal.command("down"), cwd=REPOSITORY, capture_output=True, check=False)


def play(terminal: Terminal, own: Path) -> Story:
    """Runs the commands from the first to the last. own: an empty folder, in which a site is written."""
    interrupted = terminal.interrupt("up")
    printed = {"goes on": terminal.run("up"), "second up": terminal.run("up"), "preview": terminal.run("preview")}
    outputs = json.loads(terminal.run("outputs", "--json"))
    (own / "public").mkdir()
    (own / "public" / "index.html").write_text("<!doctype html><title>mine</title>")
    printed["push"] = terminal.run("push", str(own))
    copied = terminal.shell(f"{AWS} s3 cp s3://{outputs['contentBucket']}/index.html -")
    terminal.run("up")
    kept = terminal.object(outputs["contentBucket"], "index.html")
    from_elsewhere = json.loads(terminal.shell(f"cd {own} && pulumi stack output --json"))
    printed["config"] = terminal.shell("pulumi config")
    printed["destroy"] = terminal.run("destroy")
    printed["up after destroy"] = terminal.run("up")
    processes = terminal.processes()
    terminal.run("down")
    left = terminal.left_processes()
    is_left = (terminal.base / "dev").exists()
    return Story(interrupted, printed, outputs, copied, kept, from_elsewhere, processes, left, is_left)


def refused(capsys: pytest.CaptureFixture[str], base: Path, *arguments: str) -> str:
    """What a failing command prints to stderr; it runs in this process."""
    assert main(["--home", str(base), *arguments]) == 1
    return capsys.readouterr().err


def test_a_command_that_needs_a_running_sandbox_says_how_to_start_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "make up" in refused(capsys, tmp_path, "outputs")


def test_an_interrupted_up_goes_on_from_where_it_was(story: Story) -> None:
    assert story.interrupted == 130
    assert story.printed["goes on"].splitlines()[-1].startswith("site: https://")


def test_up_says_what_was_not_rehearsed_and_where_the_site_answers(story: Story) -> None:
    *_, recorded, site = story.printed["second up"].splitlines()
    assert site.startswith("site: https://")
    assert "github:index/repositoryWebhook:RepositoryWebhook" in recorded


def test_a_second_up_changes_nothing_and_publishes_nothing(story: Story) -> None:
    printed = story.printed["second up"]
    assert "unchanged" in printed
    assert "created" not in printed
    assert "updated" not in printed
    assert "Publish" not in printed


def test_outputs_are_one_json_object_with_the_site_and_no_secret(story: Story) -> None:
    assert story.outputs["site"].startswith("https://")
    assert story.outputs["contentBucket"].startswith("secure-site-dev-content-")
    assert "ghp_" not in json.dumps(story.outputs)


def test_plain_output_has_no_terminal_codes(story: Story) -> None:
    assert "\x1b" not in story.printed["preview"]


def test_a_folder_of_ones_own_is_published_and_stays_so(story: Story) -> None:
    assert "Publish" in story.printed["push"]
    assert "mine" in story.copied
    assert "mine" in story.kept


def test_plain_pulumi_commands_work_on_the_sandbox_from_any_folder(story: Story) -> None:
    assert story.from_elsewhere["pipelineName"] == "secure-site-dev"
    assert "[secret]" in story.printed["config"]


def test_destroy_deletes_the_stack_and_up_makes_it_anew(story: Story) -> None:
    assert "deleted" in story.printed["destroy"]
    printed = story.printed["up after destroy"]
    assert "Publish" in printed
    assert printed.splitlines()[-1].startswith("site: https://")


def test_down_stops_every_process_and_removes_the_folder(story: Story) -> None:
    assert story.processes
    assert story.left_processes == []
    assert not story.folder_is_left


def test_the_stack_may_be_named_before_the_command_or_after_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "'prod'" in refused(capsys, tmp_path, "outputs", "--stack", "prod")
    assert "'prod'" in refused(capsys, tmp_path, "--stack", "prod", "outputs")
    assert "'dev'" in refused(capsys, tmp_path, "outputs")
