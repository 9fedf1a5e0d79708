"""The grants as managed policies: each statement has one service, and each document is filled up to IAM's limit.

`components.iam.statements.allow` cannot write these policies, because it rejects two kinds of resources that they need:
ids that AWS chooses ("distribution/*"), which are granted before they exist, and "*" for actions without resource-level
permissions. Instead, every action and resource comes from the table, and the policy pack's rules judge the result in
tests/foundation/permissions/test_documents.py.

AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from foundation.permissions.grants import Grant

LIMIT = 6_144
"""The most characters of a managed policy. IAM does not count whitespace."""

Document = Mapping[str, Any]


def documents(grants: Iterable[Grant]) -> list[Document]:
    """The managed policies that together allow exactly the grants, each within LIMIT.

    Raises ValueError for a statement that exceeds LIMIT by itself.
    """
    packed: list[list[Mapping[str, Any]]] = []
    for statement in _statements(grants):
        if size(_document([statement])) > LIMIT:
            raise ValueError(f"statement {statement['Sid']} alone exceeds the {LIMIT} characters of a managed policy")
        room = next((one for one in packed if size(_document([*one, statement])) <= LIMIT), None)
        if room is None:
            packed.append([statement])
        else:
            room.append(statement)
    return [_document(statements) for statements in packed]


def size(document: Document) -> int:
    """The number of characters of a document as IAM counts them."""
    return len("".join(json.dumps(document, separators=(",", ":")).split()))


def _document(statements: Sequence[Mapping[str, Any]]) -> Document:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def _statements(grants: Iterable[Grant]) -> list[Mapping[str, Any]]:
    """The statements: one for all actions of a service with the same resources and conditions."""
    resources: dict[tuple[str, str], set[str]] = {}
    for grant in grants:
        key = (grant.action, json.dumps(grant.conditions, sort_keys=True))
        resources.setdefault(key, set()).add(grant.resource)
    actions: dict[tuple[str, tuple[str, ...], str], list[str]] = {}
    for (action, conditions), arns in sorted(resources.items()):
        service = action.partition(":")[0]
        actions.setdefault((service, tuple(sorted(arns)), conditions), []).append(action)
    counts: dict[str, int] = {}
    statements: list[Mapping[str, Any]] = []
    for (service, arns, conditions), names in sorted(actions.items()):
        counts[service] = counts.get(service, 0) + 1
        statements.append(_statement(f"{service.capitalize()}{counts[service]}", names, arns, json.loads(conditions)))
    return statements


def _statement(
    sid: str, actions: Sequence[str], resources: Sequence[str], conditions: Mapping[str, Any]
) -> Mapping[str, Any]:
    statement = {"Sid": sid, "Effect": "Allow", "Action": list(actions), "Resource": list(resources)}
    return {**statement, "Condition": conditions} if conditions else statement
