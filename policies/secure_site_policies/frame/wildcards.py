"""Wildcards as AWS means them: `*` is any run of characters, `?` is any one, everything else is itself."""

import re
from functools import lru_cache

_STARS = re.compile(r"\*+")


def has_wildcard(text: str) -> bool:
    """Whether AWS would let a part of the text match anything."""
    return "*" in text or "?" in text


@lru_cache(maxsize=4096)
def wildcard(pattern: str) -> re.Pattern[str]:
    """Compiles `pattern` for `fullmatch`. Case counts; `[`, `]`, `!` and a line break have no meaning of their own.

    Matching takes time proportional to len(pattern) * len(text), however many stars there are: what stands between
    two stars is sought once, from the left, and never given back (an atomic group).
    """
    first, *others = (".".join(map(re.escape, part.split("?"))) for part in _STARS.split(pattern))
    if not others:
        return re.compile(first, re.DOTALL)
    *middle, last = others
    return re.compile(first + "".join(f"(?>.*?{part})" for part in middle) + f".*{last}", re.DOTALL)
