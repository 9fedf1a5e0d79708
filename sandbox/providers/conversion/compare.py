"""Whether two property values mean the same to AWS."""

import json
from collections.abc import Mapping
from typing import Any, cast


def same(one: Any, other: Any) -> bool:
    """Whether two values mean the same: JSON text compares as JSON, "true" is True, "3" is 3."""
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
