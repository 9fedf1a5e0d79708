"""How messages put things."""

import reprlib
from collections.abc import Iterable

_LONGEST = 200


def quoted(text: str) -> str:
    """What was written, in quotes; of what is longer than any ARN, the beginning and the end."""
    short = reprlib.Repr()
    short.maxstring = _LONGEST
    return short.repr(text)


def listed(items: Iterable[str], most: int) -> str:
    """The first of several, each once, and how many more there are: "a, b and 3 more"."""
    different = list(dict.fromkeys(items))
    more = len(different) - most
    return ", ".join(different[:most]) + (f" and {more} more" if more > 0 else "")


def counted(count: int, thing: str) -> str:
    """ "1 action", "2 actions"."""
    return f"{count} {thing}{'' if count == 1 else 's'}"
