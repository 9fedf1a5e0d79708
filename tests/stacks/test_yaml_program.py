"""The pack judges a program in another language: YAML, with a copy of the pack and the engine alone."""

import asyncio
import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
import yaml
from pulumi.provider.experimental import provider as sdk

from sandbox.emulator.cloud import Cloud, LocalCloud
from sandbox.environment import engine_environment, forget_own_account
from sandbox.home import Home
from sandbox.providers.plugin.packages import provider_of
from sandbox.providers.plugin.server import listen
from sandbox.stack import POLICIES
from tests.stacks.engine import engine
from tests.stacks.test_standalone_pack import REGION, TAGS, write_analyzer
from tests.stacks.yaml_host import yaml_host

TEXT = {"type": "string"}
SCHEMA = {
    "name": "aws",
    "version": "7.51.1",
    "resources": {
        "aws:iam/policy:Policy": {
            "inputProperties": {
                "name": TEXT,
                "policy": TEXT,
                "tags": {"type": "object", "additionalProperties": TEXT},
            },
            "properties": {"name": TEXT, "policy": TEXT},
        }
    },
}
"""What the YAML host asks of a provider; the sandbox's own has no schema, since Python's SDK has the types."""


async def _schema(request: sdk.GetSchemaRequest) -> sdk.GetSchemaResponse:
    return sdk.GetSchemaResponse(json.dumps(SCHEMA))


def _serve(environment: dict[str, str], port: "Future[int]") -> None:
    async def serve() -> None:
        provider: Any = provider_of("aws", environment)
        provider.get_schema = _schema
        server, at = await listen("aws", provider)
        port.set_result(at)
        await server.wait_for_termination()

    asyncio.run(serve())


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    forget_own_account()
    local = LocalCloud(tmp_path_factory.mktemp("cloud"))
    yield local.start(REGION)
    local.stop()


def preview(folder: Path, cloud: Cloud, action: str) -> tuple[int, str]:
    """The exit code and the output of a preview of a YAML program with a policy that allows this action."""
    shutil.copytree(POLICIES, folder / "policies", ignore=shutil.ignore_patterns("__pycache__", ".venv"))
    home = Home("dev", folder / "sandbox")
    home.prepare()
    write_analyzer(home)
    statement = {"Effect": "Allow", "Action": action, "Resource": "arn:aws:s3:::acme-shop/cart"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    reader = {"type": "aws:iam/policy:Policy", "properties": {"name": "reader", "policy": document, "tags": TAGS}}
    program = {"name": "acme-shop", "runtime": "yaml", "resources": {"reader": reader}}
    (folder / "Pulumi.yaml").write_text(yaml.safe_dump(program))
    environment = {**os.environ, **engine_environment(home, engine(), cloud), "PULUMI_OPTION_CWD": str(folder)}
    port: Future[int] = Future()
    threading.Thread(target=_serve, args=(environment, port), daemon=True).start()
    environment |= {
        "PATH": os.pathsep.join([environment["PATH"], str(yaml_host())]),
        "PULUMI_DEBUG_PROVIDERS": f"aws:{port.result(60)}",
        "AWS_REGION": REGION,
    }
    code, printed = 0, ""
    for words in (["stack", "init", "dev"], ["preview", "--stack", "dev", "--policy-pack", str(folder / "policies")]):
        ended = subprocess.run(
            [engine(), *words, "--non-interactive"], env=environment, capture_output=True, text=True, check=False
        )
        code, printed = ended.returncode, ended.stdout + ended.stderr
    return code, printed


def test_a_safe_program_passes(tmp_path: Path, cloud: Cloud):
    code, printed = preview(tmp_path, cloud, "s3:GetObject")
    assert code == 0, printed
    assert "✅ secure-site@" in printed


def test_an_unsafe_program_is_blocked_by_the_rule(tmp_path: Path, cloud: Cloud):
    code, printed = preview(tmp_path, cloud, "s3:Get*")
    assert code != 0
    assert "[mandatory] [severity: critical]  s3-wildcards  (aws:iam:Policy: reader)" in printed, printed
