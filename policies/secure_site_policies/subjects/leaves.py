"""The texts in the properties of a resource, each with the name that a program gave it."""

import base64
import binascii
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, cast

import pulumi
from pulumi_policy.proxy import UnknownValueError

from secure_site_policies.frame.wording import words_of
from secure_site_policies.subjects.command_lines import is_variable
from secure_site_policies.subjects.secret_names import is_secret_property, may_name_a_credential, names_a_credential
from secure_site_policies.subjects.secretness import Path

_NAMES = (
    "name",
    "key",
    "variablename",
    "parametername",
    "parameterkey",
    "optionname",
    "headername",
    "header",
    "variable",
)
_VALUES = ("value", "defaultvalue", "parametervalue", "stringvalue", "text")
_STORES = ("SECRETS_MANAGER", "PARAMETER_STORE", "SecureString", "secret_text")
"""Types of a variable whose value is in a secret store."""
_ENVIRONMENTS = words_of(
    "environment environments env envs envvars vars variables arguments args parameters overrides headers data "
    "settings connectionproperties appsettings secrets options stringdata inputs"
)
_DEEPEST = 40
_SHORTEST_KEY = 20
"""The keys of properties are read as texts as well, from the length of the shortest token on."""
_LONGEST_JSON = 2_000_000


@dataclass(frozen=True, slots=True)
class Leaf:
    """One text of a resource."""

    path: Path
    text: str
    name: str = ""
    """The name under which a program keeps a credential here; "" where the place says nothing."""
    is_part: bool = False
    """Whether the text is part of another leaf, a text of JSON."""
    is_script: bool = True
    """Whether the text may hold commands and assignments. JSON holds none: its own texts are leaves as well."""


def leaves(value: Any, path: Path = (), *, named: bool = False) -> Iterator[Leaf]:
    """All texts beneath a value, and those inside texts of JSON and base64.

    named: whether the keys of the value are the names of variables. Default: only where a key itself says so.
    Values known only at update are judged then, before the resource is created.
    """
    yield from _Walk().beneath(value, path, "", named, 0)


class _Walk:
    def beneath(self, value: Any, path: Path, name: str, named: bool, depth: int) -> Iterator[Leaf]:
        if isinstance(value, str):
            yield from self._text(value, path, name, named, depth)
        elif isinstance(value, pulumi.StringAsset):
            yield Leaf(path, value.text)
        elif isinstance(value, pulumi.AssetArchive):
            yield from self.beneath(value.assets, path, "", False, depth)
        elif isinstance(value, Mapping):
            yield from self._mapping(cast(Mapping[str, Any], value), path, named, depth)
        elif isinstance(value, Sequence) and not isinstance(value, bytes):
            for index in range(len(cast(Sequence[Any], value))):
                # The keys of objects in a list are properties, not variables.
                yield from self._at(value, index, (*path, index), "", False, depth)

    def _mapping(self, held: Mapping[str, Any], path: Path, named: bool, depth: int) -> Iterator[Leaf]:
        pair, values = _pair(held)
        for key in held:
            text = str(key)
            if pair and key in values:
                name = pair
            elif is_secret_property(text) or ((named or is_variable(text)) and names_a_credential(text)):
                name = text
            else:
                name = ""
            below = (*path, text)
            if len(text) >= _SHORTEST_KEY:
                yield Leaf(below, text, is_script=False)
            yield from self._at(held, key, below, name, _is_environment(text), depth)

    def _at(self, holder: Any, key: Any, path: Path, name: str, named: bool, depth: int) -> Iterator[Leaf]:
        try:
            value = holder[key]
        except UnknownValueError:
            return
        if depth < _DEEPEST:
            yield from self.beneath(value, path, name, named, depth + 1)

    def _text(self, text: str, path: Path, name: str, named: bool, depth: int) -> Iterator[Leaf]:
        is_json = text[:1] in ("{", "[") and text.rstrip()[-1:] in ("}", "]")
        yield Leaf(path, text, name, is_script=not is_json)
        if decoded := _decoded(text, path):
            yield Leaf(path, decoded)
        if is_json and may_name_a_credential(text) and len(text) < _LONGEST_JSON and depth < _DEEPEST:
            for leaf in self.beneath(_parsed(text), path, "", named, depth + 1):
                yield replace(leaf, is_part=True)


def _pair(held: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    """The name in {"name": .., "value": ..} if it is a credential's, and the keys of its value; "" without one."""
    keys = {str(key).lower(): key for key in held}
    values = tuple(keys[value] for value in _VALUES if value in keys)
    if not values:
        return "", ()
    try:
        if "type" in keys and held[keys["type"]] in _STORES:
            return "", ()
        names = [held[keys[name]] for name in _NAMES if name in keys]
    except (UnknownValueError, TypeError):
        return "", ()
    found = [name for name in names if isinstance(name, str) and names_a_credential(name)]
    return (found[0], values) if found else ("", ())


@lru_cache(maxsize=4096)
def _is_environment(key: str) -> bool:
    """Whether the keys beneath a key are the names of variables: `environment`, `defaultArguments`, `env_vars`."""
    word = "".join(filter(str.isalpha, key)).lower()
    return word.endswith(tuple(_ENVIRONMENTS))


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _decoded(text: str, path: Path) -> str | None:
    """The decoded text of a property that holds base64: user data, and names that end in "base64"."""
    name = str(path[-1]).lower() if path else ""
    if name != "userdata" and not name.endswith("base64"):
        return None
    try:
        return base64.b64decode(text, validate=True).decode("latin-1")
    except (binascii.Error, ValueError):
        return None
