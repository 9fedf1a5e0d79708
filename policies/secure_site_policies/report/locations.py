"""Where in the repository a resource is written."""

import re
from functools import cache
from pathlib import Path

from secure_site_policies.report.findings import types_of

REPOSITORY = Path(__file__).resolve().parents[3]

_COMPONENT = re.compile(r"^class (\w+)\(pulumi\.ComponentResource\)", re.MULTILINE)


def location(urn: str) -> tuple[str, int]:
    """File, from the root of the repository, and line: of the innermost component around a resource, or the program."""
    for token in reversed(types_of(urn)):
        module, _, name = token.rpartition(":")
        if module.endswith(":components") and name in _components():
            return _components()[name]
    return "__main__.py", 1


@cache
def _components() -> dict[str, tuple[str, int]]:
    found: dict[str, tuple[str, int]] = {}
    for file in sorted((REPOSITORY / "components").rglob("*.py")):
        text = file.read_text(encoding="utf-8")
        for component in _COMPONENT.finditer(text):
            line = text.count("\n", 0, component.start()) + 1
            found[component[1]] = (file.relative_to(REPOSITORY).as_posix(), line)
    return found
