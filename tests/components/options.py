"""Options from loose values, so that a test names only the settings that it is about."""

from typing import Any, TypeVar

from components.settings.setting import Options, members

T = TypeVar("T", bound=Options)


def take(options: type[T], values: dict[str, Any], **defaults: Any) -> T:
    """The options with those of the values that they declare, which are removed from `values`."""
    declared = {member.name for member in members(options)}
    found = {name: values.pop(name) for name in declared & values.keys()}
    return options(**{**defaults, **found})
