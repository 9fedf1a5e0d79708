"""Turns Pulumi properties into the arguments of an AWS operation, by botocore's shape of it.

A list is CloudFront's `{Quantity, Items}`, a single object is a list of one and the other way round, a mapping is a
list of `{Key, Value}` (tags), a bare name is `{name}`. `answer` is the inverse.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from sandbox.providers.conversion.names import Names, name_member, pair, put, shape_at

if TYPE_CHECKING:
    from botocore.model import ListShape, MapShape, Shape, StructureShape


def to_request(value: Any, shape: "Shape", names: Names, path: str) -> Any:
    """Returns a property's value as an argument. Raises ValueError for a nested property that the shape lacks."""
    match shape.type_name:
        case "structure":
            return _structure_request(value, cast("StructureShape", shape), names, path)
        case "list":
            member = cast("ListShape", shape).member
            if keys := pair(member, value):
                return [dict(zip(keys, item, strict=True)) for item in cast(Mapping[str, str], value).items()]
            return [to_request(item, member, names, path) for item in _listed(value)]
        case "map":
            inner = cast("MapShape", shape).value
            items = cast(Mapping[str, Any], value).items()
            return {key: to_request(item, inner, names, f"{path}.{key}") for key, item in items}
        case _:
            return _scalar_request(value, shape.type_name)


def _structure_request(value: Any, shape: "StructureShape", names: Names, path: str) -> Any:
    quantified = {"Quantity", "Items"} <= shape.members.keys()
    if isinstance(value, list) and not quantified:
        value = cast(list[Any], value)[0]
    if isinstance(value, list):
        value = {"Items": to_request(value, shape.members["Items"], names, path)}
    elif isinstance(value, Mapping):
        value = _members(cast(Mapping[str, Any], value), shape, names, path)
    elif (key := name_member(shape)) is not None:
        value = {key: value}
    else:
        raise ValueError(f"{path} must be an object, not {value!r}")
    if quantified:
        value["Quantity"] = len(value.get("Items", ()))
    return value


def _members(value: Mapping[str, Any], shape: "StructureShape", names: Names, path: str) -> dict[str, Any]:
    request: dict[str, Any] = {}
    for key, item in value.items():
        if item is None:
            continue
        route = names.find(f"{path}.{key}", shape)
        if route is None:
            raise ValueError(f"{path}.{key} has no counterpart in AWS's {shape.name}")
        put(request, route, to_request(item, shape_at(shape, route), names, f"{path}.{key}"))
    # A rename may have put a list straight into Items.
    if "Items" in request and "Quantity" in shape.members:
        request["Quantity"] = len(request["Items"])
    return request


def _scalar_request(value: Any, kind: str) -> Any:
    match kind:
        case "integer" | "long":
            return int(value)
        case "float" | "double":
            return float(value)
        case "boolean":
            return value if isinstance(value, bool) else str(value).lower() == "true"
        case "blob":
            return str(value).encode()
        case "string":
            return str(value).lower() if isinstance(value, bool) else str(value)
        case _:
            return value


def _listed(value: Any) -> list[Any]:
    return cast(list[Any], value) if isinstance(value, list) else [value]
