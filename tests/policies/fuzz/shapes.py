"""The shapes of resources: which properties a type has, and what is in them, from the SDKs that are installed."""

import re
import typing
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from pulumi import _types  # pyright: ignore[reportPrivateUsage] - what the SDK itself reads its shapes with

import secure_site_policies

_PACK = Path(next(iter(secure_site_policies.__path__)))
_TOKEN = re.compile(r"\b((?:aws|aws-native|github):[\w-]+(?:/\w+)?:\w+)")
_DEEPEST = 8


@dataclass(frozen=True)
class Shape:
    """What a property holds."""

    kind: str
    """ "object", "list", "map" or "scalar"."""
    of: "Shape | None" = None
    """Of the items of a list or map."""
    properties: Mapping[str, "Shape"] = field(default_factory=dict[str, "Shape"])
    """Of an object, by the name on the wire."""


SCALAR = Shape("scalar")


@cache
def tokens() -> Sequence[str]:
    """The resource types that the code or a table of the pack names, those of the code several times."""
    in_code = {token for file in _PACK.rglob("*.py") for token in _TOKEN.findall(file.read_text())}
    in_tables = {token for file in _PACK.rglob("*.json") for token in _TOKEN.findall(file.read_text())}
    return sorted(in_code) * 8 + sorted(in_tables)


@cache
def shape_of(token: str) -> Shape:
    """The inputs of a resource type; an object without properties for one that no installed SDK has."""
    package, module, name = _parts(token)
    try:
        # Not the module of the type itself: the SDK loads its packages late, and one that follows its part stays empty.
        found = import_module(".".join(filter(None, (f"pulumi_{package}", module))))
        return _shape(getattr(found, f"{name}Args"), 0)
    except (ImportError, AttributeError):
        return Shape("object")


def _parts(token: str) -> tuple[str, str, str]:
    package, path, name = token.split(":")
    folder = path.partition("/")[0]
    return package.replace("-", "_"), {"index": "", "lambda": "lambda_"}.get(folder, folder), name


def _shape(declared: Any, depth: int) -> Shape:
    if depth > _DEEPEST:
        return SCALAR
    if isinstance(declared, type) and _types.is_input_type(declared):
        names = cast("Mapping[str, str]", _types.input_type_py_to_pulumi_names(declared))
        types = cast("Mapping[str, Any]", _types.input_type_types(declared))
        found = {wire: types.get(name, types.get(wire)) for name, wire in names.items()}
        return Shape("object", properties={wire: _shape(of, depth + 1) for wire, of in found.items()})
    origin, arguments = typing.get_origin(declared), typing.get_args(declared)
    if origin in (Sequence, list, typing.Sequence) and arguments:
        return Shape("list", of=_shape(arguments[0], depth + 1))
    if origin in (Mapping, dict) and arguments:
        return Shape("map", of=_shape(arguments[-1], depth + 1))
    # Input[X] is a union of X, an Awaitable and an Output; what says most about X is its largest alternative.
    shapes = [_shape(one, depth + 1) for one in arguments]
    return max((one for one in shapes if one.kind != "scalar"), key=lambda one: len(one.properties), default=SCALAR)
