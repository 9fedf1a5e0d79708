"""The build is run in bash, as CodeBuild runs it, with an `aws` and a tool that write down how they were called."""

import hashlib
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from components.pipeline.buildspec import Publication, build, publish
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
  "-P -m pip "*) printf 'pip %s\\n' "$*" >> "$CALLS" ;;
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

    def lock(self, *requirements: str, tool: str = TOOL) -> None:
        """Puts a tool into the archive that has these requirements."""
        with zipfile.ZipFile(self.folder / "publish.zip", "w") as archive:
            archive.writestr("publish/__main__.py", tool)
            archive.writestr("publish/__init__.py", "")
            archive.writestr(
                "publish/requirements.txt", "".join(f"{one} \\\n    --hash=sha256:0\n" for one in requirements)
            )

    def run(self, publication: Publication | None = None, **variables: str) -> int:
        """Publishes. Runs all phases in one shell until a command fails, as each says ABORT; returns the exit code."""
        return self._run(spec(publication), variables)

    def build(self, *commands: str, output: str = "public") -> int:
        """Builds, likewise."""
        return self._run(json.loads(build(commands, output)), {"OUTPUT_DIRECTORY": output})

    def _run(self, found: dict[str, Any], variables: dict[str, str]) -> int:
        lines = [line for phase in found["phases"].values() for line in phase.get("commands", ())]
        archive = self.folder / "publish.zip"
        environment = {
            "PATH": f"{self.folder}/bin:{Path(sys.executable).parent}:{os.environ['PATH']}",
            "TMPDIR": str(self.folder / "tmp"),
            "CALLS": str(self.folder / "calls"),
            "ARCHIVE": str(archive),
            "FAIL": "",
            "OUTPUT_DIRECTORY": "public",
            "CODEBUILD_SRC_DIR": str(self.folder / "repository"),
            "PUBLISH_TOOL": "s3://artifacts/tools/publish.zip",
            "PUBLISH_SHA256": hashlib.sha256(archive.read_bytes()).hexdigest(),
            **found["env"].get("variables", {}),
            **variables,
        }
        script = "\n".join(f"eval {shlex.quote(line)} || exit $?" for line in lines)
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


def spec(publication: Publication | None = None) -> dict[str, Any]:
    return json.loads(publish(publication or PUBLICATION))


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


@pytest.mark.parametrize("failure", ["", "the site is not served as it was published"], ids=["published", "failed"])
def test_nothing_of_the_tool_is_left_behind(builder: Builder, failure: str) -> None:
    builder.add("public/index.html")
    builder.run(FAIL=failure)
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


def test_the_tool_is_asked_also_without_an_output_folder_for_it_says_in_words_what_is_missing(builder: Builder) -> None:
    assert builder.run() == 0
    assert builder.calls == [deployed(builder)]


def test_this_machine_has_the_locked_versions_so_that_a_rehearsal_installs_nothing() -> None:
    locked = re.findall(r"(?m)^([\w.-]+)==([\w.]+)", REQUIREMENTS.read_text())
    assert locked
    assert {name: version(name) for name, _ in locked} == dict(locked)


def test_every_phase_ends_the_build_when_it_fails() -> None:
    for found, phases in (
        (spec(), ["install", "pre_build", "post_build"]),
        (made(), ["install", "build", "post_build"]),
    ):
        assert list(found["phases"]) == phases
        assert {phase["on-failure"] for phase in found["phases"].values() if "commands" in phase} == {"ABORT"}


def test_the_commit_comes_from_the_pipeline_and_is_unknown_without_one(builder: Builder) -> None:
    builder.add("public/index.html")
    tool = TOOL.replace("*sys.argv[1:]", 'os.environ["CODEBUILD_RESOLVED_SOURCE_VERSION"]')
    builder.lock(tool=tool)
    assert builder.run(SITE_COMMIT="0a1b", CODEBUILD_RESOLVED_SOURCE_VERSION="of a build") == 0
    assert builder.run() == 0
    assert builder.calls == ["publish 0a1b", "publish unknown"]


def made(*commands: str, output: str = "public", has_runtimes: bool = True) -> dict[str, Any]:
    return json.loads(build(commands or ("make",), output, has_runtimes=has_runtimes))


def test_the_commands_of_the_stack_build_the_site_in_their_order() -> None:
    found = made("npm ci", "npm run build")
    assert found["phases"]["build"]["commands"] == ["npm ci", "npm run build"]
    assert (found["version"], found["env"]) == (0.2, {"shell": "bash"})


def test_an_image_of_codebuilds_is_told_which_python_and_any_other_is_taken_as_it_is() -> None:
    assert made()["phases"]["install"] == spec()["phases"]["install"] == {"runtime-versions": {"python": "3.12"}}
    assert "install" not in made(has_runtimes=False)["phases"]


def test_no_build_leaves_anything_for_a_later_one() -> None:
    assert "cache" not in made()
    assert "cache" not in spec()


@pytest.mark.parametrize(
    ("output", "files"),
    [
        ("public", ["publish.toml", "public/**/*"]),
        ("site/dist", ["site/publish.toml", "site/dist/**/*"]),
        (".", ["**/*"]),
    ],
)
def test_the_site_is_handed_over_with_the_rules_of_its_publication(output: str, files: list[str]) -> None:
    assert made(output=output)["artifacts"] == {"files": files}


def test_a_build_may_change_the_directory(builder: Builder) -> None:
    builder.add("tools/make.txt")
    assert builder.build("mkdir public", "echo hello > public/index.html", "cd tools") == 0


def test_a_build_stops_at_the_command_that_fails(builder: Builder) -> None:
    assert builder.build("false", "mkdir public") != 0
    assert not (builder.folder / "repository" / "public").exists()


def test_a_build_without_the_folder_fails_and_says_so(builder: Builder, capfd: pytest.CaptureFixture[str]) -> None:
    assert builder.build("true") != 0
    assert "error: outputDirectory public: the build commands have not made this folder" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("ln -s ../elsewhere public", "it is a link to"),
        ("mkdir made; ln -s made public", "it is a link to"),
        ("mkdir public; ln -s ../../elsewhere/page public/page", "outside of it"),
        ("mkdir public; ln -s ../secret.html public/page", "outside of it"),
        ("mkdir public; ln -s /etc public/etc", "outside of it"),
        ("mkdir public; ln -s nothing public/page", "which is not a file"),
        ("mkdir -p public/docs; ln -s docs public/same", "which is not a file"),
    ],
)
def test_a_link_that_leads_anywhere_but_to_a_file_of_the_site_ends_the_build(
    builder: Builder, command: str, said: str, capfd: pytest.CaptureFixture[str]
) -> None:
    builder.add("../elsewhere/page", "secret.html")
    assert builder.build(command) != 0
    assert said in capfd.readouterr().err


def test_a_link_to_a_file_of_the_site_becomes_that_file(builder: Builder) -> None:
    links = "ln -s index.html 'public/a b.html'; ln -s 'a b.html' public/c.html; ln -s ../c.html public/docs/d.html"
    assert builder.build("mkdir -p public/docs; echo hello > public/index.html", links) == 0
    for name in ("a b.html", "c.html", "docs/d.html"):
        page = builder.folder / "repository" / "public" / name
        assert (page.is_symlink(), page.read_text()) == (False, "hello\n")


@pytest.mark.parametrize(
    ("files", "rules"),
    [((), ""), (("publish.toml",), "publish.toml"), (("public/publish.toml",), "public/publish.toml")],
    ids=["no rules", "rules beside the folder", "rules in the folder"],
)
def test_the_rules_that_the_tool_would_read_are_beside_the_folder(
    builder: Builder, files: tuple[str, ...], rules: str
) -> None:
    builder.add("public/index.html", *files)
    assert builder.build("true") == 0
    assert (builder.folder / "repository" / "publish.toml").read_text() == rules
