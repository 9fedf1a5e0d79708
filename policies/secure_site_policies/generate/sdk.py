"""The input properties of every AWS resource type, read from the source of the SDK that is installed.

The SDK's modules are text to read here, not code to import: importing all 1,700 of them takes minutes.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pulumi_aws

_SDK = Path(pulumi_aws.__file__).parent
_TOKEN = re.compile(r"""^@pulumi\.type_token\(["'](aws:[\w-]+/\w+:(\w+))["']\)""", re.M)
_CLASS = re.compile(r"^class (\w+):\n", re.M)
_GETTER = re.compile(
    r"    @pulumi\.getter(?:\(name=\"(?P<name>\w+)\"\))?\n"
    r"(?:    @_utilities\.deprecated\(.*?\"\"\"\)\n)?"
    r"    def (?P<python>\w+)\(self\) -> (?P<type>[^\n]+):\n"
    r'(?:        """\n(?P<doc>.*?)\n        """)?',
    re.S,
)
_NESTED = re.compile(r"'(?:_(?P<module>\w+)\.)?(?P<name>\w+Args)'")
_DEEPEST = 24


class Property(NamedTuple):
    """One property that a program can set."""

    path: str
    """Where it stands: "inlinePolicies.*.policy", with `*` for every item of a list or map."""
    is_text: bool
    """Whether the value is text, or a list or map of texts."""
    doc: str
    """The SDK's documentation."""


class _Getter(NamedTuple):
    name: str
    type: str
    doc: str


def resource_types() -> Iterator[tuple[str, list[Property]]]:
    """Each resource type of the SDK with its input properties, nested ones included, in the order of their paths."""
    for file in sorted(_SDK.glob("*/*.py")):
        if file.name.startswith(("_", "get_")):
            continue
        source = file.read_text()
        if token := _TOKEN.search(source):
            classes = _classes(source)
            getters = classes.get(f"{token[2]}InitArgs") or classes.get(f"{token[2]}Args", ())
            yield token[1], sorted(_properties(getters, file.parent.name, (), ()))


def _properties(
    getters: tuple[_Getter, ...], module: str, above: tuple[str, ...], within: tuple[str, ...]
) -> Iterator[Property]:
    for getter in getters:
        nested = _NESTED.search(getter.type)
        many = "Sequence[" in getter.type or "Mapping[" in getter.type
        path = (*above, getter.name, *(["*"] if many else []))
        yield Property(".".join(path), nested is None and "_builtins.str" in getter.type, getter.doc)
        # A type that contains itself, such as a WAF statement, is followed once.
        if nested and nested["name"] not in within and len(path) < _DEEPEST:
            inner_module = nested["module"] or module
            inner = _inputs(inner_module).get(nested["name"], ())
            yield from _properties(inner, inner_module, path, (*within, nested["name"]))


@cache
def _inputs(module: str) -> Mapping[str, tuple[_Getter, ...]]:
    file = _SDK / module / "_inputs.py"
    return _classes(file.read_text()) if file.exists() else {}


def _classes(source: str) -> Mapping[str, tuple[_Getter, ...]]:
    """The classes of arguments in a module, each with its properties."""
    parts = _CLASS.split(source)
    return {
        name: tuple(
            _Getter(found["name"] or found["python"], found["type"], " ".join((found["doc"] or "").split()))
            for found in _GETTER.finditer(body)
        )
        for name, body in zip(parts[1::2], parts[2::2], strict=True)
        if name.endswith("Args") and not name.startswith("_")
    }
