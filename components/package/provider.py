"""The provider behind the package: the SDK's own for components, with a schema that says more.

The SDK infers the schema from the components' types and docstrings. It knows neither which inputs are secret nor who
publishes the package, and it keeps the line breaks and the indentation of a docstring.
https://www.pulumi.com/docs/iac/guides/building-extending/packages/schema/
"""

import inspect
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

import pulumi
from pulumi.errors import InputPropertiesError
from pulumi.provider.experimental.component import ComponentProvider
from pulumi.provider.provider import ConstructResult
from pulumi.provider.server import ComponentInitError

from components.package.errors import InputError

_ABOUT = {
    "displayName": "Secure Site",
    "description": "A private static site behind CloudFront, and the pipeline that publishes it.",
    "license": "Apache-2.0",
    "keywords": ["category/cloud", "kind/component", "aws", "cloudfront", "static-site"],
}


class PackageProvider(ComponentProvider):
    """Constructs the components that it is given.

    secrets: type of a group of inputs -> the keys that are secret.
    """

    def __init__(
        self,
        components: Sequence[type[pulumi.ComponentResource]],
        name: str,
        version: str,
        secrets: Mapping[str, Sequence[str]],
    ) -> None:
        super().__init__(list(components), name, version=version)
        schema = json.loads(self.schema or "{}")
        self.schema = json.dumps(_completed({**schema, **_ABOUT}, name, secrets))

    def construct(
        self, name: str, resource_type: str, inputs: Any, options: pulumi.ResourceOptions | None = None
    ) -> ConstructResult:
        """Constructs a component. What is wrong with its inputs reaches the user without a traceback."""
        try:
            return super().construct(name, resource_type, inputs, options)
        except ComponentInitError as error:
            if isinstance(error.inner, InputError):
                # Not in `errors`: the engine would print the value of each property, secret or not.
                raise InputPropertiesError(f"{resource_type} {name!r}:\n{error.inner}", errors=[]) from None
            raise


def _completed(schema: dict[str, Any], name: str, secrets: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    for one in _described(schema):
        one["description"] = _paragraphs(one["description"])
    for kind, keys in secrets.items():
        for key in keys:
            schema["types"][f"{name}:index:{kind}"]["properties"][key]["secret"] = True
    return schema


def _described(part: Any) -> Iterator[dict[str, Any]]:
    """Every part of the schema that has a description."""
    if isinstance(part, list):
        for item in cast("list[Any]", part):
            yield from _described(item)
    if isinstance(part, dict):
        members = cast("dict[str, Any]", part)
        if isinstance(members.get("description"), str):
            yield members
        for item in members.values():
            yield from _described(item)


def _paragraphs(docstring: str) -> str:
    """The docstring without its indentation, each paragraph on one line."""
    return "\n\n".join(" ".join(part.split()) for part in inspect.cleandoc(docstring).split("\n\n"))
