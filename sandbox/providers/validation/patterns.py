"""Reads the regular expressions of the services' models, which are written for Java and ECMAScript.

A pattern that Python cannot express is turned into a more lenient one, or into none: a value that AWS accepts must
never be rejected here.
"""

import re
from functools import cache

_INLINE_FLAG = re.compile(r"\(\?[a-z]+\)")
# Unicode categories by what contains them in Python: letters, digits, marks and connectors in \w, separators in \s.
_CATEGORIES = {"L": r"\w", "N": r"\w", "M": r"\w", "Z": r"\s"}
_CATEGORY = re.compile(r"\\p\{(\w+)\}")


@cache
def compiled(pattern: str) -> re.Pattern[str] | None:
    """Returns the pattern for `fullmatch`, or None if it cannot be expressed."""
    if any(found[0] not in _CATEGORIES or len(found) > 2 for found in _CATEGORY.findall(pattern)):
        return None
    text = _CATEGORY.sub(lambda found: _CATEGORIES[found[1][0]], pattern)
    flags = re.IGNORECASE if _INLINE_FLAG.search(text) else 0
    try:
        return re.compile(_INLINE_FLAG.sub("", text), flags)
    except (re.error, OverflowError):
        return None
