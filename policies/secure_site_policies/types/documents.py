"""Policy documents in resources that no table names, found by their form."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from pulumi_policy.proxy import UnknownValueError

from secure_site_policies.types.views import is_list

_NAMES = ("polic", "document")
"""A property with one of these in its name may hold a policy. Others hold documents as data: an object's content."""


def unnamed_documents(properties: Mapping[str, Any], above: str = "", within: bool = False) -> Iterator[str]:
    """The paths of the properties that hold a document with an Allow. What is known only at update is left out."""
    for key in properties:
        path = f"{above}.{key}".removeprefix(".")
        named = within or any(name in str(key).lower() for name in _NAMES)
        try:
            value = properties[key]
        except UnknownValueError:
            continue
        if named and is_document(value):
            yield path
        elif isinstance(value, Mapping):
            yield from unnamed_documents(cast(Mapping[str, Any], value), path, named)
        elif is_list(value):
            yield from unnamed_documents(_numbered(value), path, named)


def is_document(value: object) -> bool:
    """Whether a value, or its JSON text, is a policy document with an Allow."""
    if isinstance(value, str):
        if "Statement" not in value or "Allow" not in value:
            return False
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return False
    if not isinstance(value, Mapping) or "Statement" not in list(cast(Mapping[str, Any], value)):
        return False
    try:
        found = cast(Mapping[str, Any], value)["Statement"]
        statements: Sequence[Any] = found if is_list(found) else [found]
        return any(isinstance(one, Mapping) and cast(Any, one).get("Effect") == "Allow" for one in statements)
    except UnknownValueError:
        return True


def _numbered(items: Sequence[Any]) -> Mapping[str, Any]:
    known: dict[str, Any] = {}
    for index in range(len(items)):
        try:
            known[str(index)] = items[index]
        except UnknownValueError:
            continue
    return known
