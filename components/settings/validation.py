"""The one loop that holds options against their rules, for components and for the reader of the configuration."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

import pulumi

from components.settings.faults import Fault, Ineffective, Missing, Wrong
from components.settings.setting import SEVERAL, Group, Options, Setting, members


def validate(component: str, *several: Options | None) -> None:
    """Raises ValueError for the first fault, with the component, the field, the value and the rule.

    component: what the message begins with, such as "StaticSite 'site'".
    several: the options that the component takes. None is skipped.
    """
    for options in several:
        fault = next(faults_of(options), None) if options else None
        if fault:
            raise ValueError(f"{component}: {_text(fault, options)}")


def faults_of(options: Options) -> Iterator[Fault]:
    """Every fault of the options: first field by field, then between fields."""
    yield from faults_by_field(options)
    yield from options.faults()


def faults_by_field(options: Options) -> Iterator[Fault]:
    """The faults that one field has by itself. An Output is not looked into."""
    for one in members(type(options)):
        if isinstance(one, Group):
            continue
        value = getattr(options, one.name)
        if value is None or value == one.default or isinstance(value, pulumi.Output):
            continue
        yield from _faults_of(one, value)


def _faults_of(one: Setting, value: Any) -> Iterator[Fault]:
    is_several = one.kind in SEVERAL
    items = _items(value) if is_several else (value,)
    for item in items:
        if one.rule and not one.rule.holds(item):
            yield Wrong(one.name, one.rule.allowed, item if is_several else None)
    if len(set(items)) < len(items):
        yield Wrong(one.name, "a list without repetitions")


def _items(value: Any) -> tuple[Any, ...]:
    """The items of a list, or the pairs of a map."""
    if isinstance(value, Mapping):
        return tuple(cast("Mapping[str, str]", value).items())
    return tuple(value)


def _text(fault: Fault, options: Options | None) -> str:
    match fault:
        case Wrong(field, allowed, item):
            found = getattr(options, field) if item is None else item
            return f"{field} must be {allowed}, got {found!r}"
        case Missing(field, allowed):
            return f"{field} is not set, and must be {allowed}"
        case Ineffective(field, reason):
            return f"{field} {reason}"
