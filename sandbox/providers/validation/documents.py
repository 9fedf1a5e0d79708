"""Turns a document that the program gives as an object into JSON text, as the official provider does.

The SDK types such a property as text or a `PolicyDocument`. The bridge writes the object as JSON text, and one with an
unknown value in it becomes unknown as a whole.
https://github.com/pulumi/pulumi-terraform-bridge/blob/main/pkg/tfbridge/property_path.go (TransformJSONDocument)
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, cast

from pulumi.provider.experimental.property_value import PropertyValue

from sandbox.providers.values import UNKNOWN, Unknown, plain, wrap


def as_text(value: PropertyValue) -> PropertyValue:
    """Returns an object or a list as compact JSON text, secret if anything in it is. Other values stay as they are."""
    if isinstance(value.value, str) or not isinstance(value.value, Mapping | Sequence):
        return value
    content = plain(value)
    if _has_unknown(content):
        return wrap(UNKNOWN).with_secret(value.contains_secret())
    text = json.dumps(content, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
    return PropertyValue(text, is_secret=value.contains_secret())


def _has_unknown(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(map(_has_unknown, cast(Mapping[str, Any], value).values()))
    if isinstance(value, list):
        return any(map(_has_unknown, cast(list[Any], value)))
    return isinstance(value, Unknown)
