"""The note on an exemption in use, as a rule writes it and as the report reads it back."""

import re

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


def _line(text: str) -> str:
    """The text on one line, so that no fact can pass for another."""
    return " ".join(text.split())
