"""`python -m sandbox` as a person runs it, from nothing to nothing."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from sandbox.home import REPOSITORY


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

    def refused(self, *arguments: str) -> str:
        done = subprocess.run(self.command(*arguments), cwd=REPOSITORY, capture_output=True, text=True, check=False)
        assert done.returncode == 1, done.stdout + done.stderr
        return done.stderr

    def shell(self, command: str) -> str:
        """A command in a shell that has evaluated `sandbox env`."""
        script = f'eval "$({" ".join(self.command("env"))})" && {command}'
        return subprocess.run(["bash", "-c", script], cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout

    def processes(self) -> list[int]:
        return [
            process.pid
            for process in psutil.process_iter(["environ", "cmdline"])
            if str(self.base) in str(process.info)
        ]


@pytest.fixture(scope="module")
def terminal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    found = Terminal(tmp_path_factory.mktemp("commands"))
    yield found
    subprocess.run(found.command("down"), cwd=REPOSITORY, check=False)


def test_a_command_that_needs_a_running_sandbox_says_how_to_start_one(terminal: Terminal) -> None:
    assert "make up" in terminal.refused("outputs")


def test_an_interrupted_up_goes_on_from_where_it_was(terminal: Terminal) -> None:
    process = subprocess.Popen(
        terminal.command("up"), cwd=REPOSITORY, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert process.stdout is not None
    for line in process.stdout:
        if " created" in line:
            break
    os.killpg(process.pid, signal.SIGINT)  # what a terminal sends for Ctrl-C
    process.stdout.read()
    assert process.wait(timeout=60) == 130
    printed = terminal.run("up")
    assert printed.splitlines()[-1].startswith("site: https://")


def test_up_says_what_was_not_rehearsed_and_where_the_site_answers(terminal: Terminal) -> None:
    *_, recorded, site = terminal.run("up").splitlines()
    assert site.startswith("site: https://")
    assert "github:index/repositoryWebhook:RepositoryWebhook" in recorded


def test_a_second_up_changes_nothing_and_publishes_nothing(terminal: Terminal) -> None:
    printed = terminal.run("up")
    assert "unchanged" in printed
    assert "created" not in printed
    assert "updated" not in printed
    assert "Publish" not in printed


def test_outputs_are_one_json_object_with_the_site_and_no_secret(terminal: Terminal) -> None:
    outputs = json.loads(terminal.run("outputs", "--json"))
    assert outputs["site"].startswith("https://")
    assert outputs["contentBucket"].startswith("secure-site-dev-content-")
    assert "ghp_" not in json.dumps(outputs)


def test_plain_output_has_no_terminal_codes(terminal: Terminal) -> None:
    assert "\x1b" not in terminal.run("preview")


def test_a_folder_of_ones_own_is_published_and_stays_so(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "public").mkdir()
    (tmp_path / "public" / "index.html").write_text("<!doctype html><title>mine</title>")
    assert "Publish" in terminal.run("push", str(tmp_path))
    bucket = json.loads(terminal.run("outputs", "--json"))["contentBucket"]
    assert "mine" in terminal.shell(f"{Path(sys.executable).parent / 'aws'} s3 cp s3://{bucket}/index.html -")
    terminal.run("up")
    assert "mine" in terminal.shell(f"{Path(sys.executable).parent / 'aws'} s3 cp s3://{bucket}/index.html -")


def test_plain_pulumi_commands_work_on_the_sandbox_from_any_folder(terminal: Terminal, tmp_path: Path) -> None:
    outputs = json.loads(terminal.shell(f"cd {tmp_path} && pulumi stack output --json"))
    assert outputs["pipelineName"] == "secure-site-dev"
    assert "[secret]" in terminal.shell("pulumi config")


def test_destroy_deletes_the_stack_and_up_makes_it_anew(terminal: Terminal) -> None:
    assert "deleted" in terminal.run("destroy")
    printed = terminal.run("up")
    assert "Publish" in printed
    assert printed.splitlines()[-1].startswith("site: https://")


def test_down_stops_every_process_and_removes_the_folder(terminal: Terminal) -> None:
    assert terminal.processes()
    terminal.run("down")
    deadline = time.monotonic() + 10
    while terminal.processes() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert terminal.processes() == []
    assert not (terminal.base / "dev").exists()


def test_the_stack_may_be_named_before_the_command_or_after_it(terminal: Terminal) -> None:
    assert "'prod'" in terminal.refused("outputs", "--stack", "prod")
    assert "'prod'" in terminal.refused("--stack", "prod", "outputs")
    assert "'dev'" in terminal.refused("outputs")
