"""Makes the arguments of an operation from a resource's properties, and finds the resource in its answer."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from sandbox.providers.conversion.names import MISSING, Names, dig, put, shape_at
from sandbox.providers.conversion.request import to_request
from sandbox.providers.errors import GoneError, ResourceError
from sandbox.providers.table import AwsEntry, Call, Item, fill

if TYPE_CHECKING:
    from botocore.model import OperationModel, Shape, StructureShape


def arguments_of(
    call: Call, entry: AwsEntry, item: Item, model: "OperationModel", facts: Mapping[str, Any], only_required: bool
) -> dict[str, Any]:
    """Returns the arguments of an operation, from the item's properties; `facts` fill the fixed ones.

    With `only_required`, optional arguments come from `fixed` alone: a read or a delete concerns the whole resource.
    Else they come from the program's present inputs and from outputs: some former inputs may be gone.
    """
    shape = cast("StructureShape", model.input_shape)
    names = Names({**entry.rename, **call.rename})
    required = [(member,) for member in shape.required_members]
    arguments: dict[str, Any] = {}
    current = item.inputs.keys() | entry.outputs.keys() | {"id"}
    for key, value in item.properties().items():
        if key not in current and not only_required:
            continue
        route = locate(key, shape, call, names)
        if route is None or value is None or (only_required and route[:1] not in required):
            continue
        try:
            put(arguments, route, to_request(value, shape_at(shape, route), names, key))
        except (ValueError, TypeError) as error:
            raise ResourceError(f"{call.operation}: {key}: {error}") from None
    inner = tuple(call.inside.split(".")) if call.inside else ()
    if inner and inner[0] in arguments and shape_at(shape, inner).type_name == "list":
        put(arguments, inner, [dig(arguments, inner)])
    for member, template in call.fixed.items():
        try:
            put(arguments, tuple(member.split(".")), fill(template, facts))
        except KeyError as missing:
            raise ResourceError(f"{call.operation} needs {missing}, which no input and no output has") from None
    return arguments


def locate(key: str, shape: "Shape", call: Call, names: Names) -> tuple[str, ...] | None:
    """Returns the path of a top-level property in an operation's arguments or answer: at the top, or else `inside`."""
    if call.only and key not in call.only:
        return None
    outer = cast("StructureShape", shape)
    route = names.find(key, outer)
    if route is not None or not call.inside:
        return route
    parents = tuple(call.inside.split("."))
    if parents[0] not in outer.members:
        return None
    parent: Any = shape_at(outer, parents)
    route = names.find(key, parent.member if parent.type_name == "list" else parent)
    return None if route is None else (*parents, *route)


def select(call: Call, answer: Any, model: "OperationModel", facts: Mapping[str, Any]) -> tuple[Any, "Shape"]:
    """Returns the part of an answer that is the resource, and its shape; `facts` fill the templates of `pick`.

    Raises GoneError if a list lacks the resource.
    """
    route = tuple(call.result.split(".")) if call.result else ()
    shape = shape_at(cast("Shape", model.output_shape), route)
    part = dig(answer, route)
    if shape.type_name != "list":
        if part is MISSING:
            raise GoneError(f"{call.operation}: no {call.result} in the answer")
        return part, shape
    wanted = {member: fill(template, facts) for member, template in call.pick.items()}
    for candidate in () if part is MISSING else part:
        if all(candidate.get(member) == value for member, value in wanted.items()):
            return candidate, cast(Any, shape).member
    raise GoneError(f"{call.operation}: no such item in {call.result}")
