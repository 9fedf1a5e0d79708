"""Which module may import which: no circles, and no part reaches into what is not its own.

Every import counts, in a function or for the type checker alone as well.
"""

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

SITE = "__main__"
"""The site's program, at the root of the repository."""
PACKAGE = "components.__main__"
"""The program that serves the components to other programs."""

Imports = Mapping[str, frozenset[str]]
"""Module -> names that it imports."""


def test_no_modules_import_each_other_in_a_circle() -> None:
    found = [" -> ".join(circle) for circle in circles(graph(product()))]
    assert not found, "\n".join(found)


def test_components_holds_only_what_the_site_uses_and_its_package() -> None:
    arrows = graph(product())
    components = {name for name in arrows if top(name) == "components"}
    unused = sorted(components - reachable(arrows, SITE) - package(arrows))
    assert not unused, f"{SITE}.py does not reach {', '.join(unused)}: move it to the program that uses it"


def package(arrows: Imports) -> set[str]:
    """The modules of the package: those that only it uses are in a folder of their own."""
    own = {name for name in reachable(arrows, PACKAGE) if name.startswith("components.package")}
    return {*own, PACKAGE}


@pytest.mark.parametrize(
    ("part", "allowed"),
    [
        pytest.param("components", {"components", "publish"}, id="components"),
        pytest.param("policies", {"policies", "secure_site_policies"}, id="policies"),
        pytest.param("publish", {"publish"}, id="publish"),
        pytest.param("secure_site_policies", {"secure_site_policies"}, id="secure_site_policies"),
    ],
)
def test_a_part_imports_nothing_of_the_repository_but(part: str, allowed: set[str]) -> None:
    others = ({top(name) for name in product()} | {"tests"}) - allowed
    found = imports_between({part}, others)
    assert not found, "\n".join(found)


def test_no_program_imports_tests() -> None:
    # The bench holds other tools against the oracle of the tests.
    found = imports_between({top(name) for name in product()} - {"bench"}, {"tests"})
    assert not found, "\n".join(found)


def test_a_circle_is_found_through_functions_and_type_checking_and_packages(tmp_path: Path) -> None:
    sources = {
        "site/one.py": "def late():\n    import tool.two",
        "tool/__init__.py": "",
        "tool/two.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .three import Name",
        "tool/three.py": "from site.other import value",
        "site/__init__.py": "from site import one",
        "site/other.py": "value = 1",
    }
    for path, source in sources.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(source)
    found = {name: imported(name, tmp_path / path) for path in sources if (name := module_name(path))}
    (circle,) = circles(graph(found))
    assert circle[0] == circle[-1]
    assert set(circle) == {"site", "site.one", "tool.two", "tool.three"}


@cache
def product() -> Imports:
    """The imports of every Python file of the repository but for the tests."""
    folders = (path for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith("."))
    files = (file for folder in folders if folder.name != "tests" for file in folder.rglob("*.py"))
    paths = {file.relative_to(ROOT).as_posix(): file for file in (ROOT / f"{SITE}.py", *files)}
    return {name: imported(name, file) for path, file in paths.items() if (name := module_name(path))}


def module_name(path: str) -> str:
    """The name that a file is imported by; the policy pack's package is found from policies/."""
    name = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    return name.removeprefix("policies.") if name.startswith("policies.secure_site_policies") else name


def imported(name: str, file: Path) -> frozenset[str]:
    """The names that the module asks for, as "package.module.name"."""
    package = name if file.name == "__init__.py" else name.rpartition(".")[0]
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            parents = package.split(".")[: -node.level + 1 or None] if node.level else []
            base = [*parents, *([node.module] if node.module else [])]
            found |= {".".join([*base, alias.name]) for alias in node.names}
    return frozenset(found)


def graph(found: Imports) -> Imports:
    """Module -> modules that have to be loaded for its imports.

    A module's own packages are left out: they are there before it, whatever it imports.
    """
    return {
        importer: frozenset(
            module
            for name in names
            for module in packages(name)
            if module in found and not f"{importer}.".startswith(f"{module}.")
        )
        for importer, names in found.items()
    }


def packages(name: str) -> Iterator[str]:
    """ "a.b.c" -> "a", "a.b", "a.b.c"."""
    parts = name.split(".")
    return (".".join(parts[:count]) for count in range(1, len(parts) + 1))


def circles(arrows: Imports) -> Iterator[list[str]]:
    """Each circle as a path that begins and ends with one module, until none is left when they are cut open."""
    left = {name: set(modules) for name, modules in arrows.items()}
    while True:
        try:
            TopologicalSorter(left).prepare()
        except CycleError as error:
            circle: list[str] = error.args[1][::-1]
            left[circle[0]].remove(circle[1])
            yield circle
        else:
            return


def reachable(arrows: Imports, start: str) -> set[str]:
    """The modules that are loaded with one, itself included."""
    found, waiting = set[str](), [start]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += arrows[name]
    return found


def imports_between(importers: set[str], imported_parts: set[str]) -> list[str]:
    """Lines of "module imports name" from any of the first parts to any of the others."""
    return sorted(
        f"{module} imports {name}"
        for module, names in product().items()
        if top(module) in importers
        for name in names
        if top(name) in imported_parts
    )


def top(name: str) -> str:
    """The part of the repository that a module belongs to."""
    return name.partition(".")[0]
