"""The grants as tables: columns for the terminal, Markdown for a review."""

import re
from collections.abc import Iterable, Sequence

from foundation.permissions.conditions import Conditions
from foundation.permissions.grants import Grant
from foundation.permissions.observed import OBSERVED

_INITIALS = {"create": "c", "read": "r", "update": "u", "delete": "d"}
HEADER = ("action", "resource", "phases", "only if", "evidence")


def columns(grants: Iterable[Grant]) -> str:
    """The grants in columns, a line for each."""
    lines = [HEADER, *(_cells(grant) for grant in grants)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    padded = ("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines)
    return "\n".join(line.rstrip() for line in padded)


def markdown(grants: Sequence[Grant]) -> str:
    """A Markdown table of the grants: one row for actions with the same service, resource, condition and phases."""
    rows: dict[tuple[str, str, str, str, str], list[str]] = {}
    for grant in grants:
        action, resource, phases, condition, evidence = _cells(grant)
        shown = evidence if evidence == OBSERVED else f"[{_titled(evidence)}]({evidence})"
        rows.setdefault((grant.service, resource, condition, phases, shown), []).append(action.partition(":")[2])
    lines = [
        "| service | actions | resource | only if | phases | evidence |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for (service, resource, condition, phases, evidence), actions in rows.items():
        named, bounded = ", ".join(actions), f"`{condition}`" if condition else ""
        lines.append(f"| {service} | {named} | `{resource}` | {bounded} | {phases} | {evidence} |")
    return "\n".join(lines)


def _cells(grant: Grant) -> tuple[str, str, str, str, str]:
    phases = "".join(_INITIALS[phase] for phase in grant.phases)
    return grant.action, grant.resource, phases, condition_text(grant.conditions), grant.evidence


def condition_text(conditions: Conditions) -> str:
    """The conditions on one line, such as "StringEquals aws:ResourceTag/Stack = dev"."""
    return " and ".join(
        f"{operator} {key} = {value if isinstance(value, str) else ', '.join(value)}"
        for operator, keys in conditions.items()
        for key, value in keys.items()
    )


def _titled(page: str) -> str:
    """The label of a page: the provider's file, an issue's number, or AWS."""
    if found := re.search(r"internal/service/(.+)", page):
        return found[1]
    found = re.search(r"/(?:issues|pull)/(\d+)", page)
    return f"provider #{found[1]}" if found else "AWS"
