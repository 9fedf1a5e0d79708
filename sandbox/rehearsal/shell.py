"""One shell for all the commands of a build, as in CodeBuild since buildspec 0.2. Variables last until the end."""

import os
import secrets
import shlex
import signal
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, cast

_POLITE_SECONDS = 3.0


class Shell:
    """Runs commands one by one. As a context manager it always ends every process that it started.

    command: the shell's own command line.
    environment: all variables of the commands, which inherit none from this process.
    timeout_seconds: for all commands together; afterwards `timed_out` is true and every command fails.
    """

    def __init__(
        self, command: Sequence[str], directory: Path, environment: Mapping[str, str], timeout_seconds: float
    ) -> None:
        self._command = list(command)
        self._directory = directory
        self._environment = dict(environment)
        self._mark = secrets.token_hex(16)
        self._process: subprocess.Popen[str] | None = None
        # Held where a process starts or is killed: time may be up between a look at `timed_out` and the start.
        self._lock = threading.Lock()
        self._timer = threading.Timer(timeout_seconds, self._time_is_up)
        self._timer.daemon = True
        self.timed_out = False

    def __enter__(self) -> "Shell":
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        with self._lock:
            self._kill()
            self._close()

    def set(self, name: str, value: str) -> None:
        """Exports a variable to the commands that follow."""
        self._environment[name] = value
        if self._process is not None and self._process.poll() is None:
            self.run(f"export {name}={shlex.quote(value)}", lambda line: None)

    def run(self, command: str, output: Callable[[str], object]) -> int:
        """Runs a command, passes on its stdout and stderr line by line, and returns its exit code.

        After a command that ends the shell itself (`exit`), the next gets a new shell. Commands cannot read from stdin.
        """
        process = self._running()
        if process is None:
            return -signal.SIGKILL
        stdin, stdout = cast("IO[str]", process.stdin), cast("IO[str]", process.stdout)
        try:
            stdin.write(f"eval {shlex.quote(command)} </dev/null\nprintf '%s %d\\n' {self._mark} \"$?\"\n")
            stdin.flush()
        except BrokenPipeError:  # killed by the timeout in between
            return self._ended(process)
        for line in stdout:
            text, mark, status = line.rstrip("\n").partition(self._mark)
            if text or not mark:
                output(text)
            if mark:
                return int(status)
        return self._ended(process)

    def _running(self) -> "subprocess.Popen[str] | None":
        """The shell, started where there is none. None once time is up."""
        with self._lock:
            if self.timed_out:
                return None
            if self._process is None or self._process.poll() is not None:
                self._close()
                self._process = self._start()
            return self._process

    def _start(self) -> "subprocess.Popen[str]":
        return subprocess.Popen(  # noqa: S603
            self._command,
            cwd=self._directory,
            env=self._environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            # A group of its own: Ctrl-C reaches only the rehearsal, which then ends every process of the build.
            start_new_session=True,
        )

    def _ended(self, process: "subprocess.Popen[str]") -> int:
        """The exit code of a shell that has ended. One that was stopped has failed, even if its trap says otherwise."""
        status = process.wait()
        return -signal.SIGKILL if self.timed_out and status == 0 else status

    def _close(self) -> None:
        for stream in (self._process.stdin, self._process.stdout) if self._process else ():
            with suppress(BrokenPipeError):
                cast("IO[str]", stream).close()

    def _time_is_up(self) -> None:
        with self._lock:
            self.timed_out = True
            self._kill()

    def _kill(self) -> None:
        process = self._process
        if process is None:
            return
        _signal(process.pid, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(_POLITE_SECONDS)
        # Background processes of the shell are still in its group.
        _signal(process.pid, signal.SIGKILL)
        process.wait()


def _signal(group: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(group, number)
