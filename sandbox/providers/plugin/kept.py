"""Inputs that a program takes away and that the official provider keeps: they are an error, not a silent success."""

from collections.abc import Iterator, Mapping

from pulumi.provider.experimental.property_value import PropertyValue

from sandbox.providers.conversion.difference import compare
from sandbox.providers.schema.sets import sets_of
from sandbox.providers.table import Entry
from sandbox.providers.values import Props

_MARK = "__defaults"
"""What the bridge adds to inputs that it has read for an import. A program need not repeat all of those."""


def kept_if_taken_away(package: str, token: str, old: Props, new: Props) -> frozenset[str]:
    """Returns the paths of the inputs that the provider keeps, or nothing if no top-level input could be concerned.

    The SDK's types take most of a second to import, so they are asked only about inputs that have lost something.
    """
    if package != "aws" or not any(_has_lost(old[key], new.get(key)) for key in old):
        return frozenset()
    from sandbox.providers.schema.kept import kept_paths

    return kept_paths(package, token)


def restored(old: Props, new: Props, kept: frozenset[str]) -> Props:
    """Returns `new` with the old values of the top-level inputs in `kept`, which the bridge sends in their place."""
    return {**{key: old[key] for key in kept if key in old and key not in new}, **new}


def kept_inputs(package: str, token: str, entry: Entry, old: Props, new: Props) -> Iterator[str]:
    """Yields a reason for each input that is taken away in vain. A new resource in place of the old one keeps none."""
    kept = kept_if_taken_away(package, token, old, new) - {entry.auto_name}
    if not kept or _MARK in old or compare(entry, old, new, [], kept, sets_of(token)).replaces:
        return
    from sandbox.providers.schema.kept import taken_away

    for path, _ in taken_away(old, new, kept):
        yield (
            f"{path}: taken away, but the provider keeps the old value of an input that is optional and computed; "
            "set the value that it must have from now on, such as the service's default or an empty list"
        )


def with_mark(inputs: Mapping[str, PropertyValue]) -> dict[str, PropertyValue]:
    """Returns inputs that an import has read, with the mark that says so."""
    return {**inputs, _MARK: PropertyValue([])}


def without_mark(inputs: Mapping[str, PropertyValue]) -> dict[str, PropertyValue]:
    """Returns inputs without the mark of an import."""
    return {key: value for key, value in inputs.items() if key != _MARK}


def _has_lost(old: object, new: object) -> bool:
    """Whether an object, or one in a list, lacks something that it had."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return any(_has_lost(old[key], new.get(key)) for key in old)  # pyright: ignore
    if isinstance(old, list) and isinstance(new, list):
        return any(_has_lost(one, other) for one, other in zip(old, new, strict=False))  # pyright: ignore
    return old is not None and new is None
