"""Properties under other names, read lazily: a value that is known only at update still raises when it is read."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeGuard, cast

from pulumi_policy.proxy import UnknownValueError

Names = Mapping[str, Any]
"""New name -> where the value stands in the source.

A path: "PolicyDocument", "LoggingConfiguration.DestinationBucketName", "Topics.0"; "." is the whole source.
A path with the names below it: ["Policies", {"policy": "PolicyDocument"}]; ["Configuration"] keeps the names below.
An object that is put together: {"Statement": "Statement"}.
"""

_ACRONYM = re.compile(r"[A-Z]+(?=[A-Z][a-z]|[^A-Za-z]|$)|[A-Z]")
_SWITCHES = {"true": True, "false": False}


class Renamed(Mapping[str, Any]):
    """A mapping under new names. Properties that `names` does not list keep theirs, in camelCase.

    The case of the source's names does not count: CloudFormation writes PolicyDocument, aws-native policyDocument.
    A policy document is returned as it is.
    """

    def __init__(self, source: Mapping[str, Any], names: Names) -> None:
        self._source = source
        moved = {where.lower() for where in names.values() if isinstance(where, str)}
        own = {key: camel(key) for key in source if key.lower() not in moved}
        self._places: dict[str, Any] = {name: key for key, name in own.items()}
        self._places |= {name: where for name, where in names.items() if _is_there(source, where)}

    def __getitem__(self, name: str) -> Any:
        where = self._places[name]
        if isinstance(where, dict):
            return _Composed(self._source, cast(Names, where))
        value = _view(read(self._source, path_of(where)), _below(where))
        return _Tags(value) if name == "tags" and is_list(value) else value

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


class _Composed(Mapping[str, Any]):
    """An object put together from the values at some paths, as they are."""

    def __init__(self, source: Mapping[str, Any], paths: Mapping[str, str]) -> None:
        self._source, self._paths = source, paths

    def __getitem__(self, name: str) -> Any:
        return read(self._source, self._paths[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


class _List(Sequence[Any]):
    """A list whose items are under new names."""

    def __init__(self, source: Sequence[Any], names: Names) -> None:
        self._source, self._names = source, names

    def __getitem__(self, index: Any) -> Any:
        return _view(self._source[index], self._names)

    def __len__(self) -> int:
        return len(self._source)


class Unread(Mapping[str, Any]):
    """The properties of an object that is known only at update; reading one raises the error of the object."""

    def __init__(self, keys: Sequence[str], error: UnknownValueError) -> None:
        self._keys, self._error = keys, error

    def __getitem__(self, key: str) -> Any:
        raise self._error

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


class _Tags(Mapping[str, Any]):
    """Tags as a map, from a list of keys and values."""

    def __init__(self, items: Sequence[Any]) -> None:
        found = [cast(Mapping[str, Any], item) for item in items if isinstance(item, Mapping)]
        self._items = {str(item["key"]): item for item in found if "key" in item}

    def __getitem__(self, key: str) -> Any:
        return self._items[key].get("value")

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)


class Extended(Mapping[str, Any]):
    """A mapping with values for the keys that it lacks, and other values for those in `first`."""

    def __init__(self, source: Mapping[str, Any], more: Mapping[str, Any], first: Sequence[str] = ()) -> None:
        self._source, self._more = source, more
        self._own = [key for key in source if key not in more or key not in first]

    def __getitem__(self, key: str) -> Any:
        return self._source[key] if key in self._own else self._more[key]

    def __iter__(self) -> Iterator[str]:
        yield from self._own
        yield from (key for key in self._more if key not in self._own)

    def __len__(self) -> int:
        return len(list(iter(self)))


def camel(name: str) -> str:
    """The name in camelCase: "VPCConfig" is "vpcConfig"."""
    start = _ACRONYM.match(name)
    return name[: start.end()].lower() + name[start.end() :] if start else name


def path_of(where: Any) -> str:
    """The path in an entry of Names that is not an object."""
    return cast("list[Any]", where)[0] if isinstance(where, list) else where


def read(source: Any, path: str) -> Any:
    """The value at a path; None where nothing is set. Raises UnknownValueError for a value known only at update."""
    value = source
    for step in path.split(".") if path != "." else ():
        if is_list(value):
            value = value[int(step)] if step.isdigit() and int(step) < len(value) else None
        elif isinstance(value, Mapping):
            holder = cast(Mapping[str, Any], value)
            key = next((key for key in holder if key.lower() == step.lower()), None)
            value = None if key is None else holder[key]
        else:
            return None
    return value


def path_in_source(path: str, names: Names) -> str:
    """The path in the source of a path under new names: "inlinePolicies[0].policy" is "Policies[0].PolicyDocument"."""
    name, *rest = path.split(".", 1)
    name, bracket, index = name.partition("[")
    where = names.get(name)
    if where is None or isinstance(where, dict):
        return path
    own = [] if (source := path_of(where)) == "." else [f"{source}{bracket}{index}"]
    return ".".join([*own, *(path_in_source(one, _below(where) or {}) for one in rest)])


def is_list(value: object) -> TypeGuard[Sequence[Any]]:
    """Whether the value is a list, and no text."""
    return isinstance(value, Sequence) and not isinstance(value, str | bytes)


def _below(where: Any) -> Names | None:
    """The names below a path; None to keep them."""
    if not isinstance(where, list):
        return {}
    _, *below = cast("list[Any]", where)
    return below[0] if below else None


def _is_there(source: Mapping[str, Any], where: Any) -> bool:
    """Whether the first step of a path is set, so that nothing unknown is read."""
    if isinstance(where, dict):
        return any(_is_there(source, inner) for inner in cast(Names, where).values())
    path = path_of(where)
    first, _, rest = path.partition(".")
    if path == ".":
        return True
    key = next((key for key in source if key.lower() == first.lower()), None)
    if key is None or not rest:
        return key is not None
    try:
        return read(source, path) is not None
    except UnknownValueError:
        return True


def _view(value: Any, names: Names | None) -> Any:
    if names is None:
        return value
    if isinstance(value, Mapping):
        held = cast(Mapping[str, Any], value)
        return held if "Statement" in list(held) else Renamed(held, names)
    if is_list(value):
        return _List(value, names)
    return _SWITCHES.get(value, value) if isinstance(value, str) else value
