"""What a property with objects inside holds, whichever way the provider's versions write it."""

from collections.abc import Mapping, Sequence
from typing import Any, cast


def objects(value: object) -> Sequence[Mapping[str, Any]]:
    """Its objects: of a list, of a single object, or none at all. What is no object is left out.

    Raises UnknownValueError for what only the update can tell.
    """
    if isinstance(value, Mapping):
        return [cast(Mapping[str, Any], value)]
    if not isinstance(value, Sequence) or isinstance(value, str | bytes):
        return []
    items = cast(Sequence[object], value)
    return [cast(Mapping[str, Any], item) for item in items if isinstance(item, Mapping)]


def the_object(value: object) -> Mapping[str, Any]:
    """The object of a property that holds one; {} where it holds none."""
    found = objects(value)
    return found[0] if found else {}
