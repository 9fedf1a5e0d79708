"""Permissions that a resource type spells out in properties instead of a policy document.

AWS: https://docs.aws.amazon.com/lambda/latest/dg/API_AddPermission.html
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, cast

from pulumi_policy.proxy import UnknownValueError

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
    if is_set(properties, "condition"):
        condition = _of_event_bus(properties["condition"])
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


def first_unknown(resource_type: str, properties: Mapping[str, Any]) -> str:
    """The first property of a permission that is known only at update, for messages; "principal" if none is."""
    for name in ("principal", "action", "actions", *PERMISSIONS[resource_type], "condition"):
        try:
            properties.get(name)
        except UnknownValueError:
            return name
    return "principal"


def _of_event_bus(condition: object) -> Mapping[str, Any]:
    """The Condition that AWS writes for {"type": .., "key": .., "value": ..}, a property of EventPermission only."""
    kind = type(condition).__name__
    found = cast(Mapping[str, Any], condition) if isinstance(condition, Mapping) else None
    missing = [name for name in ("type", "key", "value") if name not in list(found or ())]
    if found is None or missing or not isinstance(found["type"], str) or not isinstance(found["key"], str):
        raise MalformedPolicyError(
            f"condition is a {kind} without {', '.join(missing) or 'text'}; "
            'write {"type": "StringEquals", "key": "aws:PrincipalOrgID", "value": "<organization>"}'
        )
    return {found["type"]: {found["key"]: found["value"]}}


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
