"""The components as a package: added by its git path, and used by a program in YAML with the pack attached."""

import json
import shutil
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from sandbox.commands import EXAMPLE
from sandbox.emulator.certificate import Certificate
from sandbox.home import REPOSITORY
from sandbox.rehearsal import QuietReporter, rehearse
from sandbox.viewer import Viewer
from tests.stacks.browser import chromium
from tests.stacks.foreign import PACK, PACKAGE, Elsewhere, elsewhere
from tests.stacks.github_place import PLACE, github

VERSION = tomllib.loads((PACKAGE / "pyproject.toml").read_text())["project"]["version"]
TOKEN, HOOK = "ghp_" + "0a1b2c3d" * 4 + "0a1b", "0123456789abcdefABCDEF"


def program() -> dict[str, Any]:
    """The example with a pipeline, without the package, and with inputs of several groups."""
    found = yaml.safe_load((REPOSITORY / "examples" / "pipeline" / "Pulumi.yaml").read_text())
    del found["packages"]
    found["resources"]["site"]["properties"] = {"storage": {"noncurrentDays": 40}}
    found["resources"]["watch"] = {
        "type": "secure-site:Watch",
        "properties": {
            "distributionId": "${site.distributionId}",
            "alerts": {"alarmEmail": "ops@example.com", "errorRatePercent": 7},
        },
    }
    return {**found, "name": "acme"}


@dataclass(frozen=True)
class Added:
    """The YAML program on the sandbox, and what the engine printed."""

    at: Elsewhere
    previewed: str
    updated: str

    @property
    def outputs(self) -> dict[str, Any]:
        return json.loads(self.at.works("pulumi stack output --json"))

    @property
    def state(self) -> list[dict[str, Any]]:
        return json.loads(self.at.works("pulumi stack export"))["deployment"]["resources"]


@pytest.fixture(scope="module")
def added(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Added]:
    base = tmp_path_factory.mktemp("package")
    with github(base / "github", f"v{VERSION}") as reached, elsewhere(base, **reached) as at:
        at.folder.mkdir()
        (at.folder / "Pulumi.yaml").write_text(yaml.safe_dump(program(), sort_keys=False))
        at.works(f"pulumi package add {PLACE}/components@v{VERSION}")
        at.works("pulumi stack init dev")
        at.works("pulumi config set repository acme/site")
        at.works(f"pulumi config set --secret githubToken {TOKEN} && pulumi config set --secret webhookSecret {HOOK}")
        pack = " ".join(PACK)
        previewed = at.works(f"pulumi preview {pack}")
        yield Added(at, previewed, at.works(f"pulumi up --yes --skip-preview {pack}"))


def test_the_package_is_added_by_its_git_path(added: Added) -> None:
    found = yaml.safe_load((added.at.folder / "Pulumi.yaml").read_text())["packages"]
    assert found == {"secure-site": f"{PLACE}/components@v{VERSION}"}


def test_the_pack_judges_what_the_package_makes(added: Added) -> None:
    assert "secure-site@" in added.previewed
    assert "[mandatory]" not in added.previewed
    assert f"✅ secure-site@v{VERSION}" in added.updated


def test_the_settings_reach_the_resources(added: Added) -> None:
    inputs = {one["urn"].rpartition("::")[2]: one.get("inputs", {}) for one in added.state}
    rules = inputs["site-content-lifecycle"]["rules"]
    kept = {
        one["noncurrentVersionExpiration"]["noncurrentDays"] for one in rules if "noncurrentVersionExpiration" in one
    }
    assert 40 in kept
    assert inputs["watch-error-rate"]["threshold"] == 7
    assert inputs["site-content-bucket"]["tags"] == {"ManagedBy": "Pulumi", "Project": "acme", "Stack": "dev"}


def test_a_second_preview_reports_no_change(added: Added) -> None:
    assert "unchanged" in added.at.works("pulumi preview --expect-no-changes")


@pytest.mark.parametrize("secret", [TOKEN, HOOK])
def test_a_secret_is_never_in_plain(added: Added, secret: str) -> None:
    files = [file for file in added.at.home.state.rglob("*") if file.is_file()]
    assert files
    assert [file.name for file in files if secret in file.read_text()] == []
    assert secret not in added.previewed + added.updated


def test_a_wrong_input_is_named_with_its_key_and_rule(added: Added, tmp_path: Path) -> None:
    added_to = yaml.safe_load((added.at.folder / "Pulumi.yaml").read_text())
    wrong = {"storage": {"noncurrentDays": 0, "logRetentionDays": 8}}
    added_to |= {"name": "wrong", "resources": {"site": {"type": "secure-site:StaticSite", "properties": wrong}}}
    (tmp_path / "Pulumi.yaml").write_text(yaml.safe_dump({**added_to, "outputs": {}, "config": {}}))
    shutil.copytree(added.at.folder / "sdks", tmp_path / "sdks")
    added.at.works("pulumi stack init wrong", tmp_path)
    ran = added.at.shell("pulumi preview", tmp_path)
    assert ran.code != 0
    assert "storage.noncurrentDays: 0 must be a whole number from 1 to 3650" in ran.printed
    assert "storage.logRetentionDays: 8 must be one of 1, 3, 5" in ran.printed
    assert "Traceback" not in ran.printed
    assert "line " not in ran.printed


def test_the_site_is_published_and_seen_in_a_browser(added: Added) -> None:
    home, cloud, outputs = added.at.home, added.at.cloud, added.outputs
    viewer = Viewer(home.viewer, home.logs)
    viewer.serve(cloud, outputs["distributionId"])
    rehearse(
        cloud, outputs["pipelineName"], EXAMPLE, viewer=viewer, report=QuietReporter(), approve=lambda action: True
    )
    with chromium(Certificate(home.viewer).chain) as browser:
        browser.open(f"{viewer.address}/docs")
        assert browser.driver.current_url == f"{viewer.address}/docs/"
        assert browser.driver.title
        assert browser.answer(f"{viewer.address}/docs/")["headers"]["x-frame-options"] == "DENY"
