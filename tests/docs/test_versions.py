"""One version: of the program, of the policy pack, of the package, and of the newest entry in the changelog."""

import re
import tomllib
from typing import Any

import yaml

from tests.examples import REPOSITORY


def project(path: str) -> dict[str, Any]:
    return tomllib.loads((REPOSITORY / path).read_text())["project"]


def test_the_program_the_pack_the_package_and_the_changelog_have_one_version() -> None:
    version = project("pyproject.toml")["version"]
    pack = yaml.safe_load((REPOSITORY / "policies" / "PulumiPolicy.yaml").read_text())
    newest = re.search(r"^## (\S+)", (REPOSITORY / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert newest is not None
    others = [project(f"{folder}/pyproject.toml")["version"] for folder in ("policies", "components")]
    assert [*others, pack["version"], newest[1]] == [version] * 4


def test_every_program_that_takes_the_package_takes_this_version() -> None:
    version = project("pyproject.toml")["version"]
    programs = [REPOSITORY / "template" / "Pulumi.yaml", *(REPOSITORY / "examples").glob("*/Pulumi.yaml")]
    found = {file.parent.name: yaml.safe_load(file.read_text()).get("packages", {}) for file in programs}
    taken = {name: packages for name, packages in found.items() if packages}
    pinned = {"secure-site": f"github.com/OWNER/secure-site/components@v{version}"}
    assert taken == dict.fromkeys(("template", "smallest", "pipeline", "several"), pinned)
