"""Permissions that a resource type spells out in properties instead of a policy document.

AWS: https://docs.aws.amazon.com/lambda/latest/dg/API_AddPermission.html
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from secure_site_policies.frame.errors import MalformedPolicyError
from secure_site_policies.frame.places import is_set

PERMISSIONS: Mapping[str, Mapping[str, str]] = {
    "aws:acmpca/permission:Permission": {"sourceAccount": "aws:SourceAccount"},
    "aws:cloudwatch/eventPermission:EventPermission": {},
    "aws:lambda/layerVersionPermission:LayerVersionPermission": {"organizationId": "aws:PrincipalOrgID"},
    "aws:lambda/permission:Permission": {
        "principalOrgId": "aws:PrincipalOrgID",
        "sourceAccount": "aws:SourceAccount",
        "sourceArn": "aws:SourceArn",
    },
    "aws:signer/signingProfilePermission:SigningProfilePermission": {},
}
"""Resource type with the property `principal` -> its other properties -> the condition keys that AWS writes."""


def as_document(resource_type: str, properties: Mapping[str, Any]) -> Mapping[str, Any]:
    """The policy document that AWS derives from a resource of PERMISSIONS. Each condition is read only when used."""
    principal = properties.get("principal")
    kind = "Service" if isinstance(principal, str) and ".amazonaws.com" in principal else "AWS"
    action = properties.get("actions" if "actions" in list(properties) else "action", "events:PutEvents")
    condition = {"StringLike": _Renamed(properties, PERMISSIONS[resource_type])}
    # Only the permission for an event bus has a property for conditions: {"type": .., "key": .., "value": ..}.
    if is_set(properties, "condition"):
        own = properties["condition"]
        condition = {own["type"]: {own["key"]: own["value"]}}
    return {
        "Statement": {
            "Effect": "Allow",
            "Principal": {kind: principal},
            "Action": action,
            "Condition": condition,
        }
    }


def statement_document(statement: object) -> Mapping[str, Any]:
    """The policy document of one statement, given as an object or as its JSON text; {} without a statement.

    Raises MalformedPolicyError for text that is no JSON.
    """
    if not isinstance(statement, str):
        return {"Statement": statement if statement else []}
    try:
        return {"Statement": json.loads(statement)}
    except (ValueError, RecursionError) as error:
        raise MalformedPolicyError("the statement is not valid JSON") from error


class _Renamed(Mapping[str, Any]):
    """The set properties among some, under other names."""

    def __init__(self, properties: Mapping[str, Any], names: Mapping[str, str]) -> None:
        self._properties = properties
        self._keys = {name: key for key, name in names.items() if is_set(properties, key)}

    def __getitem__(self, name: str) -> Any:
        return self._properties[self._keys[name]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)
