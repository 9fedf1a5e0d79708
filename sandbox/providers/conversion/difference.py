"""Decides what an update has to do with a resource, from the inputs alone.

A refresh writes live values into the inputs, so that drift shows as a difference from the program's inputs.
"""

from collections.abc import Mapping
from typing import Any, cast

from pulumi.provider.experimental.provider import DiffResponse, PropertyDiff, PropertyDiffKind

from sandbox.providers.conversion.compare import same
from sandbox.providers.table import Entry
from sandbox.providers.values import Props, Unknown

_KINDS = {
    ("add", False): PropertyDiffKind.ADD,
    ("add", True): PropertyDiffKind.ADD_REPLACE,
    ("delete", False): PropertyDiffKind.DELETE,
    ("delete", True): PropertyDiffKind.DELETE_REPLACE,
    ("update", False): PropertyDiffKind.UPDATE,
    ("update", True): PropertyDiffKind.UPDATE_REPLACE,
}


def compare(
    entry: Entry,
    old: Props,
    new: Props,
    ignored: list[str],
    kept: frozenset[str] = frozenset(),
    sets: frozenset[str] = frozenset(),
) -> DiffResponse:
    """Returns the difference between two sets of inputs, by property path ("rules[0].status").

    A property in `ignored`, or inside of one, is no difference. An unknown value differs from every former value. An
    input at a path of `kept` (without indexes) that `new` lacks is none: the provider keeps its value. Lists at a path
    of `sets` are compared without their order.
    """
    found = {
        path: kind
        for path, kind in _walk(old, new, "", sets)
        if not _covered(path, ignored) and not _is_kept(path, kind, kept)
    }
    replacing = {path for path in found if _covered(_without_indexes(path), [*entry.replace_on, "region"])}
    detailed = {
        path: PropertyDiff(_KINDS[kind, path in replacing], input_diff=True) for path, kind in sorted(found.items())
    }
    tops = sorted({_top(path) for path in found})
    return DiffResponse(
        changes=bool(found),
        replaces=sorted({_top(path) for path in replacing}),
        stables=[],
        # The same physical name cannot exist twice, not even for the time of a replacement.
        delete_before_replace=bool(replacing and entry.identity)
        and all(_kept(name, old, new) for name in entry.identity),
        diffs=tops,
        detailed_diff=detailed,
    )


def _walk(old: Any, new: Any, path: str, sets: frozenset[str]) -> list[tuple[str, str]]:
    if not isinstance(new, Unknown) and same(old, new):
        return []
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        before, after = cast(Mapping[str, Any], old), cast(Mapping[str, Any], new)
        found: list[tuple[str, str]] = []
        for key in before.keys() | after.keys():
            found += _member(before, after, key, _join(path, key), sets)
        return found
    if isinstance(old, list) and isinstance(new, list):
        first, second = cast(list[Any], old), cast(list[Any], new)
        if _without_indexes(path) in sets:
            before, after = _without_common(first, second, path, sets)
        else:
            before, after = dict(enumerate(first)), dict(enumerate(second))
        indexes = sorted(before.keys() | after.keys())
        return [found for index in indexes for found in _member(before, after, index, f"{path}[{index}]", sets)]
    return [(path, "update")]


def _without_common(
    first: list[Any], second: list[Any], path: str, sets: frozenset[str]
) -> tuple[dict[int, Any], dict[int, Any]]:
    """Returns what only one of two sets has, by the index of a place in the new one, or after its end."""
    left, came = list(first), dict(enumerate(second))
    for index, item in enumerate(second):
        twin = next((place for place, other in enumerate(left) if not _walk(other, item, path, sets)), None)
        if twin is not None:
            del left[twin], came[index]
    places = [*came, *range(len(second), len(second) + len(left))]
    return dict(zip(places, left, strict=False)), came


def _member(
    before: Mapping[Any, Any], after: Mapping[Any, Any], key: Any, path: str, sets: frozenset[str]
) -> list[tuple[str, str]]:
    if key not in before:
        return [(path, "add")]
    if key not in after:
        return [(path, "delete")]
    return _walk(before[key], after[key], path, sets)


def _join(path: str, key: str) -> str:
    if not key.replace("_", "a").isalnum():
        return f'{path}["{key}"]'
    return f"{path}.{key}" if path else key


def _covered(path: str, roots: list[str]) -> bool:
    return any(root == "*" or path == root or path.startswith((f"{root}.", f"{root}[")) for root in roots)


def _is_kept(path: str, kind: str, kept: frozenset[str]) -> bool:
    """Whether a whole input at a path of `kept` is gone; an item of it that is gone is a change like any other."""
    return kind == "delete" and not path.endswith("]") and _without_indexes(path) in kept


def _without_indexes(path: str) -> str:
    return "".join(part.partition("]")[2] if index else part for index, part in enumerate(path.split("[")))


def _top(path: str) -> str:
    return path.partition(".")[0].partition("[")[0]


def _kept(name: str, old: Props, new: Props) -> bool:
    return not isinstance(new.get(name), Unknown) and old.get(name) == new.get(name)
