"""The parts of the tables of facts: what a value must be, where no service's model says so."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sandbox.providers.validation import constraints
from sandbox.providers.values import Props, Unknown

Judge = Callable[[Any], Iterator[str]]
"""Yields the rules that a value breaks, as "must be ..."."""

PROVIDER: str = "https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/"
"""Where the official provider's own validators are."""


@dataclass(frozen=True)
class Fact:
    """One rule for the values at some paths of a type's inputs."""

    paths: tuple[str, ...]
    """Dotted paths without list indexes. "" is the inputs as a whole, for a rule on several properties."""
    judge: Judge
    source: str
    """The page or the file of the provider that states the rule."""
    replaces_model: bool = False
    """The provider's values are not the service's: what the service's model says of these paths does not hold."""

    def broken(self, inputs: Props) -> Iterator[tuple[str, Any, str]]:
        """Yields the path, the value and the rule of every value that breaks it. Unknown values pass."""
        for path in self.paths:
            for where, value in found(inputs, path):
                for reason in self.judge(value):
                    yield where, value, reason


def found(inputs: Any, path: str, where: str = "") -> Iterator[tuple[str, Any]]:
    """Yields the values at a path, each with its own path; on the way a list stands for its items."""
    if inputs is None or isinstance(inputs, Unknown):
        return
    if not path:
        yield where, inputs
    elif isinstance(inputs, list):
        for index, item in enumerate(cast(list[Any], inputs)):
            yield from found(item, path, f"{where}[{index}]")
    elif isinstance(inputs, Mapping):
        key, _, rest = path.partition(".")
        inner = cast(Mapping[str, Any], inputs).get(key)
        yield from found(inner, rest, f"{where}.{key}" if where else key)


def an_object(value: Any) -> Mapping[str, Any]:
    """Returns an object, or an empty one in place of anything else: its shape is validated elsewhere."""
    return cast(Mapping[str, Any], value) if isinstance(value, Mapping) else {}


def items(value: Any) -> list[Any]:
    """Returns a list, or an empty one in place of anything else."""
    return cast(list[Any], value) if isinstance(value, list) else []


def objects(value: Any) -> list[Mapping[str, Any]]:
    """Returns the objects in a list; a single object stands for a list of one."""
    if isinstance(value, Mapping):
        return [an_object(value)]
    return [an_object(item) for item in items(value) if isinstance(item, Mapping)]


def one_of(*choices: str) -> Judge:
    """The value is one of some texts."""
    return lambda value: constraints.one_of(str(value), choices)


def number(low: float | None = None, high: float | None = None) -> Judge:
    """The value is a number in a range."""
    return lambda value: constraints.between(as_number(value), low, high, "")


def whole_number_of(choices: Sequence[int]) -> Judge:
    """The value is one of some numbers."""

    def judge(value: Any) -> Iterator[str]:
        if as_number(value) not in choices:
            yield f"must be one of {', '.join(map(str, choices))}"

    return judge


def length(low: int, high: int) -> Judge:
    """The value is a text whose length is in a range."""
    return lambda value: constraints.between(len(str(value)), low, high, "characters")


def count(low: int | None, high: int | None, unit: str = "items") -> Judge:
    """The value is a list or a mapping whose size is in a range."""

    def judge(value: Any) -> Iterator[str]:
        if isinstance(value, list | Mapping):
            yield from constraints.between(len(cast(Sequence[Any], value)), low, high, unit)

    return judge


def matches(pattern: str, words: str) -> Judge:
    """The value matches a pattern as a whole; `words` say what that means."""
    expression = re.compile(pattern)

    def judge(value: Any) -> Iterator[str]:
        if not expression.fullmatch(str(value)):
            yield f"must be {words}"

    return judge


def conflict(one: str, other: str) -> Judge:
    """Of two properties of an object, at most one is given."""

    def judge(value: Any) -> Iterator[str]:
        given = an_object(value)
        if given.get(one) and given.get(other):
            yield f"{one} conflicts with {other}; give one of them"

    return judge


def unique(key: str) -> Judge:
    """The objects of a list differ in one property."""

    def judge(value: Any) -> Iterator[str]:
        values = [item.get(key) for item in objects(value)]
        texts = [str(one) for one in values if one is not None and not isinstance(one, Unknown)]
        for twice in sorted({text for text in texts if texts.count(text) > 1}):
            yield f"has {key} {twice!r} more than once; give each {key} once"

    return judge


def each(judge: Judge) -> Judge:
    """Every item of a list passes; the reason names the item."""

    def judge_each(value: Any) -> Iterator[str]:
        for item in items(value):
            if not isinstance(item, Unknown):
                yield from (f"{reason}; {item!r} is not" for reason in judge(item))

    return judge_each


def json_text(value: Any) -> Iterator[str]:
    """Yields a reason unless the value is JSON text."""
    try:
        json.loads(str(value))
    except ValueError as error:
        yield f"must be valid JSON ({error})"


def as_number(value: Any) -> float | None:
    """Returns a number, also of a text as the provider takes it, None for anything else."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return None
