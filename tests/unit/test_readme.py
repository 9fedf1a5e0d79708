"""The README says what is so."""

import re
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| `(\w+)` \| (\w+) \| (.*?) \| (.*) \|$", re.MULTILINE)


def _shown(default: Any) -> str:
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    return "" if default in ("", 0, [], {}, None) else f"`{default}`"


def test_the_config_table_is_the_schema_in_pulumi_yaml() -> None:
    schema: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "Pulumi.yaml").read_text())["config"]
    declared = [
        (key, "secret" if entry.get("secret") else entry["type"], _shown(entry.get("default")), entry["description"])
        for key, entry in schema.items()
        if ":" not in key
    ]
    assert ROW.findall((ROOT / "README.md").read_text()) == declared


def test_every_make_target_in_the_readme_exists() -> None:
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"make ([\w-]+)", (ROOT / "README.md").read_text()))
    assert named - targets - {"sure"} == set()
