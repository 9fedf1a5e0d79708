"""`make push`: the folder reaches the sandbox as one word, whatever is in its name."""

import os
import subprocess
from pathlib import Path

import pytest

from sandbox.home import REPOSITORY


def words(*variables: str) -> list[str]:
    """What `make push` runs, word by word; the sandbox is replaced by a command that prints its words."""
    command = ["make", "--silent", "--old-file=setup", "push", r"RUN=printf %s\\n", *variables]
    # Nothing of a make that runs the tests.
    own = ("BUILT", "MAKEFLAGS", "MAKEOVERRIDES", "MFLAGS", "PROVIDERS", "SITE", "STACK")
    environment = {name: value for name, value in os.environ.items() if name not in own}
    answer = subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    return answer.stdout.splitlines()


@pytest.mark.parametrize(
    "site", ["site", "my site", "größe/日本", "it's", 'a "quoted" one', "a$b", "a;b", "*", "~/site"]
)
def test_the_folder_is_one_word(site: str) -> None:
    assert words(f"SITE={site}") == ["sandbox", "--stack", "dev", "push", site]


def test_the_folder_is_the_example_by_default_and_a_finished_site_is_said_to_be_one() -> None:
    assert words() == ["sandbox", "--stack", "dev", "push", "sandbox/example"]
    assert words("STACK=prod", "SITE=dist", "BUILT=1")[2:] == ["prod", "push", "--built", "dist"]
    assert Path(REPOSITORY, words()[-1]).is_dir()


def test_the_official_provider_is_asked_for_by_name() -> None:
    assert words("PROVIDERS=official")[:5] == ["sandbox", "--stack", "dev", "--providers", "official"]
