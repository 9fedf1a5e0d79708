"""What is written when no library is at hand: `with_comparison.py exact` or `with_comparison.py contains`."""

import sys

from contest import Document, allowing, as_list, contend

_PATTERNS = [pattern for pattern in ("*", "s3:*") if sys.argv[1:] == ["exact"]]


def grants_by_wildcard(document: Document) -> bool:
    """An action is one of two patterns, or has a star somewhere."""
    actions = [action for statement in allowing(document) for action in as_list(statement.get("Action", []))]
    return any(action in _PATTERNS if _PATTERNS else "*" in action for action in actions)


contend(grants_by_wildcard)
