"""Releases of the rehearsed stack: published by the pipeline under the build's own role, looked at, taken back."""

import base64
import hashlib
import json
import shutil
import ssl
import urllib.error
import urllib.request
from email.message import Message
from pathlib import Path
from typing import Any

import pytest

from publish.cli import main
from publish.layout import RELEASES_PREFIX
from sandbox.commands import EXAMPLE
from sandbox.rehearsal import RehearsalError
from sandbox.rehearsal.roles import assume
from tests.stacks.conftest import Sandbox

pytestmark = pytest.mark.usefixtures("example_comes_back")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    shutil.copytree(EXAMPLE, tmp_path / "site")
    return tmp_path / "site"


def page(sandbox: Sandbox, path: str = "/") -> tuple[int, str, Message]:
    trust = ssl.create_default_context(cafile=sandbox.ca)
    try:
        with urllib.request.urlopen(sandbox.site + path, context=trust) as answer:  # noqa: S310 - https, our own viewer
            return answer.status, answer.read().decode(), answer.headers
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(), error.headers


def manifests(sandbox: Sandbox) -> list[str]:
    listed = sandbox.cloud.client("s3").list_objects_v2(Bucket=sandbox.outputs["contentBucket"], Prefix=RELEASES_PREFIX)
    return [found["Key"] for found in listed.get("Contents", [])]


def publish(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str
) -> dict[str, Any]:
    """`python -m publish` with nothing but the permissions of the build's role."""
    project = "arn:aws:codebuild:us-east-1:123456789012:project/secure-site-dev-publish"
    role = assume(
        sandbox.cloud, "arn:aws:iam::123456789012:role/secure-site-dev-publish", "codebuild.amazonaws.com", project
    )
    variables = {
        **sandbox.cloud.environment(role.credentials),
        "CONTENT_BUCKET": sandbox.outputs["contentBucket"],
        "DISTRIBUTION_ID": sandbox.outputs["distributionId"],
        "SITE_URL": sandbox.site,
        "SSL_CERT_FILE": str(sandbox.ca),
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    capsys.readouterr()
    code = main([*arguments, "--json"])
    printed = capsys.readouterr()
    assert code == 0, printed.err
    return json.loads(printed.out.splitlines()[-1])


def edit(site: Path, text: str) -> None:
    index = site / "public" / "index.html"
    index.write_text(index.read_text().replace("</main>", f"<p>{text}</p></main>"))


def test_a_second_push_of_the_same_site_makes_no_release(sandbox: Sandbox) -> None:
    before = manifests(sandbox)
    sandbox.push()
    assert manifests(sandbox) == before


def test_a_change_is_a_release_that_one_command_takes_back(
    sandbox: Sandbox, site: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    original = page(sandbox)[1]
    edit(site, "A second thought")
    sandbox.push(site)
    assert "A second thought" in page(sandbox)[1]
    restored = publish(sandbox, monkeypatch, capsys, "rollback")
    assert page(sandbox)[1] == original
    assert (restored["uploaded"], restored["copied"]) == (0, 1)


def test_nobody_sees_the_manifests_of_releases(sandbox: Sandbox) -> None:
    keys = manifests(sandbox)
    assert keys
    status, text, _ = page(sandbox, f"/{keys[-1]}")
    assert status == 403
    assert "sha256" not in text


def test_a_page_that_the_content_security_policy_breaks_is_refused_before_anything_is_uploaded(
    sandbox: Sandbox, site: Path
) -> None:
    before = manifests(sandbox), page(sandbox)[1]
    index = site / "public" / "index.html"
    index.write_text(index.read_text().replace("</main>", '<img src="https://images.example/a.png"></main>'))
    with pytest.raises(RehearsalError, match="exit code 2"):
        sandbox.push(site)
    assert (manifests(sandbox), page(sandbox)[1]) == before


def test_a_page_with_code_of_its_own_is_served_with_a_policy_for_just_this_code(sandbox: Sandbox, site: Path) -> None:
    code = "document.title = 1"
    index = site / "public" / "index.html"
    index.write_text(index.read_text().replace("</main>", f"<script>{code}</script></main>"))
    sandbox.push(site)
    digest = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
    status, _, headers = page(sandbox)
    assert (status, headers["Content-Security-Policy"].count("'sha256-")) == (200, 1)
    assert f"script-src 'self' 'sha256-{digest}'" in headers["Content-Security-Policy"]
    assert not [name for name in headers if name.lower().startswith("x-amz-meta-")]
    assert "sha256-" not in page(sandbox, "/404.html")[2]["Content-Security-Policy"]
