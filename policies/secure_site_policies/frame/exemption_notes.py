"""The notes on exemptions in use, and on rules that do not block, as a rule writes and the report reads them."""

import re
from collections.abc import Sequence

from secure_site_policies.frame.exemptions import Use
from secure_site_policies.frame.wording import quoted

RULE = "exempted"
"""Name of the rule whose notes these are."""

FORM = re.compile(
    r"(?P<finding>.+)\n"
    r"Exempt: (?P<pattern>.+) of rule (?P<rule>[\w-]+), until (?P<expires>\d{4}-\d\d-\d\d)\n"
    r"Owner: (?P<owner>.+)\n"
    r"Reason: (?P<reason>.+)"
)
"""The text of a note after the resource's name and the property's path."""

WEAKENED = re.compile(r"Rules that do not block, by the config that the engine has: (?P<rules>[\w, -]+)\.")
"""The text of the note on such rules after the stack's name."""


def note(use: Use) -> str:
    """The message for one use of an exemption: name, path and fault as in a violation; then a line for each fact."""
    entry = use.exemption
    where = ": ".join(filter(None, (use.name, use.path, _line(use.message))))
    lines = (
        where,
        f"Exempt: {_line(quoted(entry.pattern))} of rule {entry.rule}, until {entry.expires.isoformat()}",
        f"Owner: {_line(entry.owner)}",
        f"Reason: {_line(entry.reason)}",
    )
    return "\n".join(lines).encode(errors="backslashreplace").decode()


def weakened_note(stack: str, rules: Sequence[str]) -> str:
    """The message on rules that the config disables or makes advisory. stack: name of the stack's resource."""
    return f"{stack}: Rules that do not block, by the config that the engine has: {', '.join(rules)}."


def _line(text: str) -> str:
    """The text on one line, so that no fact can pass for another."""
    return " ".join(text.split())
