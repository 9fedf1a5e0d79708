"""The inputs that the official provider keeps when a program takes them away: those that are optional and computed.

Terraform plans no change for such an input, and the bridge sends the value of the state with the next update: the
program's wish is never carried out. https://developer.hashicorp.com/terraform/plugin/sdkv2/schemas/schema-behaviors#computed

At the top level the SDK's own types tell them: the input is optional, and the output always has a value. Of nested
properties the SDK does not tell it, so these are a table.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Union, cast, get_args, get_origin

# The SDK's own view of its types; there is no public one.
from pulumi import _types as sdk_types  # pyright: ignore[reportPrivateUsage]

from sandbox.providers.conversion.arguments import arguments_of, required_names
from sandbox.providers.values import Props, Unknown

_BEHAVIOR = (
    "defaultTtl",
    "forwardedValues.cookies.whitelistedNames",
    "forwardedValues.headers",
    "forwardedValues.queryStringCacheKeys",
    "maxTtl",
    "trustedKeyGroups",
    "trustedSigners",
)

NESTED: Mapping[str, frozenset[str]] = {
    # https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/cloudfront/distribution.go
    "aws:cloudfront/distribution:Distribution": frozenset(
        {
            "restrictions.geoRestriction.locations",
            *(f"defaultCacheBehavior.{name}" for name in _BEHAVIOR),
            "orderedCacheBehaviors.defaultTtl",
            "orderedCacheBehaviors.forwardedValues.headers",
            "orderedCacheBehaviors.forwardedValues.queryStringCacheKeys",
            "orderedCacheBehaviors.maxTtl",
        }
    ),
    # https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/codepipeline/codepipeline.go
    "aws:codepipeline/pipeline:Pipeline": frozenset(
        {"stages.actions.region", "stages.actions.runOrder", "stages.actions.timeoutInMinutes"}
    ),
}
"""Dotted paths without list indexes, by type token."""

_NAMES_OF_THE_PROVIDER = frozenset({"region"})
"""What the provider or the bridge fills in by itself when a program leaves it out, as the sandbox does."""


@cache
def optional_and_computed(package: str, token: str) -> frozenset[str]:
    """Returns the top-level inputs of a type that are optional and computed, from the types of the package's SDK."""
    arguments = arguments_of(package, token)
    if arguments is None:
        return frozenset()
    resource = getattr(sys.modules[arguments.__module__], token.rpartition(":")[2])
    hints = cast(Mapping[str, Any], sdk_types._raw_return_hints(resource))  # pyright: ignore[reportPrivateUsage]
    inputs = sdk_types.input_type_types(arguments).keys() - set(required_names(arguments)) - _NAMES_OF_THE_PROVIDER
    return frozenset(name for name in inputs if name in hints and not _is_optional(hints[name]))


def kept_paths(package: str, token: str) -> frozenset[str]:
    """Returns the paths of every input that the provider keeps, nested ones included."""
    return optional_and_computed(package, token) | NESTED.get(token, frozenset())


def taken_away(old: Props, new: Props, kept: frozenset[str]) -> Iterator[tuple[str, Any]]:
    """Yields the path and the old value of every kept input that `new` lacks, where its parent is still there.

    The items of a list are matched by their place. What was empty is left out: nothing is kept of it.
    """
    for path in sorted(kept):
        yield from _taken(old, new, path.split("."), "")


def _taken(old: Any, new: Any, route: Sequence[str], where: str) -> Iterator[tuple[str, Any]]:
    if isinstance(old, list) and isinstance(new, list):
        pairs = zip(cast(list[Any], old), cast(list[Any], new), strict=False)
        for index, (before, after) in enumerate(pairs):
            yield from _taken(before, after, route, f"{where}[{index}]")
    elif isinstance(old, Mapping) and isinstance(new, Mapping):
        before, after = cast(Mapping[str, Any], old), cast(Mapping[str, Any], new)
        key, rest = route[0], route[1:]
        path = f"{where}.{key}" if where else key
        if rest:
            yield from _taken(before.get(key), after.get(key), rest, path)
        elif after.get(key) is None and not isinstance(before.get(key), Unknown) and before.get(key):
            yield path, before[key]


def _is_optional(hint: Any) -> bool:
    """Whether an output, `Output[Optional[T]]`, may lack a value."""
    inner = get_args(hint)[0] if get_args(hint) else hint
    return get_origin(inner) is Union and type(None) in get_args(inner)
