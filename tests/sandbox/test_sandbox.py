"""What the commands share, and what they do without."""

import subprocess
import sys
from pathlib import Path

import pytest

from sandbox.home import REPOSITORY, Home
from sandbox.sandbox import NotUpError, Sandbox
from sandbox.terminal import Terminal

SDKS = ("boto3", "botocore", "grpc", "pulumi", "rich")


def test_a_stack_without_outputs_says_how_to_bring_it_up(tmp_path: Path) -> None:
    sandbox = Sandbox(Home("prod", tmp_path), Terminal())
    for ask in (sandbox.outputs, sandbox.cloud):
        with pytest.raises(NotUpError, match="start it with: make up STACK=prod"):
            ask()


def test_a_command_imports_an_sdk_only_where_it_uses_it() -> None:
    check = f"import sandbox.cli, sys; print([name for name in {SDKS} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", check], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
