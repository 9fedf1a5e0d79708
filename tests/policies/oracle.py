"""The grants of a policy document, computed by brute force from IAM's documentation.

Shares no code with `policies`, and no method: there is no regular expression, no early exit, no cache, no shortcut for
patterns of other services. Only the list of AWS's actions is shared, which is data.

What IAM's documentation says, and this file takes literally:
- "The prefix and the action name are case insensitive", `*` is any run of characters (none included), `?` is exactly
  one, in the prefix as well, and a statement has Action or NotAction.
  https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
- NotAction "matches everything except the specified list of actions"; with Allow it grants all of those.
  https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html
- Documents hold the characters up to U+00FF and no other; names of actions are plain letters and digits. So only A-Z
  have a second case: the Kelvin sign is no k, the long s no s, the dotted capital I no i.
  https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, cast

_ACTIONS = json.loads(
    (Path(__file__).parents[2] / "policies" / "secure_site_policies" / "data" / "actions.json").read_text()
)


def actions_of(service: str) -> tuple[str, ...]:
    """Every action of a service in AWS's spelling, sorted: "s3:GetObject"."""
    return tuple(f"{service}:{name}" for name in sorted(_ACTIONS[service]["actions"]))


S3 = actions_of("s3")


class Oracle:
    """Judges documents over a fixed list of actions.

    The names stand one after the other in one text, each before a separator, and a set of places in that text is an
    integer with a bit for each. Read character by character, a pattern moves the set of places that it can have come
    to: the textbook's table for wildcards, over all names at once.
    """

    def __init__(self, actions: Iterable[str] = S3) -> None:
        self._starts = 0
        self._inside = 0
        self._places: dict[str, int] = {}
        self._ends: dict[int, str] = {}
        length = 0
        for action in actions:
            self._starts |= 1 << length
            for character in action:
                self._inside |= 1 << length
                folded = _fold(character)
                self._places[folded] = self._places.get(folded, 0) | 1 << length
                length += 1
            self._ends[1 << length] = action
            length += 1

    def covered(self, pattern: str) -> frozenset[str]:
        """The actions that the whole of `pattern` matches, in AWS's spelling."""
        reached = self._starts
        for character in pattern:
            if character == "*":
                reached = self._onwards(reached)
            elif character == "?":
                reached = (reached & self._inside) << 1
            else:
                reached = (reached & self._places.get(_fold(character), 0)) << 1
        return frozenset(action for end, action in self._ends.items() if reached & end)

    def granted(self, document: Mapping[str, Any]) -> dict[str, frozenset[str]]:
        """The correct result of `granted_actions` for a document that AWS accepts."""
        granted: dict[str, frozenset[str]] = {}
        for statement in _as_list(document["Statement"]):
            for pattern, actions in self._statement(statement):
                granted[pattern] = granted.get(pattern, frozenset()) | actions
        return {pattern: actions for pattern, actions in granted.items() if actions}

    def _statement(self, statement: Mapping[str, Any]) -> Iterator[tuple[str, frozenset[str]]]:
        if statement["Effect"] != "Allow":
            return
        if "NotAction" in statement:
            named = (self.covered(pattern) for pattern in _as_list(statement["NotAction"]))
            yield "NotAction", frozenset(self._ends.values()).difference(*named)
            return
        for pattern in _as_list(statement["Action"]):
            if "*" in pattern or "?" in pattern:
                yield pattern, self.covered(pattern)

    def _onwards(self, reached: int) -> int:
        """`reached` and every place behind one of them, up to the end of its name."""
        while (further := reached | (reached & self._inside) << 1) != reached:
            reached = further
        return reached


def _fold(character: str) -> str:
    return chr(ord(character) + 32) if "A" <= character <= "Z" else character


def _as_list(value: Any) -> list[Any]:
    return cast(list[Any], value) if isinstance(value, list) else [value]
