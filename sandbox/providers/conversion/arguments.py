"""Validates the inputs of a resource against the argument types of the package's own Python SDK.

The SDKs take most of a second to import, so only inputs that are new are validated.
"""

import difflib
import importlib
import inspect
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast, get_args, get_origin

# The SDK's own view of its input types; there is no public one.
from pulumi import _types as sdk_types  # pyright: ignore[reportPrivateUsage]

from sandbox.providers.values import Props, Unknown

Fault = tuple[str, str]
"""A property path and the reason why its value is rejected."""


def faults(package: str, token: str, inputs: Props) -> list[Fault]:
    """Returns every fault of `inputs`: unknown, missing and misshapen properties. Unknown values pass."""
    arguments = arguments_of(package, token)
    if arguments is None:
        return [("", f"pulumi_{package} has no resource type {token}")]
    return list(_object_faults(arguments, inputs, ""))


def arguments_of(package: str, token: str) -> type | None:
    """Returns the SDK's arguments class of a type, such as BucketArgs of "aws:s3/bucket:Bucket", or None."""
    _, place, name = token.split(":")
    module = place.partition("/")[0]
    try:
        found = importlib.import_module(f"pulumi_{package}" + ("" if module == "index" else f".{module}"))
    except ModuleNotFoundError:
        return None
    # The SDK writes InitArgs where a nested type has taken the other name.
    return getattr(found, f"{name}InitArgs", None) or getattr(found, f"{name}Args", None)


def property_names(package: str, token: str) -> list[str]:
    """Returns the names of every input of a type."""
    arguments = arguments_of(package, token)
    return list(sdk_types.input_type_types(arguments)) if arguments else []


def documents_of(package: str, token: str) -> list[str]:
    """Returns the inputs of a type that take a document as JSON text or as a typed object, such as a policy."""
    arguments = arguments_of(package, token)
    kinds = sdk_types.input_type_types(arguments) if arguments else {}
    return [name for name, kind in kinds.items() if any(_is_document(choice) for choice in get_args(kind))]


def _is_document(kind: Any) -> bool:
    return isinstance(kind, type) and kind.__name__.endswith("DocumentArgs")


def _object_faults(arguments: type, value: Mapping[str, Any], path: str) -> Iterator[Fault]:
    known = cast(Mapping[str, Any], sdk_types.input_type_types(arguments))
    for key, item in value.items():
        where = f"{path}.{key}" if path else key
        if key in known:
            yield from _value_faults(known[key], item, where)
        else:
            nearest = difflib.get_close_matches(key, known, 1)
            hint = f"; did you mean {nearest[0]}?" if nearest else f"; it has {', '.join(sorted(known))}"
            yield where, f"unknown property {key}{hint}"
    for key in required_names(arguments):
        if value.get(key) is None:
            where = f"{path}.{key}" if path else key
            yield where, f"missing required property {key}"


def _value_faults(kind: Any, value: Any, path: str) -> Iterator[Fault]:
    if value is None or isinstance(value, Unknown):
        return
    kind = unwrapped(kind)
    origin = get_origin(kind)
    if isinstance(kind, type) and sdk_types.is_input_type(kind):
        if isinstance(value, Mapping):
            yield from _object_faults(kind, cast(Mapping[str, Any], value), path)
        else:
            yield path, f"must be an object ({kind.__name__}), not {_kind_of(value)}"
    elif isinstance(origin, type) and issubclass(origin, Mapping):
        if isinstance(value, Mapping):
            for key, item in cast(Mapping[str, Any], value).items():
                yield from _value_faults(get_args(kind)[1], item, f"{path}.{key}")
        else:
            yield path, f"must be a mapping, not {_kind_of(value)}"
    elif isinstance(origin, type) and issubclass(origin, Sequence):
        if isinstance(value, list):
            for index, item in enumerate(cast(list[Any], value)):
                yield from _value_faults(get_args(kind)[0], item, f"{path}[{index}]")
        else:
            yield path, f"must be a list, not {_kind_of(value)}"
    elif kind in (str, bool, int, float) and not _is_scalar(kind, value):
        yield path, f"must be {_NAMES[kind]}, not {_kind_of(value)}"


_NAMES = {str: "a string", bool: "true or false", int: "a whole number", float: "a number"}


def _is_scalar(kind: type, value: Any) -> bool:
    """Whether a value is a scalar of a kind, or one that the official provider converts to it."""
    if isinstance(value, Mapping | list):
        return False
    if kind is str:
        return True
    if kind is bool:
        return isinstance(value, bool) or value in ("true", "false")
    if isinstance(value, bool):
        return False
    try:
        return kind is float or float(value).is_integer()
    except (TypeError, ValueError):
        return False


def unwrapped(kind: Any) -> Any:
    """Returns the type inside `Input[...]` and `Optional[...]`."""
    while get_origin(kind) is not None and not isinstance(get_origin(kind), type):
        kind = next(item for item in get_args(kind) if item is not type(None))
    origin = get_origin(kind)
    return unwrapped(get_args(kind)[0]) if origin is not None and origin.__name__ in ("UnionType", "Output") else kind


def _kind_of(value: Any) -> str:
    if isinstance(value, Mapping):
        return "an object"
    return "a list" if isinstance(value, list) else f"a {type(value).__name__}"


def required_names(arguments: type) -> Iterator[str]:
    """Yields the inputs that an arguments class requires, under their Pulumi names."""
    names = cast(Mapping[str, str], sdk_types.input_type_py_to_pulumi_names(arguments))
    for name, parameter in inspect.signature(arguments.__init__).parameters.items():
        if parameter.default is inspect.Parameter.empty and name in names:
            yield names[name]
