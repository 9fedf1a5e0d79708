"""The values that a table lists for a property, and whether a property has one of them.

In a table, a value is compared without regard to case, also with each part of a text with commas or spaces. Four are
special: "" is a property that is not set, "*" a text with a wildcard, "?" any value, and "!true" any value but true.
"~" stands before a part of the text.
"""

import re
from collections.abc import Sequence

from secure_site_policies.frame.wildcards import has_wildcard

_APART = re.compile(r"[,\s]+")


def holds(value: object, values: Sequence[str]) -> bool:
    """Whether a property's value is one of those that a table lists. None is a property that is not set."""
    if value is None:
        return "" in values
    if "?" in values:
        return True
    text = str(value).lower()
    if "!true" in values and text != "true":
        return True
    if "*" in values and isinstance(value, str) and has_wildcard(value):
        return True
    if any(one[:1] == "~" and one[1:] in text for one in values):
        return True
    return text in values or any(part in values for part in _APART.split(text))
