"""The tool that builds publish with: the package of this repository, under the name of its content."""

import base64
import hashlib
import io
import os
import subprocess
import sys
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from components.pipeline.publish_tool import PublishTool, archive
from components.storage.bucket import SecureBucket
from tests.examples import CONTEXT, REPOSITORY
from tests.mock_cloud import Cloud


def test_the_archive_lies_in_the_artifact_bucket_under_the_name_of_its_content(cloud: Cloud) -> None:
    def program() -> PublishTool:
        bucket = SecureBucket("artifacts", {"context": CONTEXT, "purpose": "artifacts"})
        return PublishTool("tool", {"context": CONTEXT, "bucket": bucket})

    tool = cloud.run(program)
    made = cloud.one("aws:s3/bucketObjectv2:BucketObjectv2")
    content = base64.b64decode(made["contentBase64"])
    assert tool.sha256 == hashlib.sha256(content).hexdigest()
    assert made["key"] == f"tools/publish-{tool.sha256}.zip"
    assert tool.arn == f"arn:aws:s3:::{made['bucket']}/{made['key']}"
    assert cloud.value(tool.url) == f"s3://{made['bucket']}/{made['key']}"
    assert made["tags"] == CONTEXT.tags


def test_the_object_takes_only_the_tags_of_the_stack_since_s3_allows_ten(cloud: Cloud) -> None:
    more = replace(CONTEXT, tags={**CONTEXT.tags, **{f"own-{number}": "x" for number in range(40)}})

    def program() -> PublishTool:
        bucket = SecureBucket("artifacts", {"context": CONTEXT, "purpose": "artifacts"})
        return PublishTool("tool", {"context": more, "bucket": bucket})

    cloud.run(program)
    assert cloud.one("aws:s3/bucketObjectv2:BucketObjectv2")["tags"] == CONTEXT.tags


def test_it_is_the_same_wherever_and_whenever_it_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    first = archive()
    monkeypatch.setattr(time, "time", lambda: 2e9)
    assert archive() == first


def test_it_runs_by_itself_with_nothing_of_the_repository(tmp_path: Path) -> None:
    zipfile.ZipFile(io.BytesIO(archive())).extractall(tmp_path)
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(tmp_path)}
    command = [sys.executable, "-P", "-m", "publish", "deploy", "--help"]
    ran = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert "--keep-releases" in ran.stdout


def test_what_it_installs_is_what_is_locked(tmp_path: Path) -> None:
    uv = Path(sys.executable).with_name("uv")
    exported = tmp_path / "requirements.txt"
    command = [uv, "export", "--quiet", "--frozen", "--offline", "--only-group", "publish", "--no-header"]
    subprocess.run([*command, "--format", "requirements-txt", "--output-file", exported], cwd=REPOSITORY, check=True)
    assert exported.read_text() == (REPOSITORY / "publish" / "requirements.txt").read_text()
