"""Background processes of a sandbox: started detached, found again by process id and start time, stopped by them.

A server inherits the socket that it is to listen on. So a port is taken from the moment it is chosen, and two sandboxes
that start together cannot choose the same.
"""

import socket
import ssl
import subprocess
import time
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from sandbox.errors import SandboxError

LOOPBACK = "127.0.0.1"

# Emulators have nothing to lose: their state is in memory.
_STOP_SECONDS = 1.0
_POLL_SECONDS = 0.05
_LOG_LINES = 15


class StartError(SandboxError):
    """A process did not start. The message carries the end of its log."""


@dataclass(frozen=True)
class Process:
    """One running process. The start time distinguishes it from a later process with the same id."""

    name: str
    pid: int
    started: float
    port: int

    def is_running(self) -> bool:
        """Whether this process is still running."""
        return self._handle() is not None

    def stop(self) -> None:
        """Terminates the process and its children, and kills those that are left after one second."""
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


def bound_socket() -> socket.socket:
    """Returns a socket at a free TCP port of loopback, which nothing else can take until the socket is closed."""
    found = socket.socket()
    found.bind((LOOPBACK, 0))
    return found


def listening_socket(port: int) -> socket.socket:
    """Returns a socket that listens at a TCP port of loopback. Raises OSError where the port is taken."""
    found = socket.socket()
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # the port of a server that ended a moment ago
        found.bind((LOOPBACK, port))
        found.listen()
    except OSError:
        found.close()
        raise
    return found


def port_of(listener: socket.socket) -> int:
    """Returns the port of a socket."""
    return listener.getsockname()[1]


def start(
    name: str, command: Sequence[str], environment: Mapping[str, str], listeners: Sequence[socket.socket], log: Path
) -> Process:
    """Starts `command` detached from this terminal, so that Ctrl-C does not reach it. Its output goes to `log`.

    The process inherits `listeners` under their numbers (`fileno`); here they are closed. The first gives the port.
    """
    port = port_of(listeners[0])
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        child = subprocess.Popen(  # noqa: S603
            list(command),
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=[listener.fileno() for listener in listeners],
        )
    for listener in listeners:
        listener.close()
    return Process(name, child.pid, psutil.Process(child.pid).create_time(), port)


def wait_until_healthy(process: Process, url: str, log: Path, ca: Path | None = None, seconds: float = 60) -> None:
    """Waits until `url` answers with success, over TLS with a certificate of `ca`. Raises StartError like `wait`."""
    trust = ssl.create_default_context(cafile=ca) if ca else None

    def ask() -> None:
        with urllib.request.urlopen(url, timeout=2, context=trust):  # noqa: S310 - a loopback address of ours
            return

    wait(process, ask, f"answer at {url}", log, seconds)


def wait_until_encrypted(process: Process, log: Path, ca: Path) -> None:
    """Waits until the process shakes hands over TLS with a certificate of `ca`. Raises StartError like `wait`."""
    trust = ssl.create_default_context(cafile=ca)

    def shake_hands() -> None:
        with socket.create_connection((LOOPBACK, process.port), timeout=2) as plain:
            trust.wrap_socket(plain, server_hostname=LOOPBACK).close()

    wait(process, shake_hands, f"answer at port {process.port}", log)


def wait(process: Process, probe: Callable[[], None], what: str, log: Path, seconds: float = 60) -> None:
    """Repeats `probe` until it no longer raises an OSError.

    Raises StartError, with the end of `log`, when the process ends or the time is up; `what` is what it did not do.
    """
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not process.is_running():
            raise StartError(f"{process.name} ended while starting:\n{tail(log)}")
        try:
            return probe()
        except OSError:  # of which the errors of urllib and ssl are kinds
            time.sleep(_POLL_SECONDS)
    raise StartError(f"{process.name} did not {what} within {seconds:.0f} s:\n{tail(log)}")


def tail(log: Path) -> str:
    """Returns the last lines of a log file, for an error message."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-_LOG_LINES:]) if log.exists() else "(no log)"


def _quietly(action: object) -> None:
    try:
        if callable(action):
            action()
    except psutil.NoSuchProcess:
        return
