"""What a contributor sees: `make gate` in a clone is green, and after a bad change red with the name of the rule."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.home import REPOSITORY

LEFT_OUT = shutil.ignore_patterns(
    ".git", ".hypothesis", ".*_cache", ".rollout", ".sandbox", ".uv", ".venv", "__pycache__"
)
ANY_BUCKET = """
aws.iam.RolePolicy(
    "shortcut",
    role=f"{context.prefix}-publish",
    policy='{"Statement": [{"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "*"}]}',
)
"""


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("clone") / "secure-site"
    shutil.copytree(REPOSITORY, folder, ignore=LEFT_OUT)
    (folder / ".venv").symlink_to(REPOSITORY / ".venv")
    yield folder
    make(folder, "down")


def make(folder: Path, target: str) -> subprocess.CompletedProcess[str]:
    # Not make's own variables: this may be running under `make test`.
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    # The environment is the repository's own: installed from the clone, it would import the clone's packages for good.
    command = ["make", "--old-file=.venv/.installed", target]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_a_clean_clone_is_green(clone: Path) -> None:
    done = make(clone, "gate")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "iam-resource-wildcards" not in (clone / ".sandbox" / "dev" / "report.md").read_text()


def test_a_bad_change_turns_it_red_with_the_rules_name(clone: Path) -> None:
    program = clone / "__main__.py"
    clean = program.read_text()
    program.write_text(clean + ANY_BUCKET)
    done = make(clone, "gate")
    program.write_text(clean)
    assert done.returncode != 0
    page = (clone / ".sandbox" / "dev" / "report.md").read_text()
    assert "iam-resource-wildcards" in page
    assert "shortcut" in page
