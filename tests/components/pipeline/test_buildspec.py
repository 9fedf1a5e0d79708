"""The build is run in bash, as CodeBuild runs it, with an `aws` and a tool that write down how they were called."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from components.pipeline.buildspec import Publication, publish
from tests.examples import REPOSITORY

REQUIREMENTS = REPOSITORY / "publish" / "requirements.txt"
PUBLICATION = Publication(
    index_document="index.html",
    not_found_page="404.html",
    single_page_app=False,
    prerendered=(),
    redirected=(),
    keep_releases=5,
    keep_assets_days=2,
    verify_release=True,
)
AWS = """#!/bin/sh
printf 'aws %s\\n' "$*" >> "$CALLS"
cp "$ARCHIVE" "$5"
"""
WITHOUT_PIP = f"""#!/bin/sh
case "$*" in
  "-m pip "*) printf 'pip %s\\n' "$*" >> "$CALLS" ;;
  *) exec {sys.executable} "$@" ;;
esac
"""
TOOL = """
import os, sys
with open(os.environ["CALLS"], "a") as calls:
    print("publish", *sys.argv[1:], file=calls)
sys.exit(os.environ["FAIL"] or 0)
"""


@dataclass
class Builder:
    """A machine with a repository in it."""

    folder: Path

    def add(self, *files: str) -> None:
        for file in files:
            path = self.folder / "repository" / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(file)

    def lock(self, *requirements: str) -> None:
        """Puts a tool into the archive that has these requirements."""
        with zipfile.ZipFile(self.folder / "publish.zip", "w") as archive:
            archive.writestr("publish/__main__.py", TOOL)
            archive.writestr("publish/__init__.py", "")
            archive.writestr(
                "publish/requirements.txt", "".join(f"{one} \\\n    --hash=sha256:0\n" for one in requirements)
            )

    def run(self, *commands: str, publication: Publication | None = None, **variables: str) -> int:
        """Runs all phases in one shell until a command fails, as every phase says ABORT; returns the exit code."""
        phases = spec(*commands, publication=publication)["phases"]
        lines = [line for phase in phases.values() for line in phase.get("commands", ())]
        archive = self.folder / "publish.zip"
        environment = {
            "PATH": f"{self.folder}/bin:{Path(sys.executable).parent}:{os.environ['PATH']}",
            "TMPDIR": str(self.folder / "tmp"),
            "CALLS": str(self.folder / "calls"),
            "ARCHIVE": str(archive),
            "FAIL": "",
            "OUTPUT_DIRECTORY": "public",
            "PUBLISH_TOOL": "s3://artifacts/tools/publish.zip",
            "PUBLISH_SHA256": hashlib.sha256(archive.read_bytes()).hexdigest(),
            **variables,
        }
        script = " &&\n".join(lines)
        ran = subprocess.run(["bash", "-c", script], cwd=self.folder / "repository", env=environment, check=False)
        return ran.returncode

    @property
    def calls(self) -> list[str]:
        """Of the tool, and of `aws` for anything but the tool itself."""
        written = self.folder / "calls"
        found = written.read_text().splitlines() if written.exists() else []
        return [
            call for call in found if not call.startswith("aws s3 cp --no-progress s3://artifacts/tools/publish.zip")
        ]


@pytest.fixture
def builder(tmp_path: Path) -> Builder:
    for folder in ("repository", "bin", "tmp"):
        (tmp_path / folder).mkdir()
    (tmp_path / "bin" / "aws").write_text(AWS)
    (tmp_path / "bin" / "aws").chmod(0o755)
    builder = Builder(tmp_path)
    builder.lock(f"boto3=={version('boto3')}", f"botocore=={version('botocore')}")
    return builder


def spec(*commands: str, publication: Publication | None = None) -> dict[str, Any]:
    return json.loads(publish(commands, publication or PUBLICATION))


def deployed(builder: Builder, *options: str) -> str:
    defaults = options or (
        *("--keep-releases", "5", "--keep-assets-days", "2"),
        *("--index-document", "index.html", "--not-found-page", "404.html"),
    )
    return " ".join(["publish", "deploy", f"{builder.folder}/repository/public", *defaults])


def test_the_finished_site_is_handed_to_the_stacks_own_tool(builder: Builder) -> None:
    builder.add("public/index.html", "public/app.js")
    assert builder.run() == 0
    assert builder.calls == [deployed(builder)]


def test_how_it_is_published_is_the_stacks_to_say(builder: Builder) -> None:
    builder.add("public/start.html")
    publication = Publication(
        index_document="start page.html",
        not_found_page="errors/404.html",
        single_page_app=True,
        prerendered=("/docs/*", "/it's"),
        redirected=("/old/*",),
        keep_releases=9,
        keep_assets_days=7,
        verify_release=False,
    )
    assert builder.run(publication=publication) == 0
    options = (
        *("--keep-releases", "9", "--keep-assets-days", "7"),
        *("--index-document", "start page.html", "--not-found-page", "errors/404.html"),
        *("--single-page-app", "--prerendered", "/docs/*", "--prerendered", "/it's"),
        *("--redirected", "/old/*", "--no-verify"),
    )
    assert builder.calls == [deployed(builder, *options)]


@pytest.mark.parametrize("commands", [(), ("TOOL=$PWD",), ("false",)], ids=["published", "variable taken", "failed"])
def test_nothing_of_the_tool_is_left_behind(builder: Builder, commands: tuple[str, ...]) -> None:
    builder.add("public/index.html")
    builder.run(*commands, FAIL="the site is not served as it was published")
    assert list((builder.folder / "tmp").iterdir()) == []
    assert (builder.folder / "repository" / "public" / "index.html").exists()


def test_a_tool_with_another_content_is_not_run(builder: Builder) -> None:
    builder.add("public/index.html")
    assert builder.run(PUBLISH_SHA256="0" * 64) != 0
    assert builder.calls == []


def test_nothing_in_the_repository_passes_for_the_tool(builder: Builder) -> None:
    builder.add("public/index.html", "publish/__main__.py", "publish/__init__.py")
    shutil.copytree(builder.folder / "repository" / "publish", builder.folder / "repository" / "boto3")
    assert builder.run() == 0
    assert builder.calls == [deployed(builder)]


@pytest.mark.parametrize("requirement", ["boto3==0.0.1", "no-such-parser==1.0"], ids=["another version", "missing"])
def test_an_image_with_anything_but_the_locked_versions_gets_these_and_nothing_else(
    builder: Builder, requirement: str
) -> None:
    builder.add("public/index.html")
    builder.lock(f"botocore=={version('botocore')}", requirement)
    (builder.folder / "bin" / "python3").write_text(WITHOUT_PIP)
    (builder.folder / "bin" / "python3").chmod(0o755)
    assert builder.run() == 0
    installed, published = builder.calls
    assert " --require-hashes " in installed
    assert installed.endswith("/publish/requirements.txt")
    assert published == deployed(builder)


def test_a_publication_that_failed_fails_the_build(builder: Builder) -> None:
    builder.add("public/index.html")
    assert builder.run(FAIL="the site is not served as it was published") != 0


def test_the_build_runs_before_anything_is_uploaded(builder: Builder) -> None:
    assert builder.run("mkdir public", "echo hello > public/index.html") == 0
    assert builder.calls == [deployed(builder)]


def test_a_build_may_change_the_directory(builder: Builder) -> None:
    builder.add("tools/make.txt")
    assert builder.run("mkdir public", "echo hello > public/index.html", "cd tools") == 0
    assert builder.calls == [deployed(builder)]


def test_nothing_is_uploaded_after_a_command_that_failed(builder: Builder) -> None:
    builder.add("public/index.html")
    assert builder.run("false", "true") != 0
    assert builder.calls == []


def test_the_tool_is_asked_also_without_an_output_folder_for_it_says_in_words_what_is_missing(builder: Builder) -> None:
    assert builder.run() == 0
    assert builder.calls == [deployed(builder)]


def test_this_machine_has_the_locked_versions_so_that_a_rehearsal_installs_nothing() -> None:
    locked = re.findall(r"(?m)^([\w.-]+)==([\w.]+)", REQUIREMENTS.read_text())
    assert locked
    assert {name: version(name) for name, _ in locked} == dict(locked)


def test_every_phase_ends_the_build_when_it_fails() -> None:
    phases = spec("make")["phases"]
    assert list(phases) == ["install", "pre_build", "build", "post_build"]
    assert {phase["on-failure"] for phase in phases.values() if "commands" in phase} == {"ABORT"}


def test_a_site_that_needs_no_build_has_no_build_phase() -> None:
    assert list(spec()["phases"]) == ["install", "pre_build", "post_build"]


def test_an_image_of_codebuilds_is_told_which_python_and_any_other_is_taken_as_it_is() -> None:
    assert spec()["phases"]["install"] == {"runtime-versions": {"python": "3.12"}}
    assert "install" not in json.loads(publish([], PUBLICATION, has_runtimes=False))["phases"]


def test_what_the_repository_says_is_not_part_of_it() -> None:
    assert (spec("make")["version"], spec("make")["env"]) == (0.2, {"shell": "bash"})
    assert spec("npm ci", "npm run build")["phases"]["build"]["commands"] == ["npm ci", "npm run build"]


def test_what_package_managers_download_is_kept_for_the_next_build() -> None:
    assert spec()["cache"]["paths"] == ["/root/.cache/**/*", "/root/.npm/**/*"]
