"""The pack imports in one direction, nothing of the repository around it, and only the packages that it declares."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from importlib.metadata import packages_distributions
from pathlib import Path

PACK = Path(__file__).parents[2] / "policies"
PACKAGE = "secure_site_policies"


def modules() -> Mapping[str, Path]:
    """Each module of the pack by its dotted name."""
    files = (file for file in (PACK / PACKAGE).rglob("*.py"))
    return {".".join(file.relative_to(PACK).with_suffix("").parts).removesuffix(".__init__"): file for file in files}


def imports(file: Path) -> Iterator[str]:
    """The modules that a file imports; with `from a import b`, "a" and "a.b"."""
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def graph() -> dict[str, set[str]]:
    """Module -> the modules of the pack that it imports."""
    known = modules()
    return {name: {other for other in imports(file) if other in known} - {name} for name, file in known.items()}


def assert_no_circle(edges: Mapping[str, set[str]]) -> None:
    try:
        TopologicalSorter(edges).prepare()
    except CycleError as error:
        raise AssertionError(f"imports go in a circle: {' <- '.join(error.args[1])}") from error


def test_no_module_imports_itself_through_others():
    assert_no_circle(graph())


def test_no_folder_imports_itself_through_others():
    def folder(module: str) -> str:
        return module.split(".")[1] if "." in module else ""

    edges: dict[str, set[str]] = {}
    for module, others in graph().items():
        edges.setdefault(folder(module), set()).update(folder(other) for other in others if folder(other))
    assert_no_circle({name: others - {name} for name, others in edges.items()})


def test_every_import_is_of_the_pack_the_standard_library_or_a_declared_dependency():
    project = tomllib.loads((PACK / "pyproject.toml").read_text())
    always = distributions(project["project"]["dependencies"])
    for_tables = always | distributions(project["dependency-groups"]["generate"])
    providers = packages_distributions()
    undeclared: set[tuple[str, str]] = set()
    for module, file in {**modules(), "__main__": PACK / "__main__.py"}.items():
        declared = for_tables if module.startswith(f"{PACKAGE}.generate") else always
        for name in {name.partition(".")[0] for name in imports(file)} - sys.stdlib_module_names - {PACKAGE}:
            if not declared & {normalized(one) for one in providers.get(name, ())}:
                undeclared.add((module, name))
    assert undeclared == set()


def distributions(requirements: list[str]) -> set[str]:
    return {normalized(re.split(r"[^\w.-]", requirement)[0]) for requirement in requirements}


def normalized(name: str) -> str:
    """https://packaging.python.org/en/latest/specifications/name-normalization/"""
    return re.sub(r"[-_.]+", "-", name).lower()
