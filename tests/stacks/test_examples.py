"""The examples and the template as their users run them: copied to a folder of their own, on the sandbox."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from components.package import COMPONENTS, NAME, SECRETS
from components.package.provider import PackageProvider
from sandbox.home import REPOSITORY
from tests.docs.pages import pages
from tests.stacks.foreign import PACK, Elsewhere, elsewhere
from tests.stacks.github_place import PLACE, github
from tests.stacks.sdks import write_sdk
from tests.stacks.test_package import HOOK, TOKEN, VERSION

EXAMPLES = REPOSITORY / "examples"
WITH_PACK = f"pulumi preview {' '.join(PACK)}"


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Elsewhere]:
    base = tmp_path_factory.mktemp("examples")
    with github(base / "github", f"v{VERSION}") as reached, elsewhere(base, **reached) as found:
        yield found


def copied(example: str, to: Path) -> Path:
    """A copy of an example with the owner of the tests' repository."""
    shutil.copytree(EXAMPLES / example, to, dirs_exist_ok=True)
    program = to / "Pulumi.yaml"
    program.write_text(program.read_text().replace("github.com/OWNER/secure-site", PLACE))
    return to


def created(printed: str) -> int:
    """The number of resources that a preview would create."""
    return int(re.findall(r"\+ (\d+) to create", printed)[-1])


def test_the_smallest_site_passes_the_pack(at: Elsewhere, tmp_path: Path) -> None:
    folder = copied("smallest", tmp_path)
    at.works("pulumi install && pulumi stack init dev", folder)
    printed = at.works(WITH_PACK, folder)
    assert "site-distribution create" in printed
    assert "✅ secure-site@" in printed or "[advisory]" in printed


def test_a_site_with_its_pipeline_passes_the_pack(at: Elsewhere, tmp_path: Path) -> None:
    folder = copied("pipeline", tmp_path)
    at.works("pulumi install && pulumi stack init dev && pulumi config set repository acme/site", folder)
    at.works(f"pulumi config set --secret githubToken {TOKEN}; pulumi config set --secret webhookSecret {HOOK}", folder)
    printed = at.works(WITH_PACK, folder)
    assert "delivery-pipeline create" in printed
    assert TOKEN not in printed
    assert HOOK not in printed


@pytest.mark.parametrize(("action", "is_blocked"), [("s3:GetObject", False), ("s3:Get*", True)])
def test_the_pack_alone_checks_a_program(at: Elsewhere, tmp_path: Path, action: str, is_blocked: bool) -> None:
    folder = copied("policies", tmp_path)
    program = folder / "__main__.py"
    program.write_text(program.read_text().replace("s3:GetObject", action))
    at.works(f"cp -r {REPOSITORY}/policies . && pulumi stack init {'red' if is_blocked else 'green'}", folder)
    ran = at.shell("pulumi preview --policy-pack policies", folder)
    assert (ran.code != 0) == is_blocked, ran.printed
    assert ("[mandatory] [severity: critical]  s3-wildcards" in ran.printed) == is_blocked


def test_several_sites_are_as_many_times_the_resources(at: Elsewhere, tmp_path: Path) -> None:
    folder = copied("several", tmp_path)
    install_sdk(folder)
    found: list[int] = []
    for number in (1, 10, 50):
        sites = json.dumps([f"site{index}" for index in range(number)])
        (folder / f"Pulumi.of-{number}.yaml").write_text(f"config:\n  several:sites: {sites}\n")
        at.works(f"pulumi stack init of-{number}", folder)
        # The stack itself is one.
        found.append(created(at.works("pulumi preview", folder)) - 1)
    one = found[0]
    assert one > 20
    assert found == [one, 10 * one, 50 * one]


def install_sdk(folder: Path) -> None:
    """The SDK beside a program, as an installation leaves it.

    There is no language host for Python here that would write it: the generator that one calls does.
    """
    schema = json.loads(PackageProvider(COMPONENTS, NAME, VERSION, SECRETS).schema or "{}")
    write_sdk("python", json.dumps({**schema, "pluginDownloadURL": f"git://{PLACE}/components"}), folder)
    installed = folder / f"pulumi_secure_site-{VERSION}.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text(f"Metadata-Version: 2.1\nName: pulumi_secure_site\nVersion: {VERSION}\n")


def test_the_commands_of_the_page_lead_from_an_empty_folder_to_a_green_preview(at: Elsewhere, tmp_path: Path) -> None:
    page = next(page for page in pages() if page.name == "docs/package.md")
    block = next(block for block in page.blocks if "pulumi new" in block.text)
    *commands, update = [command.line.replace("github.com/OWNER/secure-site", PLACE) for command in block.commands]
    assert len(commands) == 2
    assert update == "pulumi up"
    printed = [at.works(command, tmp_path) for command in commands][-1]
    assert "aliases-www.example.com-A create" in printed
    assert "errored" not in printed
    at.works(WITH_PACK, tmp_path)
