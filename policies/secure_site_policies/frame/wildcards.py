"""Wildcards as AWS defines them: `*` matches any run of characters, `?` any one character."""

import re
from functools import lru_cache

_STARS = re.compile(r"\*+")


def has_wildcard(text: str) -> bool:
    """Whether the text contains a wildcard."""
    return "*" in text or "?" in text


@lru_cache(maxsize=4096)
def wildcard(pattern: str) -> re.Pattern[str]:
    """Compiles `pattern` for `fullmatch`. Case counts; `[`, `]`, `!` and a line break have no meaning of their own.

    Matching takes time proportional to len(pattern) * len(text), however many stars there are: the text between two
    stars is searched once, from the left, without backtracking (an atomic group).
    """
    first, *others = (".".join(map(re.escape, part.split("?"))) for part in _STARS.split(pattern))
    if not others:
        return re.compile(first, re.DOTALL)
    *middle, last = others
    return re.compile(first + "".join(f"(?>.*?{part})" for part in middle) + f".*{last}", re.DOTALL)
