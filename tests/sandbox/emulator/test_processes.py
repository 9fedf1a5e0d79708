"""Background processes: found again, never mistaken, stopped with all that they started."""

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from sandbox.emulator.processes import (
    Process,
    StartError,
    bound_socket,
    listening_socket,
    port_of,
    start,
    wait_until_healthy,
)

SERVER = """
import socket, sys
from http.server import HTTPServer, SimpleHTTPRequestHandler
server = HTTPServer(("127.0.0.1", 0), SimpleHTTPRequestHandler, bind_and_activate=False)
server.socket = socket.socket(fileno=int(sys.argv[1]))
server.server_activate()
server.serve_forever()
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Process]:
    listener = bound_socket()
    command = [sys.executable, "-c", SERVER, str(listener.fileno())]
    process = start("server", command, os.environ, [listener], tmp_path / "server.log")
    yield process
    process.stop()


def test_a_healthy_process_runs_until_it_is_stopped(server: Process, tmp_path: Path) -> None:
    wait_until_healthy(server, f"http://127.0.0.1:{server.port}/", tmp_path / "server.log")
    assert server.is_running()
    server.stop()
    assert not server.is_running()
    assert not psutil.pid_exists(server.pid) or psutil.Process(server.pid).status() == psutil.STATUS_ZOMBIE


def test_a_later_process_with_the_same_id_is_not_taken_for_it(server: Process) -> None:
    stranger = replace(server, started=server.started - 3600)
    assert not stranger.is_running()
    stranger.stop()
    assert server.is_running()


def test_a_process_that_ends_while_starting_shows_the_end_of_its_log(tmp_path: Path) -> None:
    log = tmp_path / "broken.log"
    process = start(
        "broken", [sys.executable, "-c", "raise SystemExit('no such option')"], os.environ, [bound_socket()], log
    )
    with pytest.raises(StartError, match="broken ended while starting:\nno such option"):
        wait_until_healthy(process, "http://127.0.0.1:1/", log)


def test_a_process_that_does_not_answer_is_given_up(server: Process, tmp_path: Path) -> None:
    with bound_socket() as silent, pytest.raises(StartError, match="did not answer"):
        wait_until_healthy(server, f"http://127.0.0.1:{port_of(silent)}/", tmp_path / "server.log", seconds=0.2)


def test_a_port_is_taken_from_the_moment_it_is_chosen() -> None:
    with bound_socket() as chosen, pytest.raises(OSError, match="in use"):
        listening_socket(port_of(chosen))


def test_a_port_stays_taken_while_its_server_runs_and_is_free_again_afterwards(tmp_path: Path) -> None:
    listener = listening_socket(0)
    command = [sys.executable, "-c", SERVER, str(listener.fileno())]
    server = start("server", command, os.environ, [listener], tmp_path / "server.log")
    try:
        wait_until_healthy(server, f"http://127.0.0.1:{server.port}/", tmp_path / "server.log")
        with pytest.raises(OSError, match="in use"):
            listening_socket(server.port)
    finally:
        server.stop()
    with listening_socket(server.port) as again:
        assert port_of(again) == server.port
