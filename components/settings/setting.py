"""A setting is declared once: as a field of an options class, with its type, default, rule and description.

    @dataclass(frozen=True, kw_only=True)
    class CacheOptions(Options):
        cache_days: int = setting(30, between(1, 365), "Days for which a page is cached.")

A list of objects is a tuple of a frozen dataclass, whose fields are the members of each object: str or int, and
optional where they have a default. A field that would be a Python keyword ends in "_", which its key leaves out.

The configuration key is the name of the field in camelCase ("cacheDays"). Components take the options whole; the
reader, Pulumi.yaml and docs/configuration.md follow from the declaration.
"""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass
from functools import cache
from types import NoneType
from typing import Any, ClassVar, Literal, TypeVar, cast, get_args, get_origin

import pulumi

from components.rules import Rule
from components.settings.faults import Fault

T = TypeVar("T")
Kind = Literal["string", "integer", "boolean", "strings", "integers", "map", "records"]
SEVERAL: frozenset[Kind] = frozenset({"strings", "integers", "map", "records"})
"""The kinds whose rule is for each item."""

_DECLARED = "declared"
_KINDS: Mapping[Any, Kind] = {
    str: "string",
    int: "integer",
    bool: "boolean",
    tuple[str, ...]: "strings",
    tuple[int, ...]: "integers",
    Mapping[str, str]: "map",
}


class Options:
    """Base of the options classes, which are frozen dataclasses of settings, or of groups of settings."""

    former: ClassVar[Mapping[str, str]] = {}
    """Keys that earlier versions had, and what to do instead. Only those of the whole program are read."""

    def faults(self) -> Iterable[Fault]:
        """The faults between several fields, each of which may be right by itself. Default: none."""
        return ()


@dataclass(frozen=True)
class Setting:
    """One declared setting."""

    name: str
    """Name of the field."""
    kind: Kind
    is_optional: bool
    """Whether the value is None when the setting is not set."""
    default: Any
    """MISSING for a setting that is required."""
    rule: Rule | None
    """The rule for the value, or for each item of several. None for a boolean."""
    description: str
    example: str
    """A value for the command that sets it."""
    is_secret: bool
    namespace: str
    """Namespace of the key. "" is that of the project."""
    record: type[Any] | None = None
    """The dataclass of the objects in a list of objects. Default: none, it is no such list."""

    @property
    def key(self) -> str:
        """The configuration key, without its namespace."""
        first, *others = self.name.split("_")
        return first + "".join(part.title() for part in others)

    @property
    def is_required(self) -> bool:
        """Whether the setting has no default."""
        return self.default is MISSING


@dataclass(frozen=True)
class Group:
    """A field of an options class that holds another options class."""

    name: str
    title: str
    options: type[Options]
    switch: str
    """The field of the group without which the whole group is None. "" where the group is always there."""


@dataclass(frozen=True)
class _Declaration:
    """The metadata of a field, beside the name, type and default in the dataclass itself."""

    rule: Rule | None = None
    description: str = ""
    example: str = "VALUE"
    is_secret: bool = False
    namespace: str = ""


@dataclass(frozen=True)
class _GroupDeclaration:
    title: str
    switch: str


def setting(default: T, rule: Rule, description: str, *, example: str = "VALUE") -> T:
    """Declares a setting with a default. `rule` holds for the value, or for each item of a list or map."""
    metadata = {_DECLARED: _Declaration(rule, description, example)}
    if isinstance(default, dict):
        copied = cast("dict[str, str]", default)
        return cast("T", dataclasses.field(default_factory=lambda: dict(copied), metadata=metadata))
    return dataclasses.field(default=default, metadata=metadata)


def flag(default: bool, description: str) -> bool:
    """Declares a boolean."""
    return dataclasses.field(default=default, metadata={_DECLARED: _Declaration(description=description)})


def required(rule: Rule, description: str, *, example: str, namespace: str = "") -> Any:
    """Declares a setting without a default.

    example: a value for the command in the error message.
    namespace: of the key. Default: the project's own.
    """
    declaration = _Declaration(rule, description, example, namespace=namespace)
    return dataclasses.field(metadata={_DECLARED: declaration})


def secret(rule: Rule, description: str) -> pulumi.Input[str]:
    """Declares a secret. Its default is "", which stands for none; one that is read is a secret Output."""
    declaration = _Declaration(rule, description, is_secret=True)
    return dataclasses.field(default="", repr=False, metadata={_DECLARED: declaration})


def group(title: str, *, switch: str = "") -> Any:
    """Declares a field that holds an options class.

    title: heading of the group in Pulumi.yaml and docs/configuration.md.
    switch: the field of the group without which the group is None. Default: none, the group is always there.
    """
    return dataclasses.field(metadata={_DECLARED: _GroupDeclaration(title, switch)})


@cache
def members(options: type[Options]) -> tuple[Setting | Group, ...]:
    """The settings and groups of an options class, in the order of its fields."""
    return tuple(_member(field) for field in dataclasses.fields(cast("Any", options)))


def settings_of(options: type[Options]) -> Iterator[Setting]:
    """Every setting of an options class, those of its groups among them."""
    for member in members(options):
        if isinstance(member, Group):
            yield from settings_of(member.options)
        else:
            yield member


def _member(field: "dataclasses.Field[Any]") -> Setting | Group:
    declared: _Declaration | _GroupDeclaration = field.metadata[_DECLARED]
    kind, is_optional = _without_none(field.type)
    if isinstance(declared, _GroupDeclaration):
        return Group(field.name, declared.title, kind, declared.switch)
    default = field.default if field.default_factory is MISSING else field.default_factory()
    record = _record(kind)
    return Setting(
        field.name,
        "string" if declared.is_secret else "records" if record else _KINDS[kind],
        is_optional,
        default,
        declared.rule,
        declared.description,
        declared.example,
        declared.is_secret,
        declared.namespace,
        record,
    )


def _record(hint: Any) -> type[Any] | None:
    """The dataclass in a tuple of one dataclass, else None."""
    first = next(iter(get_args(hint)), None) if get_origin(hint) is tuple else None
    return first if isinstance(first, type) and dataclasses.is_dataclass(first) else None


def _without_none(hint: Any) -> tuple[Any, bool]:
    """The type in `X | None`, and whether there is a None."""
    parts = get_args(hint)
    if NoneType not in parts:
        return hint, False
    return next(part for part in parts if part is not NoneType), True
