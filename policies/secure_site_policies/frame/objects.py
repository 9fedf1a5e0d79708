"""Reading properties that hold several things: provider versions write them as a list or as a single one."""

from collections.abc import Mapping, Sequence
from typing import Any, cast


def objects(value: object) -> Sequence[Mapping[str, Any]]:
    """The objects in a property's value: the items of a list, or a single object. Other values are left out.

    Raises UnknownValueError for a value that is known only at update.
    """
    if isinstance(value, Mapping):
        return [cast(Mapping[str, Any], value)]
    if not isinstance(value, Sequence) or isinstance(value, str | bytes):
        return []
    items = cast(Sequence[object], value)
    return [cast(Mapping[str, Any], item) for item in items if isinstance(item, Mapping)]


def the_object(value: object) -> Mapping[str, Any]:
    """The first object in a property's value; {} without one."""
    found = objects(value)
    return found[0] if found else {}


def items(value: object) -> Sequence[Any]:
    """The items of a list; a single value that is no list is the only item, and None has none.

    Raises UnknownValueError for a value that is known only at update.
    """
    if value is None:
        return []
    is_one = isinstance(value, str | bytes) or not isinstance(value, Sequence)
    return [value] if is_one else list(cast(Sequence[Any], value))
