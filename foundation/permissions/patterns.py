"""Patterns that shorten a list of actions, and match no action but those of the list.

A boundary that lists more actions than a managed policy has room for is shortened by them, one by one; never in names
of IAM, S3 and STS, which matter most. A pattern stands for whole words of the names: "codepipeline:*Pipeline" for the
four actions that create, read, update and delete one. Among all actions that AWS documents for the service, it must
match only actions of the list, so that a boundary with it allows today what the list allows. An action that AWS adds
later may match: the boundary grants nothing, and the roles' policies, which do, have no patterns.

AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from secure_site_policies.frame.wildcards import has_wildcard, wildcard
from secure_site_policies.iam.actions import described

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z][a-z0-9]*|[a-z0-9]+")
_QUOTES_AND_COMMA = 3
_WRITTEN_OUT = ("iam:", "s3:", "sts:")


class _Pattern(NamedTuple):
    saved: int
    """Characters by which the document becomes shorter. The first field, so that the largest is the best."""
    text: str
    replaced: frozenset[str]
    """The actions of the list that it stands for."""


def shortened(actions: Sequence[str], excess: int) -> list[str]:
    """The actions, sorted, with as few patterns as make their JSON shorter by `excess` characters.

    The pattern that saves most comes first. If all patterns together do not save enough, the result has all of them.

    actions: names without wildcards, such as "kms:CreateAlias".
    Raises ValueError for a service that AWS does not document.
    """
    wanted, found = frozenset(actions), sorted(actions)
    while excess > 0 and (best := max(_patterns(found, wanted), default=None)):
        found = sorted({best.text, *found} - best.replaced)
        excess -= best.saved
    return found


def matched(pattern: str) -> frozenset[str]:
    """The actions that match, of all that AWS documents for the pattern's service."""
    expression = wildcard(pattern)
    return frozenset(one for one in described(pattern.partition(":")[0]).actions if expression.fullmatch(one))


def _patterns(found: Sequence[str], wanted: frozenset[str]) -> Iterator[_Pattern]:
    """The patterns for several names that save something and match wanted actions only."""
    names = [one for one in found if not has_wildcard(one) and not one.startswith(_WRITTEN_OUT)]
    for text in sorted({text for name in names for text in _candidates(name)}):
        matches = matched(text)
        replaced = matches.intersection(names)
        saved = sum(len(name) + _QUOTES_AND_COMMA for name in replaced) - len(text) - _QUOTES_AND_COMMA
        if len(replaced) > 1 and saved > 0 and matches <= wanted:
            yield _Pattern(saved, text, replaced)


def _candidates(action: str) -> Iterator[str]:
    """The action with a star for its first words, or for its last."""
    service, _, name = action.partition(":")
    ends = [found.end() for found in _WORD.finditer(name)][:-1]
    for end in ends:
        yield f"{service}:*{name[end:]}"
        yield f"{service}:{name[:end]}*"
