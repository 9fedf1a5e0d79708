"""Background processes: found again, never mistaken, stopped with all that they started."""

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from sandbox.emulator.processes import Process, StartError, free_port, start, wait_until_healthy


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Process]:
    port = free_port()
    command = [sys.executable, "-m", "http.server", "--bind", "127.0.0.1", str(port)]
    process = start("server", command, os.environ, port, tmp_path / "server.log")
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
    process = start("broken", [sys.executable, "-c", "raise SystemExit('no such option')"], os.environ, 1, log)
    with pytest.raises(StartError, match="broken ended while starting:\nno such option"):
        wait_until_healthy(process, "http://127.0.0.1:1/", log)


def test_a_process_that_does_not_answer_is_given_up(server: Process, tmp_path: Path) -> None:
    with pytest.raises(StartError, match="did not answer"):
        wait_until_healthy(server, f"http://127.0.0.1:{free_port()}/", tmp_path / "server.log", seconds=0.2)
