"""Property values of the engine's protocol, and the plain Python values that the other modules use."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, cast

from pulumi.provider.experimental.property_value import PropertyValue

MASK: Final = "[secret]"
"""Stands for a secret wherever a user could read it."""

ANY: Final = object()
"""Stands for an input in a read that accepts any value of the cloud."""

Props = dict[str, Any]
"""Properties under their Pulumi names, in plain Python values."""


class Unknown:
    """The type of UNKNOWN, which stands for a value that only the cloud knows, at preview."""

    def __repr__(self) -> str:
        return "unknown"


UNKNOWN: Final = Unknown()

_UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
# What stands for an unknown value on the wire, by kind: text first, then truth value, number, list, asset, archive,
# object. The SDK's PropertyValue passes them through as text, and cannot write its own Computed.
# https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/plugin/rpc.go
_UNKNOWN_TEXTS = {
    _UNKNOWN_TEXT,
    "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
    "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
    "030794c1-ac77-496b-92df-f27374a8bd58",
    "e48ece36-62e2-4504-bad9-02848725956a",
    "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
}


def plain(value: PropertyValue) -> Any:
    """Returns the plain value. A secret is opened, a value not known yet is UNKNOWN, a whole number is an int."""
    content = value.value
    if isinstance(content, str):
        return UNKNOWN if content in _UNKNOWN_TEXTS else content
    if isinstance(content, float):
        return int(content) if content.is_integer() else content
    if isinstance(content, Mapping):
        return {key: plain(item) for key, item in content.items()}
    if isinstance(content, Sequence):
        return [plain(item) for item in content]
    return content


def plain_map(values: Mapping[str, PropertyValue]) -> Props:
    """Returns every property as `plain` does. Properties that are null are left out."""
    return {key: plain(value) for key, value in values.items() if value.value is not None}


def wrap(value: Any, like: PropertyValue | None = None) -> PropertyValue:
    """Inverts `plain`. Values that are secret in `like` are secret in the result, at every depth."""
    secret = like is not None and like.is_secret
    if isinstance(value, Unknown):
        return PropertyValue(_UNKNOWN_TEXT, is_secret=secret)
    if isinstance(value, Mapping):
        inner = _mapping(like)
        items = cast(Mapping[str, Any], value).items()
        return PropertyValue({key: wrap(item, inner.get(key)) for key, item in items}, is_secret=secret)
    if isinstance(value, list | tuple):
        return PropertyValue(_wrap_list(cast(Sequence[Any], value), _sequence(like)), is_secret=secret)
    return PropertyValue(float(value) if type(value) is int else value, is_secret=secret)


def wrap_map(values: Mapping[str, Any], like: Mapping[str, PropertyValue]) -> dict[str, PropertyValue]:
    """Wraps every property like its namesake."""
    return {key: wrap(value, like.get(key)) for key, value in values.items()}


def masked(value: PropertyValue) -> Any:
    """Returns the plain value with MASK in place of every secret."""
    if value.is_secret:
        return MASK
    content = value.value
    if isinstance(content, Mapping):
        return {key: masked(item) for key, item in content.items()}
    if isinstance(content, Sequence) and not isinstance(content, str):
        return [masked(item) for item in content]
    return plain(value)


def redact(message: str, *properties: Mapping[str, PropertyValue]) -> str:
    """Returns `message` with MASK in place of every secret of `properties`."""
    found = {text for values in properties for value in values.values() for text in secret_texts(value)}
    for secret in sorted(found, key=len, reverse=True):
        message = message.replace(secret, MASK)
    return message


def _wrap_list(values: Sequence[Any], like: Sequence[PropertyValue]) -> list[PropertyValue]:
    if len(like) == len(values):
        return [wrap(item, template) for item, template in zip(values, like, strict=True)]
    # It is not known which item was removed or added: if any was secret, all are.
    any_secret = any(template.contains_secret() for template in like)
    return [wrap(item).with_secret(any_secret) for item in values]


def _mapping(like: PropertyValue | None) -> Mapping[str, PropertyValue]:
    return like.value if like is not None and isinstance(like.value, Mapping) else {}


def _sequence(like: PropertyValue | None) -> Sequence[PropertyValue]:
    content = None if like is None else like.value
    return content if isinstance(content, Sequence) and not isinstance(content, str) else ()


def secret_texts(value: PropertyValue, inherited: bool = False) -> Iterator[str]:
    """Yields every text that is secret, by itself or by what it is in."""
    secret = inherited or value.is_secret
    if isinstance(value.value, str):
        if secret and value.value:
            yield value.value
        return
    children = [*_mapping(value).values(), *_sequence(value)]
    for child in children:
        yield from secret_texts(child, secret)
