"""The pack's folders import in one direction, and the pack imports only packages that it declares."""

import re
import sys
import tomllib
from importlib.metadata import packages_distributions

from tests.examples import REPOSITORY
from tests.test_imports import Imports, circles, graph, product

PACK = REPOSITORY / "policies"
PACKAGE = "secure_site_policies"


def pack() -> Imports:
    """Each module of the pack -> the names that it imports."""
    return {name: found for name, found in product().items() if name.startswith((f"{PACKAGE}.", "policies."))}


def test_no_folder_imports_itself_through_others():
    def folder(module: str) -> str:
        return module.split(".")[1]

    edges: dict[str, set[str]] = {}
    for module, others in graph(pack()).items():
        edges.setdefault(folder(module), set()).update(folder(other) for other in others)
    found = list(circles({name: frozenset(others - {name}) for name, others in edges.items()}))
    assert found == []


def test_every_import_is_of_the_pack_the_standard_library_or_a_declared_dependency():
    project = tomllib.loads((PACK / "pyproject.toml").read_text())
    always = distributions(project["project"]["dependencies"])
    for_tables = always | distributions(project["dependency-groups"]["generate"])
    providers = packages_distributions()
    undeclared: set[tuple[str, str]] = set()
    for module, names in pack().items():
        declared = for_tables if module.startswith(f"{PACKAGE}.generate") else always
        for name in {name.partition(".")[0] for name in names} - sys.stdlib_module_names - {PACKAGE}:
            if not declared & {normalized(one) for one in providers.get(name, ())}:
                undeclared.add((module, name))
    assert undeclared == set()


def distributions(requirements: list[str]) -> set[str]:
    return {normalized(re.split(r"[^\w.-]", requirement)[0]) for requirement in requirements}


def normalized(name: str) -> str:
    """https://packaging.python.org/en/latest/specifications/name-normalization/"""
    return re.sub(r"[-_.]+", "-", name).lower()
