"""Follows a property's value along a service's shape, as `conversion.request` does to convert it."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, cast

from sandbox.providers.conversion.names import Names, name_member, pair, shape_at
from sandbox.providers.values import Unknown

if TYPE_CHECKING:
    from botocore.model import ListShape, MapShape, Shape, StructureShape

Member = tuple[str, Any, "Shape"]
"""The path of a value with indexes ("stages[0].name"), the value, and the shape of its member."""


def members(value: Any, shape: "Shape", names: Names, path: str, where: str) -> Iterator[Member]:
    """Yields every value inside of a property that has a member, containers included.

    `path` is the property's path without indexes, by which `names` knows it, and `where` the one with indexes.
    """
    if value is None or isinstance(value, Unknown):
        return
    match shape.type_name:
        case "structure":
            yield from _structure(value, cast("StructureShape", shape), names, path, where)
        case "list":
            yield where, value, shape
            yield from _list(value, cast("ListShape", shape).member, names, path, where)
        case "map":
            yield where, value, shape
            yield from _map(value, cast("MapShape", shape), names, path, where)
        case _:
            yield where, value, shape


def _structure(value: Any, shape: "StructureShape", names: Names, path: str, where: str) -> Iterator[Member]:
    if isinstance(value, list):
        # CloudFront's {Quantity, Items}; or a list of one object where the API has the object.
        if "Items" in shape.members and "Quantity" in shape.members:
            yield from members(value, shape.members["Items"], names, path, where)
            return
        for index, item in enumerate(cast(list[Any], value)):
            yield from members(item, shape, names, path, f"{where}[{index}]")
    elif isinstance(value, Mapping):
        for key, item in cast(Mapping[str, Any], value).items():
            route = names.find(f"{path}.{key}", shape)
            if route is not None:
                yield from members(item, shape_at(shape, route), names, f"{path}.{key}", f"{where}.{key}")
    elif (key := name_member(shape)) is not None:
        yield where, value, shape.members[key]


def _list(value: Any, member: "Shape", names: Names, path: str, where: str) -> Iterator[Member]:
    if keys := pair(member, value):
        inner = cast("StructureShape", member).members
        for key, text in cast(Mapping[str, Any], value).items():
            yield f"{where}.{key} (its name)", key, inner[keys[0]]
            yield f"{where}.{key}", text, inner[keys[1]]
    elif isinstance(value, list):
        for index, item in enumerate(cast(list[Any], value)):
            yield from members(item, member, names, path, f"{where}[{index}]")
    else:
        yield from members(value, member, names, path, where)


def _map(value: Any, shape: "MapShape", names: Names, path: str, where: str) -> Iterator[Member]:
    if isinstance(value, Mapping):
        for key, item in cast(Mapping[str, Any], value).items():
            yield f"{where}.{key} (its name)", key, shape.key
            yield from members(item, shape.value, names, f"{path}.{key}", f"{where}.{key}")
