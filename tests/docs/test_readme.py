"""The README says what is so."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| `(\w+)` \| (\w+) \| (.*?) \| (.*) \|$", re.MULTILINE)


def _shown(default: Any) -> str:
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    return "" if default in ("", 0, [], {}, None) else f"`{default}`"


@pytest.mark.parametrize(
    ("project", "heading"), [("Pulumi.yaml", "## Configuration"), ("foundation/Pulumi.yaml", "### The foundation")]
)
def test_a_config_table_is_the_schema_in_the_project_file(project: str, heading: str) -> None:
    schema: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / project).read_text())["config"]
    section = (ROOT / "README.md").read_text().partition(f"\n{heading}\n")[2].partition("\n## ")[0]
    declared = [
        (key, "secret" if entry.get("secret") else entry["type"], _shown(entry.get("default")), entry["description"])
        for key, entry in schema.items()
        if ":" not in key
    ]
    assert ROW.findall(section) == declared


def test_every_make_target_in_the_readme_exists() -> None:
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"make ([\w-]+)", (ROOT / "README.md").read_text()))
    assert named - targets - {"sure"} == set()
