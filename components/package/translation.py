"""Turns the inputs of the package, which are plain dictionaries, into the options that the components take."""

import re
from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any, TypeVar, cast

import pulumi

from components.package.errors import InputError
from components.settings.faults import Fault, Ineffective, Missing, Wrong
from components.settings.setting import Options, Setting, members
from components.settings.validation import faults_of

T = TypeVar("T", bound=Options)

_ALLOWED = {"string": "a text", "integer": "a whole number", "boolean": "true or false", "strings": "a list of texts"}


def options_of(options: type[T], group: str, given: Mapping[str, Any] | None) -> T:
    """The options of one group of inputs, each default where an input is left out.

    group: the name of the input, such as "storage", for messages.
    Raises InputError with a line for each fault. A secret is wrapped as one, and its value is never in a message.
    """
    settings = [one for one in members(options) if isinstance(one, Setting)]
    values, faults = dict[str, Any](), list[str]()
    for one in settings:
        value = (given or {}).get(one.name)
        if value is None:
            if one.is_required:
                faults.append(f"{group}.{one.key}: is not set, and must be {one.rule.allowed if one.rule else 'set'}")
            continue
        try:
            values[one.name] = _converted(one, value)
        except ValueError as error:
            shown = "[secret]" if one.is_secret else repr(value)
            faults.append(f"{group}.{one.key}: {shown} must be {error}")
    if faults:
        raise InputError(faults)
    found = options(**values)
    if faults := [_with_keys(_line(group, settings, values, fault), settings) for fault in faults_of(found)]:
        raise InputError(faults)
    return found


def _converted(one: Setting, value: Any) -> Any:
    """The value in the type of the setting. Raises ValueError, whose message completes "must be ..."."""
    if one.is_secret:
        if isinstance(value, str) and one.rule and not one.rule.holds(value):
            raise ValueError(one.rule.allowed)
        return pulumi.Output.secret(value)
    match one.kind:
        case "string" if isinstance(value, str):
            return value
        case "integer" if isinstance(value, int | float) and not isinstance(value, bool) and value == int(value):
            return int(value)
        case "boolean" if isinstance(value, bool):
            return value
        case "strings" if isinstance(value, list) and all(isinstance(item, str) for item in cast("list[Any]", value)):
            return tuple(cast("list[str]", value))
        case "records" if isinstance(value, list):
            return tuple(_record(one, cast("Mapping[str, Any]", item)) for item in cast("list[Any]", value))
        case _:
            raise ValueError(_ALLOWED.get(one.kind) or (one.rule.allowed if one.rule else one.kind))


def _record(one: Setting, given: Mapping[str, Any]) -> Any:
    """An object of a list of objects. Numbers come as floats."""
    record = cast("type[Any]", one.record)
    parts = {part.name: part for part in fields(record)}
    needed = {name for name, part in parts.items() if part.default is MISSING}
    kinds = {name: cast("type[str] | type[int]", part.type) for name, part in parts.items()}
    values = {name: kinds[name](value) for name, value in given.items() if value is not None}
    if not needed <= values.keys():
        raise ValueError(one.rule.allowed if one.rule else f"an object with {', '.join(sorted(needed))}")
    return record(**values)


def _line(group: str, settings: list[Setting], values: Mapping[str, Any], fault: Fault) -> str:
    key = next((one.key for one in settings if one.name == fault.field), fault.field)
    match fault:
        case Wrong(field, allowed, item):
            return f"{group}.{key}: {values.get(field) if item is None else item!r} must be {allowed}"
        case Missing(_, allowed):
            return f"{group}.{key}: is not set, and must be {allowed}"
        case Ineffective(_, reason):
            return f"{group}.{key}: {reason}"


def _with_keys(text: str, settings: list[Setting]) -> str:
    """The text with the keys of the package in place of the names of fields."""
    for one in settings:
        text = re.sub(rf"\b{one.name}\b", one.key, text)
    return text
