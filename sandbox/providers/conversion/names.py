"""Finds the member of an AWS shape that a Pulumi property stands for.

Most names agree: `viewerProtocolPolicy` is `ViewerProtocolPolicy`, `kmsMasterKeyId` is
`KMSMasterKeyID`, `rules` is `Rules` or `Rule`. A type's entry has the others.
"""

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, cast

if TYPE_CHECKING:
    from botocore.model import ListShape, Shape, StructureShape

MISSING: Final = object()
"""Stands for a value that the cloud does not have."""

_PLURALS = (("ies", "y"), ("ches", "ch"), ("shes", "sh"), ("sses", "ss"), ("xes", "x"), ("s", ""))
_WORD = re.compile(r"[A-Z]+[0-9]*(?=[A-Z][a-z]|$)|[A-Z]?[a-z0-9]+|[A-Z0-9]+")
_KEYS = ("key", "tagkey", "name")
_VALUES = ("value", "tagvalue")


class Names:
    """The names of one type's properties and members.

    `rename` maps a property's dotted path ("stages.actions.category", no indexes), or `*.` and its last part for every
    depth, to the dotted path of the member, relative to the property's parent ("actionTypeId.category"). "." is the
    parent itself.
    """

    def __init__(self, rename: Mapping[str, str]) -> None:
        self._rename = rename

    def find(self, path: str, shape: "StructureShape") -> tuple[str, ...] | None:
        """Returns the member's path inside `shape`, or None if the shape has no such member."""
        leaf = path.rpartition(".")[2]
        renamed = self._rename.get(path) or self._rename.get(f"*.{leaf}")
        if renamed is not None:
            route = tuple(filter(None, renamed.split(".")))
            return route if not route or route[0] in shape.members else None
        for fold in (str.lower, _singular):
            for member in shape.members:
                if fold(member) == fold(leaf):
                    return (member,)
        return None

    def property_of(self, path: str, member: str) -> str:
        """Returns the property of a member of the object at `path`, for values without a template."""
        for old, new in self._rename.items():
            parent, _, leaf = old.rpartition(".")
            if new == member and parent in (path, "*"):
                return leaf
        return property_name(member)


def property_name(member: str) -> str:
    """Returns Pulumi's spelling: `KMSMasterKeyID` -> `kmsMasterKeyId`."""
    first, *rest = _WORD.findall(member)
    return first.lower() + "".join(word.capitalize() for word in rest)


def shape_at(shape: "Shape", route: Iterable[str]) -> "Shape":
    """Returns the shape at the end of a path of members. On the way a list stands for its items."""
    for member in route:
        inner = cast("ListShape", shape).member if shape.type_name == "list" else shape
        shape = cast("StructureShape", inner).members[member]
    return shape


def put(target: dict[str, Any], route: tuple[str, ...], value: Any) -> None:
    """Sets `value` at a path and creates the objects on the way. Members of an object are added to existing ones."""
    for member in route[:-1]:
        target = target.setdefault(member, {})
    if not route:
        target.update(value)
    elif isinstance(value, Mapping) and isinstance(target.get(route[-1]), Mapping):
        target[route[-1]] = {**target[route[-1]], **value}
    else:
        target[route[-1]] = value


def dig(source: Any, route: Iterable[str]) -> Any:
    """Returns the value at a path, MISSING if the path ends early."""
    for member in route:
        if not isinstance(source, Mapping) or member not in source:
            return MISSING
        source = cast(Mapping[str, Any], source)[member]
    return source


def pair(shape: "Shape", value: Any) -> tuple[str, str] | None:
    """Returns the members of a `{Key, Value}` structure if `value` is a mapping in place of a list of them (tags)."""
    if shape.type_name != "structure" or not isinstance(value, Mapping):
        return None
    members = {member.lower(): member for member in cast("StructureShape", shape).members}
    if {key.lower() for key in cast(Mapping[str, Any], value)} == members.keys():
        return None  # one such structure, written out
    key = next((members[name] for name in _KEYS if name in members), None)
    text = next((members[name] for name in _VALUES if name in members), None)
    return (key, text) if key and text and len(members) == 2 else None


def name_member(shape: "StructureShape") -> str | None:
    """Returns the member for a bare name that stands for the whole structure, such as an input artifact's."""
    return next((member for member in shape.members if member.lower() == "name"), None)


def _singular(name: str) -> str:
    lower = name.lower()
    for ending, replacement in _PLURALS:
        if lower.endswith(ending):
            return lower.removesuffix(ending) + replacement
    return lower
