"""Previews an empty program in a process of its own: `python -m bench.empty FOLDER`, in a running sandbox's folder."""

import sys
from pathlib import Path

from sandbox.emulator.cloud import LocalCloud
from sandbox.engine.find import find_or_build
from sandbox.home import Home
from sandbox.stack import Stack

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    cloud = LocalCloud(folder.parent).running()
    assert cloud is not None, f"no sandbox is up in {folder.parent}"  # noqa: S101 - for the bench alone
    Stack.open(Home("dev", folder), find_or_build(print), cloud, program=lambda: None, policies=None).preview()
