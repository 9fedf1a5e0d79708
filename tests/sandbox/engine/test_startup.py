"""A plugin process ends with the engine that started it."""

import subprocess
import sys

import psutil

from sandbox.home import REPOSITORY

PLUGIN = """
import os, time
from sandbox.engine import startup
startup._POLL_SECONDS = 0.01
startup.end_with_the_engine()
time.sleep(0.2)  # many looks at an engine that is there
print(os.getpid(), flush=True)
time.sleep(600)
"""
ENGINE = f"""
import subprocess, sys
plugin = subprocess.Popen([sys.executable, "-c", {PLUGIN!r}])
sys.stdin.read()
"""


def test_a_plugin_stays_while_its_engine_is_there_and_ends_by_itself_when_it_is_gone() -> None:
    engine = subprocess.Popen(
        [sys.executable, "-c", ENGINE], cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert engine.stdout is not None
    printed = engine.stdout.readline()
    assert printed, "the plugin ended before its engine"
    plugin = psutil.Process(int(printed))
    engine.kill()
    engine.wait()
    psutil.wait_procs([plugin], timeout=60)
    assert not plugin.is_running() or plugin.status() == psutil.STATUS_ZOMBIE
