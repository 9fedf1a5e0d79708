"""docs/configuration.md and both project files are what the options classes declare."""

import re
from typing import Any

import pytest
import yaml

from docs.generate.configuration import FILE, configuration
from docs.generate.files import FILES
from docs.generate.programs import PROGRAMS, Program, scalar
from docs.generate.project_file import project_file
from tests.examples import REPOSITORY

ROW = re.compile(r"^\| `(\w+)` \| (\w+) \| (.*?) \| (.*) \|$", re.MULTILINE)


def _shown(default: Any) -> str:
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    return "" if default in ("", 0, [], {}, None) else f"`{default}`"


def test_the_page_is_what_the_options_classes_declare() -> None:
    assert FILE.read_text() == configuration(), "run: make docs"


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.project)
def test_a_project_file_is_what_the_options_classes_declare(program: Program) -> None:
    assert program.project_file.read_text() == project_file(program), "run: make docs"


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.project)
def test_a_configuration_table_is_the_schema_in_the_project_file(program: Program) -> None:
    schema: dict[str, dict[str, Any]] = yaml.safe_load(program.project_file.read_text())["config"]
    section = FILE.read_text().partition(f"\n## {program.title}\n")[2].partition("\n## ")[0]
    declared = [
        (key, "secret" if entry.get("secret") else entry["type"], _shown(entry["default"]), entry["description"])
        for key, entry in schema.items()
    ]
    assert declared
    assert [(*row[:3], row[3].replace("\\", "")) for row in ROW.findall(section)] == declared


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.project)
def test_a_secret_has_no_type_because_the_engine_would_demand_it_of_every_stack(program: Program) -> None:
    schema: dict[str, dict[str, Any]] = yaml.safe_load(program.project_file.read_text())["config"]
    assert {key for key, entry in schema.items() if ("type" in entry) == ("secret" in entry)} == set()
    assert {entry["items"]["type"] for entry in schema.values() if entry.get("type") == "array"} <= {
        "string",
        "integer",
        "object",
    }


def test_make_docs_writes_every_generated_file() -> None:
    assert {file.relative_to(REPOSITORY).as_posix() for file in FILES} == {
        *("Pulumi.yaml", "foundation/Pulumi.yaml", "components/package/inputs.py"),
        *(
            "docs/bill.md",
            "docs/configuration.md",
            "docs/controls.md",
            "docs/costs.md",
            "docs/permissions.md",
            "uv.txt",
        ),
    }


@pytest.mark.parametrize(
    "text", ["", "plain", "a: b", "a #b", "'quoted'", '"x"', "12", "true", "null", "- a", "{}", "ends:", "it's", "a, b"]
)
def test_a_text_in_a_project_file_means_itself(text: str) -> None:
    assert yaml.safe_load(f"key: {scalar(text)}") == {"key": text}
