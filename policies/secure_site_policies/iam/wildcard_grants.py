"""The actions that the wildcards of a policy document grant, by IAM's rules.

Names are compared without regard to case. `*` and `?` are the only wildcards, in the service as well as in the action.
A pattern always matches a whole name. NotAction grants every action that it does not name. A Deny grants nothing and
excuses no Allow.

AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from secure_site_policies.frame.wildcards import has_wildcard, wildcard
from secure_site_policies.iam.actions import described, find, services
from secure_site_policies.iam.statements import NOT_ACTION, read_statements


@dataclass(frozen=True, slots=True)
class WildcardGrant:
    """A wildcard of one statement, and the actions that it grants."""

    statement: str
    """The label of the statement: "statement 'ReadSite'" by its Sid; without a Sid "Statement[2]", the third."""
    pattern: str
    """The pattern as the document spells it: "s3:Get*". "NotAction" for a statement with that element."""
    actions: frozenset[str]
    """The actions in AWS's spelling: "s3:GetObject". Never empty."""


def granted_actions(document: object, service: str = "s3") -> dict[str, frozenset[str]]:
    """The actions of one service that the wildcards of a document grant: pattern -> actions such as "s3:GetObject".

    document: mappings and sequences (including pulumi-policy's) or their JSON text. Statement, Action and NotAction may
        each be one or a list.
    service: its prefix in actions. Default: "s3".

    Statements with NotAction appear under the pattern "NotAction". A pattern without a wildcard, or without an action
    of this service, does not appear. Takes time proportional to the size of the document.

    Raises MalformedPolicyError for a document that AWS rejects, ValueError for a service that is not in the tables.
    """
    granted: dict[str, frozenset[str]] = {}
    for grant in wildcard_grants(document, service):
        granted[grant.pattern] = granted.get(grant.pattern, frozenset()) | grant.actions
    return granted


def wildcard_grants(document: object, service: str = "s3") -> Iterator[WildcardGrant]:
    """The grants of `granted_actions` one by one, in the order of the document. Raises the same errors."""
    for statement in read_statements(document):
        if not statement.allows:
            continue
        patterns = statement.actions
        if statement.has(NOT_ACTION):
            rest = service_actions(service).difference(*(_covered(pattern, service) for pattern in patterns))
            if rest:
                yield WildcardGrant(statement.label, NOT_ACTION, rest)
            continue
        # Most statements have no wildcard at all: one search shows it.
        if not has_wildcard("\0".join(patterns)):
            continue
        for pattern in filter(has_wildcard, patterns):
            if covered := _covered(pattern, service):
                yield WildcardGrant(statement.label, pattern, covered)


@lru_cache(maxsize=256)
def covered_actions(pattern: str) -> Mapping[str, frozenset[str]]:
    """The actions that a pattern covers: prefix of the service -> actions. {} where it covers no known action."""
    literal = _literal(pattern.lower())
    prefix, separator, _ = literal.partition(":")
    if separator:
        candidates: Iterable[str] = [prefix] if find(prefix) else ()
    else:
        candidates = [service for service in services() if f"{service}:".startswith(literal[: len(service) + 1])]
    return {service: actions for service in candidates if (actions := _matching(pattern, service))}


@cache
def service_actions(service: str) -> frozenset[str]:
    """All actions of a service: {"s3:GetObject", ..}. Raises ValueError for a service that is not in the tables."""
    return frozenset(described(service).actions)


@cache
def _by_lower_case(service: str) -> Mapping[str, str]:
    return {action.lower(): action for action in sorted(service_actions(service))}


@cache
def _longest(service: str) -> int:
    return max(map(len, service_actions(service)), default=0)


@lru_cache(maxsize=4096)
def _covered(pattern: str, service: str) -> frozenset[str]:
    return _matching(pattern, service)


def _matching(pattern: str, service: str) -> frozenset[str]:
    # Python lowers some other letters to ASCII, such as the Kelvin sign; AWS's names are ASCII only.
    if not pattern.isascii():
        return frozenset()
    actions, pattern = _by_lower_case(service), pattern.lower()
    # Most patterns belong to another service, and some are longer than any action: neither is worth compiling.
    is_another = not f"{service}:".startswith(_literal(pattern)[: len(service) + 1])
    if is_another or len(pattern.replace("*", "")) > _longest(service):
        return frozenset()
    matches = wildcard(pattern).fullmatch
    return frozenset(action for name, action in actions.items() if matches(name))


def _literal(pattern: str) -> str:
    return re.split(r"[*?]", pattern, maxsplit=1)[0]
