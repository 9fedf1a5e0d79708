"""Secrets that AWS shows as asterisks, and that the official provider reads back as these."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from sandbox.providers.table import Entry
from sandbox.providers.values import Props


def redacted(entry: Entry, properties: Props) -> Props:
    """Returns the properties as the provider's state has them: what AWS redacts is replaced by what AWS shows."""
    for path, shown in entry.redacted.items():
        properties = _with(properties, path.split("."), shown)
    return properties


def _with(value: Any, route: Sequence[str], shown: str) -> Any:
    if isinstance(value, list):
        return [_with(item, route, shown) for item in cast(list[Any], value)]
    members: Mapping[str, Any] = cast(Mapping[str, Any], value) if isinstance(value, Mapping) else {}
    if route[0] not in members:
        return cast(Any, value)
    return {**members, route[0]: _with(members[route[0]], route[1:], shown) if route[1:] else shown}
