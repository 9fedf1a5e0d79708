"""The regular expressions of CodeBuild's webhook filters, which it searches for anywhere in a value."""

import re
from collections.abc import Iterator

_IDS = ("1", "42", "90210", "8675309", "193847565", "7305918264")
"""Account ids of GitHub that no program names by chance: a pattern that matches two of them matches anyone."""
_LONGEST = 2_000


def anchored(pattern: str, *, prefix: bool = False) -> bool:
    """Whether every alternative of a pattern holds for a whole value.

    prefix: whether a pattern may end in "/" or ".*" instead, to mean all names that begin so. Default: False.
    """
    ends = ("$", "\\z", "\\Z", *(("/", ".*", ".+") if prefix else ()))
    return all(
        one.startswith(("^", "\\A")) and one.endswith(ends) and not one.endswith("\\$")
        for one in _alternatives(pattern)
    )


def matches_anyone(pattern: str) -> bool:
    """Whether a pattern for account ids matches ids that it cannot mean, or is none."""
    try:
        compiled = re.compile(pattern[:_LONGEST])
    except (re.error, RecursionError, OverflowError):
        return True
    return sum(bool(compiled.search(number)) for number in _IDS) > 1


def _alternatives(pattern: str) -> Iterator[str]:
    """The alternatives of a pattern that are not inside a group: "^a$|b" has two, "^(a|b)$" one."""
    depth, start, index = 0, 0, 0
    in_class = False
    while index < len(pattern):
        character = pattern[index]
        if character == "\\":
            index += 1
        elif in_class:
            in_class = character != "]"
        elif character == "[":
            in_class = True
        elif character in "()":
            depth += 1 if character == "(" else -1
        elif character == "|" and depth == 0:
            yield pattern[start:index]
            start = index + 1
        index += 1
    rest = pattern[start:]
    if start == 0 and rest.startswith("(") and rest.endswith(")") and depth == 0 and _is_one_group(rest):
        yield from _alternatives(re.sub(r"^\((?:\?:)?", "", rest)[:-1])
    else:
        yield rest


def _is_one_group(pattern: str) -> bool:
    depth = 0
    for index, character in enumerate(pattern):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if depth == 0 and index < len(pattern) - 1:
            return False
    return True
