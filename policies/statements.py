"""A policy document as IAM reads it: statements with their elements.

AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
"""

import json
import reprlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

NOT_ACTION = "NotAction"

_POLICY_ELEMENTS = frozenset({"Version", "Id", "Statement"})
_STATEMENT_ELEMENTS = frozenset(
    {"Sid", "Effect", "Principal", "NotPrincipal", "Action", NOT_ACTION, "Resource", "NotResource", "Condition"}
)


class MalformedPolicyError(ValueError):
    """AWS would not take this document; the message says what is wrong and where."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One line of a statement's Condition; a request has to meet them all."""

    operator: str
    """In lower case: "stringequals", "foranyvalue:stringlike"."""
    key: str
    """In lower case: "aws:sourcearn"."""
    values: Sequence[str]
    """Of which the request has to meet one. Never empty; numbers and booleans as JSON writes them."""


class Statement:
    """One statement. What is asked of it is judged when it is asked, so that nothing else of it has to be known.

    Every property and method raises MalformedPolicyError for what AWS would not take.
    """

    __slots__ = ("_elements", "_place")

    def __init__(self, elements: Mapping[str, Any], index: int) -> None:
        self._elements, self._place = elements, f"Statement[{index}]"

    @property
    def label(self) -> str:
        """For messages: "statement 'ReadSite'" by its Sid; without one "Statement[2]", which is the third."""
        sid = self._elements.get("Sid")
        return f"statement {reprlib.repr(sid)}" if isinstance(sid, str) and sid else self._place

    @property
    def allows(self) -> bool:
        """Whether it is an Allow."""
        effect = self._elements.get("Effect")
        if effect not in ("Allow", "Deny"):
            raise MalformedPolicyError(f"{self._place}: Effect is {reprlib.repr(effect)}, AWS takes 'Allow' or 'Deny'")
        return effect == "Allow"

    def has(self, element: str) -> bool:
        """Whether the element is there: has("NotResource")."""
        return element in self._elements

    @property
    def actions(self) -> Sequence[str]:
        """What Action or NotAction lists; has(NOT_ACTION) tells which. A statement has one of the two."""
        found = [element for element in ("Action", NOT_ACTION) if element in self._elements]
        if len(found) != 1:
            raise MalformedPolicyError(
                f"{self._place} has {' and '.join(found) or 'no Action'}, AWS takes one of the two"
            )
        return self.texts(found[0])

    def texts(self, element: str) -> Sequence[str]:
        """The texts of Action, Resource or their opposites, of which each may be one or a list. () where it is not."""
        return _texts(self._elements.get(element, ()), f"{self._place}: {element}")

    def principals(self, element: str = "Principal") -> Mapping[str, Sequence[str]]:
        """Kind -> names: {"Service": ("s3.amazonaws.com",)}. A bare "*" is {"*": ("*",)}. {} where it is not."""
        found = self._elements.get(element)
        if found is None or isinstance(found, str):
            return {"*": (found,)} if found else {}
        kinds = _object(found, f"{self._place}: {element}")
        return {kind: _texts(kinds[kind], f"{self._place}: {element}: {kind}") for kind in kinds}

    @property
    def conditions(self) -> Sequence[Condition]:
        """Every line of Condition."""
        return tuple(self._conditions())

    def _conditions(self) -> Iterator[Condition]:
        operators = _object(self._elements.get("Condition") or {}, f"{self._place}: Condition")
        for operator in operators:
            keys = _object(operators[operator], f"{self._place}: Condition: {operator}")
            for key in keys:
                values = keys[key] if _is_list(keys[key]) else [keys[key]]
                texts = [value if isinstance(value, str) else json.dumps(value) for value in values]
                yield Condition(operator.lower(), key.lower(), _texts(texts, f"{self._place}: Condition: {key}"))


def read_statements(document: object) -> Sequence[Statement]:
    """The statements of a document, in their order; Allow and Deny alike.

    document: mappings and sequences (those of pulumi-policy among them) or their JSON text. Statement may be one or a
        list.

    Raises MalformedPolicyError for what is no policy.
    """
    policy = _object(_parsed(document) if isinstance(document, str) else document, "the policy", _POLICY_ELEMENTS)
    if "Statement" not in policy:
        raise MalformedPolicyError("the policy has no Statement")
    found = policy["Statement"]
    statements = found if _is_list(found) else [found]
    return [
        Statement(_object(item, f"Statement[{index}]", _STATEMENT_ELEMENTS), index)
        for index, item in enumerate(statements)
    ]


def _texts(found: object, what: str) -> Sequence[str]:
    texts: Sequence[object] = cast(Sequence[object], found) if _is_list(found) else [found]
    for text in texts:
        if not isinstance(text, str):
            raise MalformedPolicyError(f"{what} has a {type(text).__name__}, AWS takes text")
    return cast(Sequence[str], texts)


def _object(value: object, what: str, elements: frozenset[str] | None = None) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise MalformedPolicyError(f"{what} is a {type(value).__name__}, AWS takes an object")
    found = cast(Mapping[str, Any], value)
    # Skipping what it does not know, a rule would pass "action": "s3:*".
    if elements and (strange := [key for key in found if key not in elements]):
        raise MalformedPolicyError(f"{what} has {reprlib.repr(strange[0])}, which is no element of a policy")
    return found


def _is_list(value: object) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str | bytes)


def _parsed(text: str) -> object:
    try:
        return json.loads(text, object_pairs_hook=_without_duplicates)
    except (ValueError, RecursionError) as error:
        raise MalformedPolicyError(f"the policy is no JSON that AWS would take: {error}") from error


def _without_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    # Of two Actions, Python's parser keeps the last and another the first: neither is what a reader sees.
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"{reprlib.repr(key)} stands twice in one object")
        found[key] = value
    return found
