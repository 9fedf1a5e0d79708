"""The pack stands alone: copied to an empty folder, it judges the program of another project.

The policy process of these previews sees the copied folder and the installed packages, and nothing of this repository.
"""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest
import yaml
from pulumi.automation.events import EngineEvent

from sandbox.emulator.cloud import Cloud, LocalCloud
from sandbox.environment import engine_environment, forget_own_account
from sandbox.home import Home
from sandbox.stack import POLICIES, Stack, StackError
from tests.stacks.engine import engine

REGION = "eu-west-1"
PROJECT = {"name": "acme-shop", "runtime": "python"}
TAGS = {"Project": "acme-shop", "Stack": "dev", "ManagedBy": "Pulumi"}
# -I and -S leave out PYTHONPATH, the current folder, and the .pth file that makes this repository's pack importable.
ANALYZER = """#!/bin/sh
exec "{python}" -I -S -u -c '
import runpy, sys
sys.path.append("{packages}")
runpy.run_path(sys.argv[2], run_name="__main__")
' "$@"
"""


class Storefront(pulumi.ComponentResource):
    """Two buckets that no rule objects to: one for content, one for its access logs."""

    def __init__(self, name: str, acl: str | None = None) -> None:
        super().__init__("acme:shop:Storefront", name)
        logs = self._bucket(f"{name}-logs", None)
        content = self._bucket(f"{name}-content", acl)
        child = pulumi.ResourceOptions(parent=self)
        aws.s3.BucketVersioning(
            f"{name}-versioning", bucket=content.bucket, versioning_configuration={"status": "Enabled"}, opts=child
        )
        aws.s3.BucketLogging(
            f"{name}-logging", bucket=content.bucket, target_bucket=logs.bucket, target_prefix="content/", opts=child
        )
        self.register_outputs({})

    def _bucket(self, name: str, acl: str | None) -> aws.s3.Bucket:
        child = pulumi.ResourceOptions(parent=self)
        bucket = aws.s3.Bucket(name, bucket=f"acme-{name}", acl=acl, tags=TAGS, opts=child)
        aws.s3.BucketPublicAccessBlock(
            f"{name}-private",
            bucket=bucket.bucket,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            opts=child,
        )
        aws.s3.BucketServerSideEncryptionConfiguration(
            f"{name}-encryption",
            bucket=bucket.bucket,
            rules=[{"apply_server_side_encryption_by_default": {"sse_algorithm": "AES256"}}],
            opts=child,
        )
        aws.s3.BucketPolicy(f"{name}-policy", bucket=bucket.bucket, policy=tls_only(f"acme-{name}"), opts=child)
        return bucket


def safe() -> None:
    Storefront("front")


def unsafe() -> None:
    Storefront("front", acl="public-read")


def tls_only(bucket: str) -> str:
    statement = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def write_analyzer(home: Home) -> None:
    """Replaces what starts the pack by one that sees nothing of this repository."""
    analyzer = home.pulumi_home / "plugins" / f"analyzer-policy-python-v{version('pulumi-policy')}"
    script = analyzer / "pulumi-analyzer-policy-python"
    script.write_text(ANALYZER.format(python=sys.executable, packages=sysconfig.get_path("purelib")))


def state_of(kind: str, name: str, **inputs: Any) -> dict[str, Any]:
    """A resource in a state file."""
    urn = f"urn:pulumi:dev::acme-shop::{kind}::{name}"
    is_custom = kind != "pulumi:pulumi:Stack"
    own = {"inputs": inputs, "outputs": inputs, "id": name} if is_custom else {}
    return {"urn": urn, "custom": is_custom, "type": kind, **own}


@dataclass
class Elsewhere:
    """An empty folder with a copy of the pack, and another project beside it."""

    folder: Path
    cloud: Cloud

    @property
    def pack(self) -> Path:
        return self.folder / "policies"

    def analyze(self, *resources: dict[str, Any]) -> tuple[int, str]:
        """The exit code and the output of `pulumi policy analyze` on a state file with these resources."""
        home = Home("dev", self.folder / "sandbox")
        home.prepare()
        state = self.folder / "state.json"
        deployment = {"manifest": {"time": "2026-11-27T00:00:00Z", "magic": "", "version": ""}, "resources": resources}
        state.write_text(json.dumps({"version": 3, "deployment": deployment}))
        write_analyzer(home)
        (self.folder / "shop" / "Pulumi.yaml").write_text(yaml.safe_dump(PROJECT))
        environment = {**os.environ, **engine_environment(home, engine(), self.cloud)}
        environment["PULUMI_OPTION_CWD"] = str(self.folder / "shop")
        ended = subprocess.run(
            [engine(), "policy", "analyze", "--file", str(state), "--policy-pack", str(self.pack)],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        return ended.returncode, ended.stdout + ended.stderr

    def preview(self, program: Callable[[], None]) -> tuple[set[tuple[str, str]], str]:
        """Rule and resource of every violation, and what the engine printed."""
        home = Home("dev", self.folder / "sandbox")
        printed: list[str] = []
        stack = Stack.open(
            home,
            engine(),
            self.cloud,
            output=printed.append,
            program=program,
            policies=self.pack,
            project=self.folder / "shop",
        )
        write_analyzer(home)
        found: set[tuple[str, str]] = set()

        def hear(event: EngineEvent) -> None:
            if policy := event.policy_event:
                found.add((policy.policy_name, (policy.resource_urn or "").rpartition("::")[2]))

        try:
            stack.preview(on_event=hear)
        except StackError:
            printed.append("the preview failed")
        return found, "\n".join(printed)


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    forget_own_account()
    local = LocalCloud(tmp_path_factory.mktemp("cloud"))
    yield local.start(REGION)
    local.stop()


@pytest.fixture
def elsewhere(cloud: Cloud, tmp_path: Path) -> Elsewhere:
    shop = tmp_path / "shop"
    shop.mkdir()
    (shop / "Pulumi.yaml").write_text(yaml.safe_dump(PROJECT))
    (shop / "Pulumi.dev.yaml").write_text(yaml.safe_dump({"config": {"aws:region": REGION}}))
    shutil.copytree(POLICIES, tmp_path / "policies", ignore=shutil.ignore_patterns("__pycache__"))
    return Elsewhere(tmp_path, cloud)


def test_a_safe_program_of_another_project_passes(elsewhere: Elsewhere):
    violations, printed = elsewhere.preview(safe)
    assert violations == set(), printed
    assert "the preview failed" not in printed
    assert "acme:shop:Storefront" in printed


def test_an_unsafe_program_of_another_project_is_blocked_by_the_rule(elsewhere: Elsewhere):
    violations, printed = elsewhere.preview(unsafe)
    assert violations == {("bucket-public-acl", "front-content")}
    assert "the preview failed" in printed


ROOT = state_of("pulumi:pulumi:Stack", "acme-shop-dev")
POLICY = "aws:iam/policy:Policy"


def grant(action: str) -> str:
    return json.dumps({"Statement": {"Effect": "Allow", "Action": action, "Resource": "arn:aws:s3:::acme-shop/cart"}})


def test_a_state_file_is_judged_without_a_program(elsewhere: Elsewhere):
    code, printed = elsewhere.analyze(ROOT, state_of(POLICY, "reader", policy=grant("s3:GetObject"), tags=TAGS))
    assert code == 0, printed
    code, printed = elsewhere.analyze(ROOT, state_of(POLICY, "reader", policy=grant("s3:Get*"), tags=TAGS))
    assert code == 1, printed
    assert "[mandatory] [severity: critical]  s3-wildcards" in printed
    assert "reader: policy: 's3:Get*' in Statement[0] grants" in printed


@pytest.mark.parametrize("module", ["components.context", "sandbox.home"])
def test_a_pack_that_imports_something_of_this_repository_does_not_load(elsewhere: Elsewhere, module: str):
    rules = elsewhere.pack / "secure_site_policies" / "rules" / "__init__.py"
    rules.write_text(f"{rules.read_text()}\nimport {module}\n")
    violations, printed = elsewhere.preview(safe)
    assert violations == set()
    assert "the preview failed" in printed
    assert f"No module named '{module.partition('.')[0]}'" in printed
