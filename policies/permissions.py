"""What an IAM policy document grants, by IAM's own rules.

Names are compared without regard to case; `*` and `?` are the only wildcards, in the service as well as in the action,
and a pattern always matches a whole name. NotAction grants everything but what it names. A Deny grants nothing, and
excuses no Allow.

AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from policies.statements import NOT_ACTION, read_statements
from policies.statements import MalformedPolicyError as MalformedPolicyError
from policies.wildcards import wildcard

DATA = Path(__file__).with_name("data")
"""The folder of the generated tables."""


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
    for statement in read_statements(document):
        if not statement.allows:
            continue
        patterns = statement.actions
        if statement.has(NOT_ACTION):
            rest = service_actions(service).difference(*(_covered(pattern, service) for pattern in patterns))
            if rest:
                yield Grant(statement.label, NOT_ACTION, rest)
            continue
        for pattern in patterns:
            if ("*" in pattern or "?" in pattern) and (covered := _covered(pattern, service)):
                yield Grant(statement.label, pattern, covered)


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
