"""The statements that allow one of a few given actions, and the patterns by which they do.

For rules that look for known actions. Module `wildcard_grants` computes the actions of a whole service.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from secure_site_policies.frame.wildcards import wildcard
from secure_site_policies.iam.actions import find
from secure_site_policies.iam.statements import NOT_ACTION, Statement, read_statements

_OF_A_SERVICE = re.compile(r"arn:[^:]*:([a-z0-9-]+):")
"""The ARN of a resource of one service."""

_TWO_NAMES = {"codeconnections": "codestar-connections", "codestar-connections": "codeconnections"}
"""A service that AWS renamed: actions under one name apply to ARNs with the other.

AWS: https://docs.aws.amazon.com/dtconsole/latest/userguide/rename.html
"""


@dataclass(frozen=True, slots=True)
class Allowance:
    """An action, and the pattern of an Allow that covers it."""

    action: str
    """The action as the caller names it: "iam:PassRole"."""
    pattern: str
    """The pattern as the document spells it: "iam:Pass*". "NotAction" for a statement with that element."""
    statement: Statement
    """The statement with the pattern."""


def allowances(document: object, actions: frozenset[str]) -> Iterator[Allowance]:
    """The allowances of these actions in a document, in the order of its statements. A Deny excuses no Allow.

    document: as for read_statements.
    actions: in AWS's spelling; compared without regard to case.

    Takes time proportional to the size of the document. Raises MalformedPolicyError.
    """
    for statement in read_statements(document):
        if not statement.allows:
            continue
        patterns = statement.actions
        if statement.has(NOT_ACTION):
            rest = actions.difference(*(covered(pattern, actions) for pattern in patterns))
            found = ((action, NOT_ACTION) for action in sorted(rest))
        else:
            found = ((action, pattern) for pattern in patterns for action in sorted(covered(pattern, actions)))
        yield from (Allowance(*one, statement) for one in found if _can_apply(*one, statement))


def _can_apply(action: str, pattern: str, statement: Statement) -> bool:
    """Whether the action applies to a resource of the statement: not if each is an ARN of a service of other actions.

    An action that a statement names is meant, even beside ARNs of other services; IAM's only beside an ARN of IAM.
    """
    if pattern.lower() == action.lower() and not action.startswith("iam:"):
        return True
    services = [_OF_A_SERVICE.match(resource) for resource in statement.texts("Resource")]
    return not services or any(found is None or _applies(action, found[1]) for found in services)


@lru_cache(maxsize=4096)
def _applies(action: str, service: str) -> bool:
    prefix = action.partition(":")[0]
    known = find(prefix)
    return known is None or service in (prefix, _TWO_NAMES.get(prefix)) or not known.beyond.isdisjoint((service, "*"))


@lru_cache(maxsize=4096)
def covered(pattern: str, actions: frozenset[str]) -> frozenset[str]:
    """The actions, of those given, that a pattern of Action or NotAction covers."""
    names, pattern = _by_lower_case(actions), pattern.lower()
    head = re.split(r"[*?]", pattern, maxsplit=1)[0]
    if head == pattern:
        return frozenset({names[pattern]} if pattern in names else ())
    prefix, separator, _ = head.partition(":")
    names = _by_service(actions).get(prefix, {}) if separator else names
    candidates = {name: action for name, action in names.items() if name.startswith(head)}
    # Most patterns belong to another service, and some are longer than any action: neither is worth compiling.
    if len(pattern.replace("*", "")) > max(map(len, candidates), default=0):
        return frozenset()
    matches = wildcard(pattern).fullmatch
    return frozenset(action for name, action in candidates.items() if matches(name))


@lru_cache
def _by_lower_case(actions: frozenset[str]) -> Mapping[str, str]:
    return {action.lower(): action for action in actions}


@lru_cache
def _by_service(actions: frozenset[str]) -> Mapping[str, Mapping[str, str]]:
    """Prefix of the service -> its actions in lower case -> in AWS's spelling."""
    found: dict[str, dict[str, str]] = {}
    for name, action in _by_lower_case(actions).items():
        found.setdefault(name.partition(":")[0], {})[name] = action
    return found
