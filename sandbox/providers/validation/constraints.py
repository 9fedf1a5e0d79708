"""Holds one value against what a service's model says of its member: enumeration, range, length, count, pattern."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from sandbox.providers.validation.patterns import compiled
from sandbox.providers.values import Unknown

if TYPE_CHECKING:
    from botocore.model import Shape

_NUMBERS = {"integer", "long", "float", "double"}
_UNITS = {"string": "characters", "list": "items", "map": "entries"}


def violations(value: Any, shape: "Shape") -> Iterator[str]:
    """Yields the rules that a value breaks, as "must be ..."."""
    if value is None or isinstance(value, Unknown):
        return
    limits = cast(Mapping[str, Any], shape.metadata)
    if shape.type_name in _NUMBERS:
        yield from between(_number(value), limits.get("min"), limits.get("max"), "")
    elif shape.type_name == "string" and not isinstance(value, Mapping | list):
        yield from _text_violations(_text(value), limits)
    elif shape.type_name in ("list", "map") and isinstance(value, Mapping | list):
        count = len(cast(Sequence[Any], value))
        yield from between(count, limits.get("min"), limits.get("max"), _UNITS[shape.type_name])


def one_of(value: str, choices: Sequence[str]) -> Iterator[str]:
    """Yields a reason, with the nearest choice, unless the value is one of the choices."""
    if value not in choices:
        folded = {choice.lower(): choice for choice in choices}
        nearest = difflib.get_close_matches(value.lower(), folded, 1)
        hint = f"; did you mean {folded[nearest[0]]!r}?" if nearest else ""
        yield f"must be one of {', '.join(map(repr, sorted(choices)))}{hint}"


def between(size: float | None, low: float | None, high: float | None, unit: str) -> Iterator[str]:
    """Yields a reason unless low <= size <= high. None stands for an open end; `unit` says what is counted."""
    if size is None or ((low is None or low <= size) and (high is None or size <= high)):
        return
    ends = f"{low} to {high}" if low is not None and high is not None else None
    wanted = ends or (f"at least {low}" if low is not None else f"at most {high}")
    yield f"must have {wanted} {unit}, it has {size}" if unit else f"must be {wanted}"


def _text_violations(text: str, limits: Mapping[str, Any]) -> Iterator[str]:
    if choices := limits.get("enum"):
        yield from one_of(text, choices)
    elif text:  # the provider does not send an empty text
        yield from between(len(text), limits.get("min"), limits.get("max"), "characters")
        pattern = compiled(limits["pattern"]) if "pattern" in limits else None
        if pattern is not None and not pattern.fullmatch(text):
            yield f"must match {limits['pattern']}"


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _number(value: Any) -> float | None:
    if isinstance(value, bool | Mapping | list):
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return int(number) if number.is_integer() else number
