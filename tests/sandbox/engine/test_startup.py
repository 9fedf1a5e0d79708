"""A plugin process ends with the engine that started it."""

import subprocess
import sys

import psutil

from sandbox.home import REPOSITORY

ENGINE = """
import subprocess, sys
plugin = subprocess.Popen([sys.executable, "-c",
    "import time; from sandbox.engine.startup import end_with_the_engine; end_with_the_engine(); "
    "print('started', flush=True); time.sleep(60)"], stdout=subprocess.PIPE, text=True)
print(plugin.pid, plugin.stdout.readline(), flush=True)
sys.stdin.read()
"""


def test_a_plugin_whose_engine_is_gone_ends_by_itself() -> None:
    engine = subprocess.Popen(
        [sys.executable, "-c", ENGINE], cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert engine.stdout is not None
    number, started = engine.stdout.readline().split()
    assert started == "started"
    plugin = psutil.Process(int(number))
    assert plugin.status() != psutil.STATUS_ZOMBIE
    engine.kill()
    engine.communicate()
    psutil.wait_procs([plugin], timeout=10)
    assert not plugin.is_running() or plugin.status() == psutil.STATUS_ZOMBIE
