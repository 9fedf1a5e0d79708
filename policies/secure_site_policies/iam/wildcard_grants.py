"""What an IAM policy document grants, by IAM's own rules.

Names are compared without regard to case; `*` and `?` are the only wildcards, in the service as well as in the action,
and a pattern always matches a whole name. NotAction grants everything but what it names. A Deny grants nothing, and
excuses no Allow.

AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from secure_site_policies.frame.wildcards import has_wildcard, wildcard
from secure_site_policies.iam.actions import described, services
from secure_site_policies.iam.statements import NOT_ACTION, read_statements


@dataclass(frozen=True, slots=True)
class WildcardGrant:
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
    service: its prefix in actions. Default: "s3".

    Every statement with NotAction is found under the pattern "NotAction". A pattern without a wildcard, or without an
    action of this service, does not appear. Takes time proportional to the size of the document.

    Raises MalformedPolicyError for what AWS would not take, ValueError for a service that the tables do not have.
    """
    granted: dict[str, frozenset[str]] = {}
    for grant in wildcard_grants(document, service):
        granted[grant.pattern] = granted.get(grant.pattern, frozenset()) | grant.actions
    return granted


def wildcard_grants(document: object, service: str = "s3") -> Iterator[WildcardGrant]:
    """The same statement by statement, in the order of the document. Raises what granted_actions raises."""
    for statement in read_statements(document):
        if not statement.allows:
            continue
        patterns = statement.actions
        if statement.has(NOT_ACTION):
            rest = service_actions(service).difference(*(_covered(pattern, service) for pattern in patterns))
            if rest:
                yield WildcardGrant(statement.label, NOT_ACTION, rest)
            continue
        # Most statements have no wildcard at all, which is seen at one glance.
        if not has_wildcard("\0".join(patterns)):
            continue
        for pattern in filter(has_wildcard, patterns):
            if covered := _covered(pattern, service):
                yield WildcardGrant(statement.label, pattern, covered)


@lru_cache(maxsize=256)
def covered_actions(pattern: str) -> Mapping[str, frozenset[str]]:
    """What a pattern covers of every service: prefix -> actions. {} where it is none of the known ones."""
    literal = _literal(pattern.lower())
    candidates = [service for service in services() if f"{service}:".startswith(literal[: len(service) + 1])]
    return {service: actions for service in candidates if (actions := _matching(pattern, service))}


@cache
def service_actions(service: str) -> frozenset[str]:
    """Every action of a service: {"s3:GetObject", ..}. Raises ValueError for one that the tables do not have."""
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
    # Python has lower-case ASCII letters for others, such as the Kelvin sign; AWS's names are ASCII alone.
    if not pattern.isascii():
        return frozenset()
    actions, pattern = _by_lower_case(service), pattern.lower()
    # Most patterns are another service's, and an absurd one is longer than any action: neither is worth compiling.
    is_another = not f"{service}:".startswith(_literal(pattern)[: len(service) + 1])
    if is_another or len(pattern.replace("*", "")) > _longest(service):
        return frozenset()
    matches = wildcard(pattern).fullmatch
    return frozenset(action for name, action in actions.items() if matches(name))


def _literal(pattern: str) -> str:
    return re.split(r"[*?]", pattern, maxsplit=1)[0]
