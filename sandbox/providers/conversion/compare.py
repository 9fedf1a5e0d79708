"""Compares property values as AWS does: by meaning, and sets without order."""

import json
from collections.abc import Mapping
from typing import Any, TypeVar, cast

_T = TypeVar("_T")


def same(one: Any, other: Any) -> bool:
    """Compares two values by meaning: JSON text compares as JSON, "true" is True, "3" is 3."""
    if type(one) is type(other) and one == other:
        return True
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        left, right = cast(Mapping[str, Any], one), cast(Mapping[str, Any], other)
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    if isinstance(one, list) and isinstance(other, list):
        first, second = cast(list[Any], one), cast(list[Any], other)
        return len(first) == len(second) and all(map(same, first, second))
    if isinstance(one, bool | int | float | str) and isinstance(other, bool | int | float | str):
        return _text(one) == _text(other) or _same_json(one, other)
    return one == other


def in_order_of(given: Any, live: list[_T]) -> list[_T]:
    """Orders a list that AWS keeps as a set: first what the program gives, in its order and words, then the rest."""
    known = cast(list[_T], given) if isinstance(given, list) else []
    kept = [item for item in known if any(same(item, other) for other in live)]
    return kept + [item for item in live if not any(same(item, other) for other in kept)]


def _text(value: bool | float | str) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _same_json(one: Any, other: Any) -> bool:
    if not all(isinstance(value, str) and value[:1] in "{[" for value in (one, other)):
        return False
    try:
        return json.loads(one) == json.loads(other)
    except ValueError:
        return False
