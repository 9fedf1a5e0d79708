"""The changes of a preview, read from the engine's events: operations, names, names of properties.

Values are left out, because a value that the engine does not mark as secret may still be confidential.
Events: https://github.com/pulumi/pulumi/blob/v3.259.0/sdk/go/common/apitype/events.go
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from secure_site_policies.frame.wording import counted
from secure_site_policies.report.findings import name_of
from secure_site_policies.report.gfm import cell, table
from secure_site_policies.report.text import clean

# Changes that cannot be undone come first.
_ORDER = ("delete", "replace", "update", "create")
# The steps inside a replacement, and the steps that change nothing.
_SILENT = frozenset({"same", "refresh", "read", "create-replacement", "delete-replaced", "read-replacement"})
_MOST_ROWS = 100
_MOST_PROPERTIES = 8


@dataclass(frozen=True, slots=True)
class Change:
    """The change of one resource."""

    operation: str
    """ "create", "update", "replace", "delete", or another operation of the engine."""
    type: str
    name: str
    properties: tuple[str, ...]
    """Paths of the properties that differ, such as "tags.Owner". Empty if the resource is created or deleted."""


def change_of(line: str) -> Change | None:
    """The change in one event. None if the event has no change."""
    try:
        metadata: Any = json.loads(line)["resourcePreEvent"]["metadata"]
        operation, urn = clean(metadata["op"]), clean(metadata["urn"])
        paths = metadata.get("detailedDiff") or metadata.get("keys") or metadata.get("diffs") or ()
        properties = tuple(sorted(clean(path) for path in paths))
        change = Change(operation, clean(metadata["type"]), name_of(urn), properties)
        return None if operation in _SILENT or _is_default_provider(change) else change
    except (ValueError, LookupError, TypeError):
        return None


def changes(lines: Iterable[str]) -> list[Change]:
    """The changes in a stream of events, the most severe first."""
    return sorted(filter(None, map(change_of, lines)), key=_rank)


def headline(found: Sequence[Change]) -> str:
    """ "1 to delete, 2 to create", or "no changes"."""
    counts = Counter(change.operation for change in found)
    return ", ".join(f"{count} to {operation}" for operation, count in counts.items()) or "no changes"


def markdown(found: Sequence[Change]) -> str:
    """A table with a row for each change. A last line counts the changes that are left out."""
    rows = (
        (cell(change.operation), cell(change.name), cell(change.type), _properties(change))
        for change in found[:_MOST_ROWS]
    )
    left_out = f"and {counted(len(found) - _MOST_ROWS, 'resource')} more" if len(found) > _MOST_ROWS else ""
    return "\n\n".join(filter(None, (table(("operation", "resource", "type", "properties"), rows), left_out)))


def _is_default_provider(change: Change) -> bool:
    """Whether the engine itself made this provider. Pulumi's own summary does not count it either.

    https://github.com/pulumi/pulumi/blob/v3.259.0/sdk/go/common/providers/reference.go
    """
    return change.type.startswith("pulumi:providers:") and change.name.startswith("default")


def _properties(change: Change) -> str:
    more = len(change.properties) - _MOST_PROPERTIES
    shown = map(cell, change.properties[:_MOST_PROPERTIES])
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def _rank(change: Change) -> tuple[int, str, str, str, tuple[str, ...]]:
    place = _ORDER.index(change.operation) if change.operation in _ORDER else len(_ORDER)
    return place, change.operation, change.type, change.name, change.properties
