"""What an IAM policy document grants, by IAM's own rules.

Names are compared without regard to case; `*` and `?` are the only wildcards, in the service as well as in the action,
and a pattern always matches a whole name. NotAction grants everything but what it names. A Deny grants nothing, and
excuses no Allow.

AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
"""

import json
import re
import reprlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, cast

from policies.wildcards import wildcard

DATA = Path(__file__).with_name("data")
"""The folder of the generated tables."""

NOT_ACTION = "NotAction"

_POLICY_ELEMENTS = frozenset({"Version", "Id", "Statement"})
_STATEMENT_ELEMENTS = frozenset(
    {"Sid", "Effect", "Principal", "NotPrincipal", "Action", NOT_ACTION, "Resource", "NotResource", "Condition"}
)


class MalformedPolicyError(ValueError):
    """AWS would not take this document; the message says what is wrong and where."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A wildcard of one statement, and what it grants."""

    statement: str
    """For messages: "statement 'ReadSite'" by its Sid; without one "Statement[2]", which is the third."""
    pattern: str
    """As it was written: "s3:Get*". "NotAction" for a statement with that element."""
    actions: frozenset[str]
    """In AWS's spelling: "s3:GetObject". Never empty."""


def granted_actions(document: object, service: str = "s3") -> dict[str, frozenset[str]]:
    """What the wildcards of a policy document grant of one service: pattern -> actions such as "s3:GetObject".

    document: mappings and sequences (those of pulumi-policy among them) or their JSON text. Statement, Action and
        NotAction may each be one or a list.
    service: a prefix of which the data folder has the actions. Default: "s3".

    Every statement with NotAction is found under the pattern "NotAction". A pattern without a wildcard, or without an
    action of this service, does not appear. Takes time proportional to the size of the document.

    Raises MalformedPolicyError for what AWS would not take, ValueError for a service without data.
    """
    granted: dict[str, frozenset[str]] = {}
    for grant in wildcard_grants(document, service):
        granted[grant.pattern] = granted.get(grant.pattern, frozenset()) | grant.actions
    return granted


def wildcard_grants(document: object, service: str = "s3") -> Iterator[Grant]:
    """The same statement by statement, in the order of the document. Raises what granted_actions raises."""
    for index, statement in enumerate(_statements(document)):
        place = f"Statement[{index}]"
        if _effect(statement, place) == "Deny":
            continue
        label = _label(statement, place)
        patterns = _patterns(statement, place)
        if NOT_ACTION in statement:
            rest = service_actions(service).difference(*(_covered(pattern, service) for pattern in patterns))
            if rest:
                yield Grant(label, NOT_ACTION, rest)
            continue
        for pattern in patterns:
            if ("*" in pattern or "?" in pattern) and (covered := _covered(pattern, service)):
                yield Grant(label, pattern, covered)


@cache
def service_actions(service: str) -> frozenset[str]:
    """Every action of a service: {"s3:GetObject", ..}. Raises ValueError for a service without data."""
    file = DATA / f"{service}_actions.json"
    if not file.is_file():
        raise ValueError(f"service {service!r}: there is no {file.name} in policies/data, generate it")
    return frozenset(f"{service}:{name}" for name in json.loads(file.read_text()))


@cache
def _by_lower_case(service: str) -> Mapping[str, str]:
    return {action.lower(): action for action in sorted(service_actions(service))}


@lru_cache(maxsize=4096)
def _covered(pattern: str, service: str) -> frozenset[str]:
    actions, pattern = _by_lower_case(service), pattern.lower()
    # Most patterns are another service's, and an absurd one is longer than any action: neither is worth compiling.
    literal = re.split(r"[*?]", pattern, maxsplit=1)[0][: len(service) + 1]
    if not f"{service}:".startswith(literal) or len(pattern.replace("*", "")) > max(map(len, actions)):
        return frozenset()
    matches = wildcard(pattern).fullmatch
    return frozenset(action for name, action in actions.items() if matches(name))


def _statements(document: object) -> Sequence[Mapping[str, Any]]:
    policy = _mapping(_parsed(document) if isinstance(document, str) else document, "the policy", _POLICY_ELEMENTS)
    if "Statement" not in policy:
        raise MalformedPolicyError("the policy has no Statement")
    found = policy["Statement"]
    statements = found if _is_list(found) else [found]
    return [_mapping(item, f"Statement[{index}]", _STATEMENT_ELEMENTS) for index, item in enumerate(statements)]


def _effect(statement: Mapping[str, Any], place: str) -> str:
    effect = statement.get("Effect")
    if effect not in ("Allow", "Deny"):
        raise MalformedPolicyError(f"{place}: Effect is {reprlib.repr(effect)}, AWS takes 'Allow' or 'Deny'")
    return effect


def _label(statement: Mapping[str, Any], place: str) -> str:
    sid = statement.get("Sid")
    return f"statement {reprlib.repr(sid)}" if isinstance(sid, str) and sid else place


def _patterns(statement: Mapping[str, Any], place: str) -> Sequence[str]:
    elements = [element for element in ("Action", NOT_ACTION) if element in statement]
    if len(elements) != 1:
        raise MalformedPolicyError(f"{place} has {' and '.join(elements) or 'no Action'}, AWS takes one of the two")
    found = statement[elements[0]]
    patterns: Sequence[object] = found if _is_list(found) else [found]
    for pattern in patterns:
        if not isinstance(pattern, str):
            raise MalformedPolicyError(f"{place}: {elements[0]} has a {type(pattern).__name__}, AWS takes text")
    return cast(Sequence[str], patterns)


def _mapping(value: object, what: str, elements: frozenset[str]) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise MalformedPolicyError(f"{what} is a {type(value).__name__}, AWS takes an object")
    found = cast(Mapping[str, Any], value)
    # Skipping what it does not know, the rule would pass "action": "s3:*".
    if strange := [key for key in found if key not in elements]:
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
