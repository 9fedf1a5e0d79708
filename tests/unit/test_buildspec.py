"""The build is run in bash, as CodeBuild runs it, with an `aws` that writes down how it was called."""

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from components.buildspec import publish

AWS = """#!/bin/sh
printf '%s\\n' "$*" >> "$CALLS"
case "$*" in *"$FAIL"*) [ -z "$FAIL" ] || exit 1 ;; esac
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

    def run(self, *commands: str, fail: str = "") -> int:
        """Runs all phases in one shell until a command fails, as every phase says ABORT; returns the exit code."""
        phases = json.loads(publish(commands))["phases"]
        lines = [line for phase in phases.values() for line in phase["commands"]]
        environment = {
            "PATH": f"{self.folder}/bin:{os.environ['PATH']}",
            "CALLS": str(self.folder / "calls"),
            "FAIL": fail,
            "CONTENT_BUCKET": "content",
            "DISTRIBUTION_ID": "E2EXAMPLE",
            "OUTPUT_DIRECTORY": "public",
        }
        script = " &&\n".join(lines)
        ran = subprocess.run(["bash", "-c", script], cwd=self.folder / "repository", env=environment, check=False)
        return ran.returncode

    @property
    def calls(self) -> list[str]:
        written = self.folder / "calls"
        return written.read_text().splitlines() if written.exists() else []


@pytest.fixture
def builder(tmp_path: Path) -> Builder:
    (tmp_path / "repository").mkdir()
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "aws").write_text(AWS)
    (tmp_path / "bin" / "aws").chmod(0o755)
    return Builder(tmp_path)


def spec(*commands: str) -> dict[str, Any]:
    return json.loads(publish(commands))


def test_assets_go_first_then_pages_then_removals_then_the_invalidation(builder: Builder) -> None:
    builder.add("public/index.html", "public/app.js")
    assert builder.run() == 0
    site = builder.folder / "repository" / "public"
    copy = f"s3 cp {site} s3://content --recursive --no-follow-symlinks --no-progress"
    assert builder.calls == [
        f"{copy} --exclude *.html --cache-control public, max-age=3600, s-maxage=31536000",
        f"{copy} --exclude * --include *.html --cache-control no-cache",
        f"s3 sync {site} s3://content --no-follow-symlinks --no-progress --size-only --delete",
        "cloudfront create-invalidation --distribution-id E2EXAMPLE --paths /* --query Invalidation.Id --output text",
    ]


def test_the_build_runs_before_anything_is_uploaded(builder: Builder) -> None:
    assert builder.run("mkdir public", "echo hello > public/index.html") == 0
    assert len(builder.calls) == 4


def test_a_build_may_change_the_directory(builder: Builder) -> None:
    builder.add("tools/make.txt")
    assert builder.run("mkdir public", "echo hello > public/index.html", "cd tools") == 0
    assert f"s3 cp {builder.folder}/repository/public " in builder.calls[0]


def test_nothing_is_uploaded_after_a_command_that_failed(builder: Builder) -> None:
    builder.add("public/index.html")
    assert builder.run("false", "true") != 0
    assert builder.calls == []


@pytest.mark.parametrize("files", [(), ("public/app.js",)], ids=["no folder", "no page"])
def test_a_build_that_made_no_page_does_not_empty_the_site(builder: Builder, files: tuple[str, ...]) -> None:
    builder.add(*files)
    assert builder.run() != 0
    assert builder.calls == []


def test_nothing_is_removed_when_an_upload_failed(builder: Builder) -> None:
    builder.add("public/index.html")
    assert builder.run(fail="--include *.html") != 0
    assert not any("--delete" in call for call in builder.calls)


def test_every_phase_ends_the_build_when_it_fails() -> None:
    phases = spec("make")["phases"]
    assert list(phases) == ["pre_build", "build", "post_build"]
    assert {phase["on-failure"] for phase in phases.values()} == {"ABORT"}


def test_a_site_that_needs_no_build_has_no_build_phase() -> None:
    assert list(spec()["phases"]) == ["pre_build", "post_build"]


def test_what_the_repository_says_is_not_part_of_it() -> None:
    assert (spec("make")["version"], spec("make")["env"]) == (0.2, {"shell": "bash"})
    assert spec("npm ci", "npm run build")["phases"]["build"]["commands"] == ["npm ci", "npm run build"]


def test_what_package_managers_download_is_kept_for_the_next_build() -> None:
    assert spec()["cache"]["paths"] == ["/root/.cache/**/*", "/root/.npm/**/*"]
