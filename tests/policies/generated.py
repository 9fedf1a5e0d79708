"""Policy documents that AWS would read, made to be misread: where case, wildcards or Unicode can fool a matcher."""

import random
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from tests.policies.oracle import S3

SIZE = 64
"""The bytes that one document is made of."""

_Option = TypeVar("_Option")

_PREFIXES = [
    *("s3:", "s3:", "s3:", "s3:", "s3:", "S3:", "s?:", "?3:", "??:", "*:", "s*:", "*3:", "S3*:", "?s3:", "s3:*:", "s3"),
    *("ec2:", "s3express:", "s3-object-lambda:", "[s]3:", "s[0-9]:", "!s3:", "\N{LATIN SMALL LETTER LONG S}3:", " s3:"),
]
_TOKENS = [
    *("*", "*", "*", "*", "**", "?", "?", "??", "*?", "?*", "[", "]", "[a-z]", "[!x]", "!", "", ".", ".*", "|*", "\\"),
    *("$", "\n", "\0", " ", "x", "\N{LATIN SMALL LETTER E WITH ACUTE}", "\N{COMBINING DOT ABOVE}", "\N{GRINNING FACE}"),
]
_WHOLE = ["*", "s3:*", "S3:*", "s?:*", "*:*", "**", "?", "s3*", "s3?*", "*s3:*", "*[*", "ec2:*", "s3:?", "s3:", ":", ""]
_NAMES = [action.partition(":")[2] for action in S3]
_LOOK_ALIKES = str.maketrans(
    {
        "s": "\N{LATIN SMALL LETTER LONG S}",
        "i": "\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}",
        "I": "\N{LATIN SMALL LETTER DOTLESS I}",
        "A": "\N{FULLWIDTH LATIN CAPITAL LETTER A}",
    }
)


def _with_kelvin_signs(name: str) -> str:
    return name.replace("k", "\N{KELVIN SIGN}")


def _with_look_alikes(name: str) -> str:
    return name.translate(_LOOK_ALIKES)


_SPELLINGS: list[Callable[[str], str]] = [
    *(str, str, str, str.lower, str.upper, str.swapcase),
    *(_with_kelvin_signs, _with_look_alikes),
]


class _Choices:
    """Reads choices from bytes. Where they are used up, and for a zero, it is the first option: the simplest."""

    def __init__(self, data: bytes) -> None:
        self._data = iter(data)

    def one(self, options: Sequence[_Option]) -> _Option:
        return options[next(self._data, 0) % len(options)]


def document(data: bytes) -> dict[str, Any]:
    """A valid document for any bytes; few and small bytes make a simple one."""
    choices = _Choices(data)
    count = choices.one((None, 1, 2, 3, None, 0))
    content = _statement(choices) if count is None else [_statement(choices) for _ in range(count)]
    return {"Version": "2012-10-17", "Statement": content}


def documents(count: int, seed: int = 1) -> list[dict[str, Any]]:
    """`count` documents, the same ones for the same seed."""
    dice = random.Random(seed)
    return [document(dice.randbytes(SIZE)) for _ in range(count)]


def _statement(choices: _Choices) -> dict[str, Any]:
    effect = choices.one(("Allow", "Allow", "Allow", "Deny"))
    element = choices.one(("Action", "Action", "Action", "NotAction"))
    count = choices.one((None, 1, 2, 3, 4, 0))
    members = _pattern(choices) if count is None else [_pattern(choices) for _ in range(count)]
    statement: dict[str, Any] = {"Effect": effect, element: members, "Resource": "*"}
    if depth := choices.one((0, 0, 0, 1, 60)):
        statement["Condition"] = _nested(depth)
    return statement


def _pattern(choices: _Choices) -> str:
    """A whole pattern, or a name of S3 of which up to three runs of characters gave way to a token."""
    if choices.one((False, False, False, True)):
        return choices.one(_WHOLE)
    text = choices.one(_SPELLINGS)(choices.one(_NAMES))
    for _ in range(choices.one((0, 1, 1, 2, 3))):
        start = choices.one(range(len(text) + 1))
        text = text[:start] + choices.one(_TOKENS) + text[start + choices.one(range(13)) :]
    return choices.one(_PREFIXES) + text


def _nested(depth: int) -> dict[str, Any]:
    """A condition that AWS would refuse, but no reason to find an action in it."""
    nested: Any = "s3:*"
    for _ in range(depth):
        nested = {"Action": [nested]}
    return {"StringLike": nested}
