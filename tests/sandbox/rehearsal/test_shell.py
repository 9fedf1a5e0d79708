"""The shell of a build: one for all commands, with nothing of this process, and gone afterwards."""

import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from sandbox.rehearsal.shell import Shell

BASH = ("bash", "--noprofile", "--norc")
_PATIENCE_SECONDS = 120
"""For what has to happen soon: a test that waits longer than this would wait forever."""
ENVIRONMENT = {"PATH": os.environ["PATH"], "GIVEN": "given"}


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    with Shell(BASH, tmp_path, ENVIRONMENT, timeout_seconds=20) as found:
        yield found


def ask(shell: Shell, command: str) -> tuple[int, list[str]]:
    lines: list[str] = []
    return shell.run(command, lines.append), lines


def test_a_command_sees_what_an_earlier_one_has_set(shell: Shell, tmp_path: Path) -> None:
    assert ask(shell, "mkdir sub && cd sub && own=1 && export shared=2") == (0, [])
    assert ask(shell, 'echo "$own $(bash -c "echo \\$shared") $PWD"') == (0, [f"1 2 {tmp_path}/sub"])


def test_the_exit_code_and_all_output_come_back(shell: Shell) -> None:
    assert ask(shell, "echo one; echo two >&2; echo; printf three; (exit 7)") == (7, ["one", "two", "", "three"])


def test_a_command_may_have_several_lines_and_any_quotes(shell: Shell) -> None:
    assert ask(shell, 'for n in 1 2; do\n  echo "it\'s $n"\ndone') == (0, ["it's 1", "it's 2"])


def test_a_syntax_error_fails_its_command_only(shell: Shell) -> None:
    assert ask(shell, "if then")[0] != 0
    assert ask(shell, "echo on") == (0, ["on"])


def test_a_command_that_reads_finds_nothing_and_does_not_eat_the_next_one(shell: Shell) -> None:
    assert ask(shell, "cat; read line; true") == (0, [])
    assert ask(shell, "echo next") == (0, ["next"])


def test_exit_ends_its_command_and_a_new_shell_takes_the_next(shell: Shell) -> None:
    assert ask(shell, "echo before; exit 5") == (5, ["before"])
    assert ask(shell, 'echo "$GIVEN"') == (0, ["given"])


def test_a_variable_can_be_set_from_outside(shell: Shell) -> None:
    shell.set("LATER", "it's set")
    assert ask(shell, 'echo "$LATER"') == (0, ["it's set"])
    shell.set("LATER", "changed")
    assert ask(shell, "bash -c 'echo \"$LATER\"'") == (0, ["changed"])


def test_nothing_of_this_process_is_inherited(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "the person's")
    _, lines = ask(shell, "env")
    assert {line.partition("=")[0] for line in lines} <= {"PATH", "GIVEN", "PWD", "OLDPWD", "SHLVL", "_"}


def test_when_time_is_up_the_command_ends_and_no_other_starts(tmp_path: Path) -> None:
    with Shell(BASH, tmp_path, ENVIRONMENT, timeout_seconds=0.3) as shell:
        assert ask(shell, "sleep 30")[0] != 0
        assert shell.timed_out
        assert ask(shell, "echo more") == (-9, [])


def test_a_command_that_catches_the_end_of_its_time_has_failed_all_the_same(tmp_path: Path) -> None:
    with Shell(BASH, tmp_path, ENVIRONMENT, timeout_seconds=0.3) as shell:
        assert ask(shell, "trap 'exit 0' TERM; while :; do sleep 0.05; done")[0] != 0


def test_when_time_is_up_between_two_commands_the_second_is_not_run_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The moment between the look at the clock and the start of a shell: a kill then finds nothing to kill."""
    time_is_up: list[Callable[[], object]] = []

    class Clock(threading.Timer):
        def __init__(self, interval: float, function: Callable[[], object]) -> None:
            super().__init__(interval, function)
            time_is_up.append(function)

    start = subprocess.Popen
    killing: list[threading.Thread] = []

    def late(*arguments: Any, **options: Any) -> "subprocess.Popen[str]":
        killing.append(threading.Thread(target=time_is_up[0]))
        killing[0].start()
        killing[0].join(0.5)  # one that does not wait for the start is over by then
        return start(*arguments, **options)

    monkeypatch.setattr(threading, "Timer", Clock)
    with Shell(BASH, tmp_path, ENVIRONMENT, timeout_seconds=_PATIENCE_SECONDS) as shell:
        with monkeypatch.context() as patched:
            patched.setattr(subprocess, "Popen", late)
            status, lines = ask(shell, "sleep 5; echo survived")
        killing[0].join()
    assert status != 0
    assert lines == []


def test_background_processes_end_with_the_shell(tmp_path: Path) -> None:
    with Shell(BASH, tmp_path, ENVIRONMENT, timeout_seconds=20) as shell:
        _, lines = ask(shell, "sleep 300 & echo $!")
    assert has_ended(int(lines[0]))


def has_ended(pid: int) -> bool:
    """A signal takes a moment to do its work, and nobody may be there to bury the dead."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.05)
    return False
