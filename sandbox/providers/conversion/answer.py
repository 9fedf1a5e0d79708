"""Turns the answer of an AWS operation into Pulumi properties, by botocore's shape of it; see `request`.

The program's properties are the template: only properties that it sets are read back, in the form in which it set them.
So a refresh sees every drift of them, and none in values that AWS filled in.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

from sandbox.providers.conversion.compare import same
from sandbox.providers.conversion.names import MISSING, Names, dig, name_member, pair, property_name, shape_at
from sandbox.providers.values import ANY, MASK

if TYPE_CHECKING:
    from botocore.model import ListShape, MapShape, Shape, StructureShape

_WITHHELD = {"****", MASK}


def from_answer(live: Any, shape: "Shape", like: Any, names: Names, path: str) -> Any:
    """Returns the property's live value, in the form and with the parts of the template `like`.

    Parts that the template does not have are left out, so that values that AWS fills in are no drift. Returns MISSING
    if the cloud has no value.
    """
    if live is None or live is MISSING:
        return like if like is not ANY and _is_empty(like) else MISSING
    match shape.type_name:
        case "structure" if not isinstance(live, Mapping):  # botocore parses IAM's policy documents
            return live
        case "structure":
            return _structure_answer(cast(Mapping[str, Any], live), cast("StructureShape", shape), like, names, path)
        case "list":
            return _list_answer(cast(list[Any], live), cast("ListShape", shape).member, like, names, path)
        case "map":
            return _map_answer(cast(Mapping[str, Any], live), cast("MapShape", shape), like, names, path)
        case _:
            return _scalar_answer(live, like)


def _structure_answer(live: Mapping[str, Any], shape: "StructureShape", like: Any, names: Names, path: str) -> Any:
    if {"Quantity", "Items"} <= shape.members.keys() and (like is ANY or isinstance(like, list)):
        return from_answer(live.get("Items", []), shape.members["Items"], like, names, path)
    if isinstance(like, list):
        first = cast(list[Any], like)[0] if like else ANY
        return [from_answer(live, shape, first, names, path)]
    if isinstance(like, Mapping):
        return _like_answer(live, shape, cast(Mapping[str, Any], like), names, path)
    if like is not ANY and (key := name_member(shape)) is not None:
        return live.get(key, MISSING)
    found: dict[str, Any] = {}
    for member, value in live.items():
        if member in shape.members:
            key = names.property_of(path, member)
            found[key] = from_answer(value, shape.members[member], ANY, names, f"{path}.{key}")
    return _without_missing(found)


def _like_answer(
    live: Mapping[str, Any], shape: "StructureShape", like: Mapping[str, Any], names: Names, path: str
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, template in like.items():
        route = names.find(f"{path}.{key}", shape)
        if route is None:
            found[key] = template
            continue
        found[key] = from_answer(dig(live, route), shape_at(shape, route), template, names, f"{path}.{key}")
    return _without_missing(found)


def _list_answer(live: list[Any], member: "Shape", like: Any, names: Names, path: str) -> Any:
    if keys := pair(member, {} if like is ANY else like):
        return {item[keys[0]]: item.get(keys[1], "") for item in live}
    if like is not ANY and not isinstance(like, list):
        return from_answer(live[0] if live else None, member, like, names, path)
    if like is ANY:
        return [from_answer(item, member, ANY, names, path) for item in live]
    left = list(live)
    found: list[Any] = [MISSING] * len(cast(list[Any], like))
    templates = list(enumerate(cast(list[Any], like)))
    # AWS keeps many of its lists as sets: an unchanged item keeps its place in any order of the answer.
    for index, template in templates:
        for item in left:
            converted = from_answer(item, member, template, names, path)
            if converted == template:
                found[index] = converted
                left.remove(item)
                break
    for index, template in templates:
        if found[index] is MISSING and left:
            found[index] = from_answer(left.pop(0), member, template, names, path)
    found += [from_answer(item, member, ANY, names, path) for item in left]
    return [item for item in found if item is not MISSING]


def _map_answer(live: Mapping[str, Any], shape: "MapShape", like: Any, names: Names, path: str) -> dict[str, Any]:
    templates: Mapping[str, Any] = cast(Mapping[str, Any], like) if isinstance(like, Mapping) else {}
    return {
        key: from_answer(value, shape.value, templates.get(key, ANY), names, f"{path}.{key}")
        for key, value in live.items()
    }


def _scalar_answer(live: Any, like: Any) -> Any:
    if isinstance(live, str) and live in _WITHHELD:
        return live if like is ANY else like
    if isinstance(live, datetime):
        return live.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(live, bytes):
        live = live.decode()
    elif isinstance(live, Mapping | list):
        live = json.dumps(live)
    return like if like is not ANY and same(live, like) else live


def in_words_of(like: Any, live: Any) -> Any:
    """Returns a live value that a hook found, in the template's own words if both mean the same."""
    if isinstance(live, Mapping) and isinstance(like, str):
        live = json.dumps(cast(Mapping[str, Any], live))
    return like if like is not ANY and same(live, like) else cast(Any, live)


def plain_answer(value: Any) -> Any:
    """Returns an output's value: a part of an answer, its members under Pulumi's spelling of their names."""
    if isinstance(value, Mapping):
        members = cast(Mapping[str, Any], value).items()
        return {property_name(member): plain_answer(item) for member, item in members}
    if isinstance(value, list):
        return [plain_answer(item) for item in cast(list[Any], value)]
    return _scalar_answer(value, ANY)


def _is_empty(value: Any) -> bool:
    return value in (None, False, 0, "", [], {})


def _without_missing(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not MISSING}
