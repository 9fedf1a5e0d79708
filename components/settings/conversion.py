"""The values of settings, from the text in which the engine hands them over."""

import json
import re
from dataclasses import MISSING, fields
from typing import Any, cast

from components.settings.setting import Setting

_KINDS_OF_MEMBERS = {str: "text", int: "whole number"}


def converted(one: Setting, text: str) -> Any:
    """The text as a value of the setting's type. Raises ValueError, whose message completes "must be ..."."""
    match one.kind:
        case "string":
            return text
        case "integer":
            if not re.fullmatch(r"-?[0-9]{1,12}", text):
                raise ValueError(one.rule.allowed if one.rule else "a whole number")
            return int(text)
        case "boolean":
            if text not in ("true", "false"):
                raise ValueError("true or false")
            return text == "true"
        case "strings":
            return _list(text, str, f"a list of strings, set with pulumi config set --path '{one.key}[0]' VALUE")
        case "integers":
            return _list(text, int, f"a list of whole numbers, set with pulumi config set --path '{one.key}[0]' NUMBER")
        case "map":
            return _map(text, f"a map of strings, set with pulumi config set --path {one.key}.NAME VALUE")
        case "records":
            record = cast("type[Any]", one.record)
            members = ", ".join(f"{name}: {_KINDS_OF_MEMBERS[kind]}" for name, kind in _members(record))
            return _records(text, record, f"a list of objects {{{members}}}, set with {commands(one.key, record)}")


def _list(text: str, kind: type, allowed: str) -> tuple[Any, ...]:
    values = _parsed(text)
    # A boolean is an int for Python, and no number for a user.
    if not isinstance(values, list) or any(type(value) is not kind for value in cast("list[Any]", values)):
        raise ValueError(allowed)
    return tuple(cast("list[Any]", values))


def _map(text: str, allowed: str) -> dict[str, str]:
    values = _parsed(text)
    if not isinstance(values, dict) or any(type(value) is not str for value in cast("dict[str, Any]", values).values()):
        raise ValueError(allowed)
    return cast("dict[str, str]", values)


def _records(text: str, record: type[Any], allowed: str) -> tuple[Any, ...]:
    members = {one.name.removesuffix("_"): one for one in fields(record)}
    needed = {name for name, one in members.items() if one.default is MISSING}
    values = _parsed(text)
    if not isinstance(values, list):
        raise ValueError(allowed)
    found: list[Any] = []
    for value in cast("list[Any]", values):
        given = cast("dict[str, Any]", value) if isinstance(value, dict) else {}
        is_typed = all(name in members and type(item) is members[name].type for name, item in given.items())
        if not given or not is_typed or not needed <= given.keys():
            raise ValueError(allowed)
        found.append(record(**{members[name].name: item for name, item in given.items()}))
    return tuple(found)


def _members(record: type[Any]) -> list[tuple[str, Any]]:
    """The key and the type of each member of an object."""
    return [(one.name.removesuffix("_"), one.type) for one in fields(record)]


def commands(key: str, record: type[Any]) -> str:
    """A command for each member of the first object in a list."""
    names = (name for name, _ in _members(record))
    return " and ".join(f"pulumi config set --path '{key}[0].{name}' {name.upper()}" for name in names)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None
