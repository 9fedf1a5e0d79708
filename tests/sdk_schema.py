"""Which inputs the provider fills in where a program leaves them out, read from the types of the SDK.

The provider calls such an input Optional and Computed. It keeps its value when the program stops sending it: a setting
that leaves the input out cannot be taken back. In the SDK, the input is optional and the output of its name is not. The
types of nested objects do not show it.
https://developer.hashicorp.com/terraform/plugin/sdkv2/schemas/schema-behaviors#computed
"""

import importlib
from collections.abc import Iterator
from functools import cache
from types import NoneType
from typing import Any, cast, get_args, get_type_hints

import pulumi


@cache
def kept_when_left_out(resource_type: str) -> frozenset[str]:
    """The inputs of a type token that the provider keeps: of "aws:acm/certificate:Certificate" keyAlgorithm, say."""
    _, module, name = resource_type.split(":")
    # Not the module of the type itself: the SDK loads its packages late, and one whose part is there first stays empty.
    found = importlib.import_module(f"pulumi_aws.{module.partition('/')[0]}")
    inputs, outputs = _properties(getattr(found, f"{name}Args")), _properties(getattr(found, name))
    return frozenset(
        name
        for name, hint in inputs.items()
        if _is_optional(hint) and name in outputs and not _is_optional(get_args(outputs[name])[0])
    )


def sent(value: Any, before: str = "") -> Iterator[str]:
    """The paths of all inputs of a resource, as on the wire, such as "origins[].originId"."""
    if isinstance(value, dict):
        for name, inner in cast("dict[str, Any]", value).items():
            path = f"{before}.{name}" if before else name
            yield path
            yield from sent(inner, path)
    elif isinstance(value, list):
        for item in cast("list[Any]", value):
            yield from sent(item, f"{before}[]")


def _properties(owner: type[Any]) -> dict[str, Any]:
    """The properties of a class of the SDK, by their name on the wire, and their types."""
    names = {"Output": pulumi.Output, "T": Any}
    found: dict[str, Any] = {}
    for one in vars(owner).values():
        name = getattr(getattr(one, "fget", None), "_pulumi_name", None)
        if name:
            found[name] = get_type_hints(one.fget, localns=names)["return"]
    return found


def _is_optional(hint: Any) -> bool:
    return NoneType in get_args(hint)
