"""Everything that is wrong with the values of a resource's inputs."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from sandbox.providers.conversion.arguments import documents_of
from sandbox.providers.table import Entry
from sandbox.providers.validation.arns import arn
from sandbox.providers.validation.fact import json_text
from sandbox.providers.validation.facts import facts_of
from sandbox.providers.validation.shapes import Broken, broken_by_shape
from sandbox.providers.values import Props, Unknown

_JSON = ("assumeRolePolicy", "deliveryPolicy", "eventPattern", "filterPolicy", "input", "policy", "redrivePolicy")
"""Inputs of JSON text, wherever they are."""
_FREE = frozenset({"configuration", "tags", "variables"})
"""Mappings whose keys are the program's own words."""


def broken_values(package: str, token: str, entry: Entry, inputs: Props) -> list[Broken]:
    """Returns the path, the value and the broken rule of every wrong value."""
    facts = facts_of(token)
    spared = frozenset(path for fact in facts if fact.replaces_model for path in fact.paths)
    found = [broken for fact in facts for broken in fact.broken(inputs)]
    for broken in (
        *_broken_by_name(inputs, ""),
        *_broken_documents(package, token, inputs),
        *broken_by_shape(entry, inputs, spared),
    ):
        # Several sources may say the same of a value in other words: the first, and most telling, is enough.
        if broken[0] not in {path for path, _, _ in found}:
            found.append(broken)
    return found


def _broken_by_name(value: Any, path: str) -> Iterator[Broken]:
    """Every property named ...Arn or ...Arns holds ARNs: the provider has one validator for all of them."""
    if isinstance(value, Mapping):
        for key, item in cast(Mapping[str, Any], value).items():
            where = f"{path}.{key}" if path else key
            if key in _FREE:
                continue
            if key.endswith("Arn") and isinstance(item, str):
                yield from ((where, item, reason) for reason in arn(item))
            elif key.endswith("Arns") and isinstance(item, list):
                texts = [(f"{where}[{index}]", text) for index, text in enumerate(cast(list[Any], item))]
                yield from ((at, text, why) for at, text in texts if isinstance(text, str) for why in arn(text))
            else:
                yield from _broken_by_name(item, where)
    elif isinstance(value, list):
        for index, item in enumerate(cast(list[Any], value)):
            yield from _broken_by_name(item, f"{path}[{index}]")


def _broken_documents(package: str, token: str, inputs: Props) -> Iterator[Broken]:
    for key in {*documents_of(package, token), *_JSON}:
        value = inputs.get(key)
        if value is not None and not isinstance(value, Unknown):
            yield from ((key, value, reason) for reason in json_text(value))
