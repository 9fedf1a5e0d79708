"""What the services' models leave out and the official provider or AWS requires, by type; see `fact`.

One module for each family of types, imported when one of its types is validated.
"""

import importlib
from collections.abc import Mapping, Sequence
from functools import cache

from sandbox.providers.validation.fact import Fact

_MODULES = {
    "acm": "network",
    "budgets": "watch",
    "cfg": "watch",
    "cloudfront": "edge",
    "cloudtrail": "watch",
    "cloudwatch": "watch",
    "codebuild": "delivery",
    "codepipeline": "delivery",
    "iam": "identity",
    "kms": "identity",
    "route53": "network",
    "s3": "storage",
    "sns": "watch",
    "wafv2": "edge",
}
"""Module here by the module of the type's token."""


@cache
def facts_of(token: str) -> Sequence[Fact]:
    """Returns the facts on a type, such as "aws:s3/bucket:Bucket"."""
    package, place, _ = token.split(":")
    name = _MODULES.get(place.partition("/")[0]) if package == "aws" else package
    if name is None:
        return ()
    table: Mapping[str, Sequence[Fact]] = importlib.import_module(f"{__name__}.{name}").FACTS
    return table.get(token, ())
