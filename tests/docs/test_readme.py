"""The README says what is so."""

import re

from tests.examples import REPOSITORY


def test_every_make_target_in_the_readme_exists() -> None:
    targets = set(re.findall(r"^([\w-]+):", (REPOSITORY / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"make ([\w-]+)", (REPOSITORY / "README.md").read_text()))
    assert named - targets - {"sure"} == set()
