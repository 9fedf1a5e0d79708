"""Runs the Pulumi program of a project in this process, as `pulumi up` would run it."""

import ast
import importlib
import runpy
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from sandbox.home import REPOSITORY


def run_program(project: Path = REPOSITORY) -> None:
    """Runs the program in the folder `project`."""
    _find_modules_in_repository()
    runpy.run_path(str(project / "__main__.py"), run_name="__main__")


def import_ahead(project: Path) -> None:
    """Imports the program's modules in a thread, while the engine starts and loads the policy pack.

    The SDKs take half a second to import. A failure is left to the program, which meets and reports it again.
    """
    _find_modules_in_repository()
    threading.Thread(target=_import_all, args=(project / "__main__.py",), name="import", daemon=True).start()


def _find_modules_in_repository() -> None:
    if str(REPOSITORY) not in sys.path:
        sys.path.insert(0, str(REPOSITORY))


def _import_all(file: Path) -> None:
    with suppress(Exception):
        for module in _imported(ast.parse(file.read_text())):
            importlib.import_module(module)


def _imported(program: ast.Module) -> Iterator[str]:
    for node in program.body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
