"""The place in the program where a resource is written: the file and line of the component around it.

The program is read when the first resource is located, not before: a report without findings reads no file.
"""

import ast
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from secure_site_policies.report.findings import types_of

_BASE = "ComponentResource"
_LIBRARIES = frozenset({"node_modules", "site-packages", "__pycache__"})
_VIRTUAL_ENVIRONMENT = "pyvenv.cfg"

Location = tuple[str, int]
"""File and line."""


@dataclass(frozen=True)
class Program:
    """The source of the program that a preview judged."""

    folder: Path

    def location(self, urn: str) -> Location:
        """The innermost component around a resource; without one, the first line of the program.

        Files are relative to the current folder, or to the program's folder where that lies elsewhere.
        """
        for token in reversed(types_of(urn)):
            if found := self._by_token.get(token) or self._by_name.get(_name(token)):
                return found
        return self._entry

    @cached_property
    def _entry(self) -> Location:
        entries = [self.folder / name for name in ("__main__.py", "Pulumi.yaml")]
        return self._relative(next((entry for entry in entries if entry.is_file()), entries[0])), 1

    @cached_property
    def _by_token(self) -> dict[str, Location]:
        """The components whose constructor spells out their type token."""
        return {token: place for token, _, place in self._components if token}

    @cached_property
    def _by_name(self) -> dict[str, Location]:
        """The components whose constructor computes the type token, by the name of their class."""
        return {name: place for token, name, place in self._components if not token}

    @cached_property
    def _components(self) -> list[tuple[str, str, Location]]:
        """Type token ("" where it is computed), class name and place of every component."""
        return [
            (_token(component), component.name, (self._relative(file), component.lineno))
            for file in sorted(_python_files(self.folder))
            for component in _component_classes(file)
        ]

    def _relative(self, file: Path) -> str:
        file, here = file.resolve(), Path.cwd()
        return file.relative_to(here if file.is_relative_to(here) else self.folder.resolve()).as_posix()


def _python_files(folder: Path) -> Iterator[Path]:
    """The Python files beneath a folder; hidden folders, virtual environments and libraries are left out."""
    for path, folders, files in os.walk(folder):
        if _VIRTUAL_ENVIRONMENT in files:
            folders.clear()
            continue
        folders[:] = [name for name in folders if not name.startswith(".") and name not in _LIBRARIES]
        yield from (Path(path, name) for name in files if name.endswith(".py"))


def _component_classes(file: Path) -> list[ast.ClassDef]:
    """The classes in a file that derive from ComponentResource; none in a file that Python cannot parse."""
    try:
        source = file.read_bytes()
        # Parsing costs a hundred times more than searching.
        tree = ast.parse(source) if _BASE.encode() in source else ast.Module([], [])
    except (OSError, SyntaxError, ValueError, RecursionError):
        return []
    classes = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    return [one for one in classes if any(_last_name(base) == _BASE for base in one.bases)]


def _last_name(base: ast.expr) -> str:
    """The class name in `ComponentResource` and in `pulumi.ComponentResource`."""
    if isinstance(base, ast.Attribute):
        return base.attr
    return base.id if isinstance(base, ast.Name) else ""


def _token(component: ast.ClassDef) -> str:
    """The type token in a component's call of `super().__init__`; "" without a literal."""
    for node in ast.walk(component):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "__init__":
            for argument in (*node.args, *(keyword.value for keyword in node.keywords)):
                value = argument.value if isinstance(argument, ast.Constant) else None
                if isinstance(value, str) and value.count(":") == 2:
                    return value
    return ""


def _name(token: str) -> str:
    return token.rpartition(":")[2]
