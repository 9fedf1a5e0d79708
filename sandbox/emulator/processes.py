"""Background processes of a sandbox: started detached, found again by process id and start time, stopped by them."""

import socket
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

# Emulators have nothing to lose: their state is in memory.
_STOP_SECONDS = 1.0
_POLL_SECONDS = 0.05
_LOG_LINES = 15


class StartError(RuntimeError):
    """A process did not come up; the message carries the end of its log."""


@dataclass(frozen=True)
class Process:
    """One running process. The start time tells it from a later process with the same id."""

    name: str
    pid: int
    started: float
    port: int

    def is_running(self) -> bool:
        """Whether this very process still runs."""
        return self._handle() is not None

    def stop(self) -> None:
        """Ends the process and what it started: politely, then for good after one second."""
        handle = self._handle()
        if handle is None:
            return
        family = [handle, *handle.children(recursive=True)]
        for member in family:
            _quietly(member.terminate)
        _, left = psutil.wait_procs(family, timeout=_STOP_SECONDS)
        for member in left:
            _quietly(member.kill)

    def _handle(self) -> psutil.Process | None:
        try:
            handle = psutil.Process(self.pid)
            same = abs(handle.create_time() - self.started) < 1
            return handle if same and handle.status() != psutil.STATUS_ZOMBIE else None
        except psutil.NoSuchProcess:
            return None


def free_port() -> int:
    """A loopback TCP port that is free now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def start(name: str, command: Sequence[str], environment: Mapping[str, str], port: int, log: Path) -> Process:
    """Starts `command` detached from this terminal, so that Ctrl-C here leaves it alone. Its output goes to `log`."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        child = subprocess.Popen(  # noqa: S603
            list(command),
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return Process(name, child.pid, psutil.Process(child.pid).create_time(), port)


def wait_until_healthy(process: Process, url: str, log: Path, ca: Path | None = None, seconds: float = 60) -> None:
    """Returns when `url` answers, over TLS with a certificate of `ca`.

    Raises StartError, with the end of `log`, when the process ends or time is up.
    """
    trust = ssl.create_default_context(cafile=ca) if ca else None
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not process.is_running():
            raise StartError(f"{process.name} ended while starting:\n{tail(log)}")
        try:
            with urllib.request.urlopen(url, timeout=2, context=trust):  # noqa: S310 - a loopback address of ours
                return
        except (OSError, urllib.error.URLError):
            time.sleep(_POLL_SECONDS)
    raise StartError(f"{process.name} did not answer at {url} within {seconds:.0f} s:\n{tail(log)}")


def tail(log: Path) -> str:
    """The last lines of a log file, for an error message."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-_LOG_LINES:]) if log.exists() else "(no log)"


def _quietly(action: object) -> None:
    try:
        if callable(action):
            action()
    except psutil.NoSuchProcess:
        return
