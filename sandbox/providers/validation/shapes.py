"""Validates a resource's inputs by the models of the operations that would carry them out."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

from sandbox.providers.conversion.calls import locate
from sandbox.providers.conversion.names import Names, shape_at
from sandbox.providers.table import NEVER_SENT, AwsEntry, Call, Entry
from sandbox.providers.validation.constraints import violations
from sandbox.providers.validation.members import members
from sandbox.providers.validation.models import operation
from sandbox.providers.values import Props

if TYPE_CHECKING:
    from botocore.model import StructureShape

Broken = tuple[str, Any, str]
"""The path of a value, the value, and the rule that it breaks."""


def broken_by_shape(entry: Entry, inputs: Props, spared: frozenset[str]) -> Iterator[Broken]:
    """Yields every value that a model rejects, once. Properties at or below a path in `spared` are left out."""
    seen: set[tuple[str, str]] = set()
    for call in calls_of(entry):
        names = Names({**(entry.rename if isinstance(entry, AwsEntry) else {}), **call.rename})
        shape = cast("StructureShape", operation(_service_of(entry, call), call.operation).input_shape)
        for key, given in inputs.items():
            route = locate(key, shape, call, names)
            if route is None:
                continue
            for where, value, member in members(given, shape_at(shape, route), names, key, key):
                if _covered(where, spared):
                    continue
                for reason in violations(value, member):
                    if (where, reason) not in seen:
                        seen.add((where, reason))
                        yield where, value, reason


def unsupported(entry: Entry, inputs: Props) -> set[str]:
    """Returns the properties that no operation of an entry carries out: the sandbox would forget them."""
    if not isinstance(entry, AwsEntry):
        return set()
    left = inputs.keys() - entry.handled - NEVER_SENT
    for call in calls_of(entry):
        names = Names({**entry.rename, **call.rename})
        shape = cast("StructureShape", operation(entry.service_of(call), call.operation).input_shape)
        left -= {key for key in left if locate(key, shape, call, names)}
    return left


def calls_of(entry: Entry) -> list[Call]:
    """Returns the calls that take a resource's properties, made or only named for their models."""
    steps = [*entry.create, *(entry.update or ())] if isinstance(entry, AwsEntry) else []
    return [*(step for step in steps if isinstance(step, Call)), *entry.modelled_by]


def without_indexes(path: str) -> str:
    """Returns a path without list indexes: "stages[0].name" -> "stages.name"."""
    return "".join(part.partition("]")[2] if index else part for index, part in enumerate(path.split("[")))


def _service_of(entry: Entry, call: Call) -> str:
    return call.service or (entry.service if isinstance(entry, AwsEntry) else "")


def _covered(where: str, spared: frozenset[str]) -> bool:
    bare = without_indexes(where)
    return any(bare == path or bare.startswith(f"{path}.") for path in spared)
