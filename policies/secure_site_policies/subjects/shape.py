"""The form of one kind of credential, and what all forms are made of."""

import re
from dataclasses import dataclass

START = r"(?:(?<![A-Za-z0-9_-])|(?<=\\[nrt]))"
"""The start of a word. In text that is itself inside JSON, a word may follow `\\n`."""
END = r"(?![A-Za-z0-9])"
"""The end of a word."""
UUID = r"[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}"


@dataclass(frozen=True, slots=True)
class Shape:
    """The form of one kind of credential."""

    title: str
    """The common name, with its article."""
    hints: tuple[str, ...]
    """Texts of which one occurs in every such credential: a fast check before the expression."""
    form: re.Pattern[str]
    """The expression. Every repetition in it is bounded, so that a search takes time proportional to the text."""


def shape(title: str, hints: str, form: str, flags: int = 0) -> Shape:
    """Compiles a shape. hints: with spaces between."""
    return Shape(title, tuple(hints.split()), re.compile(form, flags))
