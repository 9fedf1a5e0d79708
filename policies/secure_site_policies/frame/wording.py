"""The wording of messages: quotes, lists and counts."""

import re
import reprlib
from collections.abc import Iterable

_LONGEST = 200


def quoted(text: str) -> str:
    """The text in quotes; the beginning and the end of a text that is longer than any ARN."""
    short = reprlib.Repr()
    short.maxstring = _LONGEST
    return short.repr(text)


def listed(items: Iterable[str], most: int) -> str:
    """The first `most` different items and the number of the rest: "a, b and 3 more"."""
    different = list(dict.fromkeys(items))
    more = len(different) - most
    return ", ".join(different[:most]) + (f" and {more} more" if more > 0 else "")


def counted(number: int, noun: str) -> str:
    """A number and its noun: "1 action", "2 policies", "3 ways", "1,000 actions"."""
    plural = re.sub(r"(?<![aeiou])y$", "ie", noun) + "s"
    return f"{number:,} {noun if number == 1 else plural}"


def words_of(text: str) -> frozenset[str]:
    """The words of a text, as a table of words is easiest to read."""
    return frozenset(text.split())
