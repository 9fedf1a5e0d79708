"""The tables of the provider's schema name only properties that the SDKs have."""

from collections.abc import Mapping, Sequence
from typing import Any, cast, get_args, get_origin

import pytest
from pulumi import _types as sdk_types  # pyright: ignore[reportPrivateUsage]

from sandbox.providers.conversion.arguments import arguments_of, unwrapped
from sandbox.providers.schema.kept import NESTED
from sandbox.providers.schema.sets import SETS

_PATHS = sorted((token, path) for table in (SETS, NESTED) for token, paths in table.items() for path in paths)


def kind_at(token: str, path: str) -> Any:
    """The type of the property at a path, by the SDK; a list on the way stands for its items."""
    package, _, _ = token.split(":")
    kind: Any = arguments_of(package, token)
    for part in path.split("."):
        kind = unwrapped(kind)
        if isinstance(get_origin(kind), type) and issubclass(cast(type, get_origin(kind)), Sequence):
            kind = unwrapped(get_args(kind)[0])
        kind = cast(Mapping[str, Any], sdk_types.input_type_types(kind))[part]
    return unwrapped(kind)


@pytest.mark.parametrize(("token", "path"), _PATHS)
def test_a_path_of_the_tables_is_a_property(token: str, path: str) -> None:
    assert kind_at(token, path)


@pytest.mark.parametrize(("token", "path"), [(token, path) for token, paths in SETS.items() for path in sorted(paths)])
def test_a_set_is_a_list_in_the_sdk(token: str, path: str) -> None:
    assert issubclass(get_origin(kind_at(token, path)), Sequence)
