"""A policy document as IAM reads it: statements with their elements.

AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
"""

import json
import reprlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from pulumi_policy.proxy import UnknownValueError

from secure_site_policies.frame.errors import MalformedPolicyError

NOT_ACTION = "NotAction"

_POLICY_ELEMENTS = frozenset({"Version", "Id", "Statement"})
_STATEMENT_ELEMENTS = frozenset(
    {"Sid", "Effect", "Principal", "NotPrincipal", "Action", NOT_ACTION, "Resource", "NotResource", "Condition"}
)


@dataclass(frozen=True, slots=True)
class Condition:
    """One operator and key of a statement's Condition; a request must meet all of them."""

    operator: str
    """The operator in lower case: "stringequals", "foranyvalue:stringlike"."""
    key: str
    """The condition key in lower case: "aws:sourcearn"."""
    known: Sequence[str]
    """The values, of which a request must match one. Numbers and booleans are in their JSON form."""
    unknown: UnknownValueError | None = None
    """The error that reading the values raised, where they are known only at update. Default: none."""

    @property
    def values(self) -> Sequence[str]:
        """The values. Raises UnknownValueError where they are known only at update."""
        if self.unknown:
            raise self.unknown
        return self.known


class Statement:
    """One statement. Each element is validated when it is read, so that the others may be unknown.

    Every property and method raises MalformedPolicyError for an element that AWS rejects.
    """

    __slots__ = ("_elements", "_index")

    def __init__(self, elements: object, index: int) -> None:
        self._index = index
        self._elements = _plain(elements, _STATEMENT_ELEMENTS) or _known(elements, self._place, _STATEMENT_ELEMENTS)

    @property
    def _place(self) -> str:
        return f"Statement[{self._index}]"

    @property
    def label(self) -> str:
        """The name for messages: "statement 'ReadSite'" by its Sid; without a Sid "Statement[2]", the third."""
        sid = self._elements.get("Sid")
        return f"statement {reprlib.repr(sid)}" if isinstance(sid, str) and sid else self._place

    @property
    def allows(self) -> bool:
        """Whether the Effect is Allow."""
        effect = self._elements.get("Effect")
        if effect not in ("Allow", "Deny"):
            raise MalformedPolicyError(f"{self._place}: Effect is {reprlib.repr(effect)}; write 'Allow' or 'Deny'")
        return effect == "Allow"

    def has(self, element: str) -> bool:
        """Whether the statement has an element: has("NotResource")."""
        return element in self._elements

    @property
    def actions(self) -> Sequence[str]:
        """The list in Action or NotAction. A statement has one of the two: has(NOT_ACTION) distinguishes them."""
        positive, negative = "Action" in self._elements, NOT_ACTION in self._elements
        if positive == negative:
            both = f"Action and {NOT_ACTION}" if positive else "no Action"
            raise MalformedPolicyError(f"{self._place} has {both}; write one of the two")
        return self.texts("Action" if positive else NOT_ACTION)

    def texts(self, element: str) -> Sequence[str]:
        """The texts of Action, Resource or their opposites, written as one text or a list. () without the element."""
        found: Any = self._elements.get(element, ())
        if type(found) is str:
            return (found,)
        plain: list[str] = found
        is_plain = type(found) is list and set(map(type, plain)) == {str}
        return plain if is_plain else _texts(found, f"{self._place}: {element}")

    def principals(self, element: str = "Principal") -> Mapping[str, Sequence[str]]:
        """Kind -> names: {"Service": ("s3.amazonaws.com",)}. A bare "*" is {"*": ("*",)}. {} without the element."""
        found = self._elements.get(element)
        if found is None or isinstance(found, str):
            return {"*": (found,)} if found else {}
        kinds = _object(found, f"{self._place}: {element}")
        return {kind: _texts(kinds[kind], f"{self._place}: {element}: {kind}") for kind in kinds}

    @property
    def conditions(self) -> Sequence[Condition]:
        """All conditions of the statement. One with unknown values leaves the others readable."""
        return tuple(self._conditions())

    def _conditions(self) -> Iterator[Condition]:
        operators = _object(self._elements.get("Condition") or {}, f"{self._place}: Condition")
        for operator in operators:
            keys = _object(operators[operator], f"{self._place}: Condition: {operator}")
            for key in keys:
                what = f"{self._place}: Condition: {operator}: {key}"
                try:
                    yield Condition(operator.lower(), key.lower(), _values(keys[key], what))
                except UnknownValueError as error:
                    yield Condition(operator.lower(), key.lower(), (), error)


def read_statements(document: object) -> Sequence[Statement]:
    """The statements of a document in their order, both Allow and Deny.

    document: mappings and sequences (including pulumi-policy's) or their JSON text. Statement may be one or a list.

    Raises MalformedPolicyError for a value that is no policy.
    """
    parsed = _parsed(document) if isinstance(document, str) else document
    policy = _plain(parsed, _POLICY_ELEMENTS) or _known(parsed, "the policy", _POLICY_ELEMENTS)
    if "Statement" not in policy:
        raise MalformedPolicyError("the policy has no Statement")
    found = policy["Statement"]
    statements: Sequence[Any] = found if _is_list(found) else [found]
    return [Statement(item, index) for index, item in enumerate(statements)]


def _texts(found: Any, what: str) -> Sequence[str]:
    texts: Sequence[object] = found if _is_list(found) else [found]
    for text in texts:
        if not isinstance(text, str):
            raise MalformedPolicyError(f"{what} has a {type(text).__name__}; write text")
    return cast(Sequence[str], texts)


def _values(found: Any, what: str) -> Sequence[str]:
    values: Sequence[object] = found if _is_list(found) else [found]
    for value in values:
        if not isinstance(value, str | bool | int | float):
            raise MalformedPolicyError(f"{what} has a {type(value).__name__}; write text, a number or a boolean")
    return [value if isinstance(value, str) else json.dumps(value) for value in values]


def _object(value: object, what: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise MalformedPolicyError(f"{what} is a {type(value).__name__}; write an object")
    found = cast(Mapping[str, Any], value)
    if strange := [key for key in cast(Mapping[object, Any], found) if not isinstance(key, str)]:
        raise MalformedPolicyError(f"{what} has the key {reprlib.repr(strange[0])}; write text")
    return found


def _plain(value: Any, elements: frozenset[str]) -> Mapping[str, Any] | None:
    """The value if it is a plain dict of known elements: a fast check that nearly every document passes."""
    found: dict[str, Any] = value
    return found if type(value) is dict and found.keys() <= elements else None


def _known(value: object, what: str, elements: frozenset[str]) -> Mapping[str, Any]:
    found = _object(value, what)
    # If unknown elements were skipped, a rule would pass "action": "s3:*".
    if strange := [key for key in found if key not in elements]:
        raise MalformedPolicyError(f"{what} has {reprlib.repr(strange[0])}, which is not an element of a policy")
    return found


def _is_list(value: object) -> bool:
    return type(value) is list or (isinstance(value, Sequence) and not isinstance(value, str | bytes))


def _parsed(text: str) -> object:
    try:
        return json.loads(text, object_pairs_hook=_without_duplicates, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise MalformedPolicyError(f"the policy is not JSON that AWS accepts: {error}") from error


def _without_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    # With two Actions, Python's parser keeps the last and another parser the first; a reader sees both.
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"{reprlib.repr(key)} occurs twice in one object")
        found[key] = value
    return found


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not a JSON number")
