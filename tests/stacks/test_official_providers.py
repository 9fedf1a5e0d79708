"""PROVIDERS=official runs the official aws plugin against local AWS, shown with one that notes its configuration."""

import json
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pulumi
import pulumi_aws as aws
import pulumi_github as github
import pytest

from sandbox.cli import main
from sandbox.emulator.cloud import Cloud, LocalCloud
from sandbox.environment import forget_own_account
from sandbox.home import REPOSITORY, Home
from sandbox.providers.official import PACKAGE, OfficialPluginError, find_official
from sandbox.stack import Stack
from tests.stacks.engine import engine


def _executable(file: Path, content: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"#!/bin/sh\n{content}\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return file


@pytest.fixture
def cloud(tmp_path: Path) -> Iterator[Cloud]:
    forget_own_account()
    local = LocalCloud(tmp_path / "cloud")
    try:
        yield local.start("eu-west-1")
    finally:
        local.stop()


def test_the_official_plugin_is_pointed_to_local_aws(cloud: Cloud, tmp_path: Path) -> None:
    noted = tmp_path / "configured.json"
    command = f'PYTHONPATH="{REPOSITORY}" exec "{sys.executable}" -m tests.stacks.official_stand_in "{noted}" "$@"'
    plugin = _executable(tmp_path / "bin" / "pulumi-resource-aws", command)

    def program() -> None:
        aws.s3.Bucket("bucket", bucket="official")
        github.IssueLabel("label", repository="site", name="gate", color="ff0000")
        pulumi.export("account", aws.get_caller_identity().account_id)

    home = Home("dev", tmp_path / "home", {PACKAGE: plugin})
    stack = Stack.open(home, engine(), cloud, output=lambda line: None, program=program, policies=None)
    stack.up()
    configured: dict[str, Any] = json.loads(noted.read_text())
    [endpoints] = _decoded(configured["endpoints"])
    assert endpoints.pop("codepipeline") == cloud.codepipeline_url
    assert set(endpoints.values()) == {cloud.aws_url}
    assert {"cloudfront", "iam", "kms", "s3", "sts"} <= endpoints.keys()
    for name in ("s3UsePathStyle", "skipCredentialsValidation", "skipMetadataApiCheck"):
        assert _decoded(configured[name]) is True
    assert configured["customCaBundle"] == cloud.ca
    assert configured["region"]
    assert [bucket["Name"] for bucket in cloud.client("s3").list_buckets()["Buckets"]] == ["official"]
    assert "IssueLabel" in home.recorded.read_text()
    assert stack.outputs()["account"] == cloud.account_id


def test_the_plugin_on_path_comes_before_that_in_pulumis_folder(tmp_path: Path) -> None:
    with pytest.raises(OfficialPluginError, match=r"pulumi plugin install resource aws \d"):
        find_official({"PATH": str(tmp_path), "HOME": str(tmp_path)})
    [home] = [Home("dev", tmp_path / "sandbox")]
    home.prepare()
    [folder] = (home.pulumi_home / "plugins").glob("resource-aws-v*")
    installed = _executable(tmp_path / ".pulumi" / "plugins" / folder.name / "pulumi-resource-aws", "")
    assert find_official({"PATH": str(tmp_path), "HOME": str(tmp_path)}) == installed
    on_path = _executable(tmp_path / "bin" / "pulumi-resource-aws", "")
    assert find_official({"PATH": str(on_path.parent), "HOME": str(tmp_path)}) == on_path


def test_the_command_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("PULUMI_HOME", raising=False)
    assert main(["--home", str(tmp_path), "--providers", "official", "outputs"]) == 1
    assert "PROVIDERS=official needs the official plugin" in capsys.readouterr().err


def _decoded(value: Any) -> Any:
    """A provider's setting that is no text arrives as JSON."""
    return json.loads(value) if isinstance(value, str) else value
