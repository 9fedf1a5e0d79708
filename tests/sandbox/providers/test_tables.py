"""The tables agree with the SDKs and with the services: no entry names what neither of them has."""

import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from botocore import xform_name
from botocore.session import get_session

import sandbox.providers.aws as families
from sandbox.providers.aws import AwsCatalog
from sandbox.providers.conversion.arguments import property_names
from sandbox.providers.conversion.calls import locate
from sandbox.providers.conversion.names import Names, shape_at
from sandbox.providers.table import AwsEntry, Call, Entry

_TABLES = {
    token: entry
    for module in pkgutil.iter_modules(families.__path__)
    for token, entry in getattr(importlib.import_module(f"{families.__name__}.{module.name}"), "TABLE", {}).items()
}
_TOKENS = sorted(_TABLES)
_OF_THE_REQUEST = {"bypassPolicyLockoutSafetyCheck", "expectedBucketOwner", "mfa"}
"""Inputs that say how to ask; no resource keeps them."""


@cache
def operations(service: str) -> dict[str, Any]:
    """Model by boto3's name of the operation."""
    model = get_session().get_service_model(service)
    return {xform_name(name): model.operation_model(name) for name in model.operation_names}


def calls(entry: AwsEntry) -> Iterator[tuple[Call, Any]]:
    for step in [*entry.create, *entry.read, *(entry.update or ()), *entry.delete]:
        if isinstance(step, Call):
            yield step, operations(step.service or entry.service)[step.operation]


@pytest.mark.parametrize("token", _TOKENS)
def test_the_catalog_finds_every_entry(token: str) -> None:
    assert AwsCatalog().find(token) is _TABLES[token]


@pytest.mark.parametrize("token", _TOKENS)
def test_an_entry_names_only_properties_that_the_sdk_has(token: str) -> None:
    entry: Entry = _TABLES[token]
    named = {*entry.identity, *entry.defaults, *filter(None, [entry.auto_name])}
    named |= {path.partition(".")[0] for path in entry.replace_on}
    if isinstance(entry, AwsEntry):
        named |= entry.handled | entry.not_kept
    assert named <= set(property_names("aws", token))


@pytest.mark.parametrize("token", [token for token in _TOKENS if isinstance(_TABLES[token], AwsEntry)])
def test_an_entry_names_only_operations_and_members_that_the_service_has(token: str) -> None:
    for call, model in calls(_TABLES[token]):
        if call.result:
            assert shape_at(model.output_shape, call.result.split("."))
        if call.inside and call.inside.partition(".")[0] in model.input_shape.members:
            assert shape_at(model.input_shape, call.inside.split("."))
        for member in [*call.fixed, *call.from_read]:
            assert shape_at(model.input_shape, member.split("."))


@pytest.mark.parametrize("token", [token for token in _TOKENS if isinstance(_TABLES[token], AwsEntry)])
def test_what_a_call_sends_a_read_brings_back(token: str) -> None:
    """Else a refresh would be blind to its drift. Entries with hooks in their reads are left to the live tests."""
    entry: AwsEntry = _TABLES[token]
    if not all(isinstance(step, Call) for step in entry.read):
        return
    sent: set[str] = set()
    seen = entry.handled | entry.not_kept | entry.replace_on | _OF_THE_REQUEST
    for call, model in calls(entry):
        names = Names({**entry.rename, **call.rename})
        reading = call in entry.read
        shape: Any = model.output_shape if reading else model.input_shape
        if reading and call.result:
            shape = shape_at(shape, call.result.split("."))
            shape = getattr(shape, "member", shape)
        if call in [*entry.create, *entry.read]:
            found = {name for name in property_names("aws", token) if locate(name, shape, call, names) is not None}
            seen, sent = (seen | found, sent) if reading else (seen, sent | found)
    assert sent <= seen
