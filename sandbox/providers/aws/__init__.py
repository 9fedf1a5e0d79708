"""The aws package: resource types by service family, one module each, imported when one of its types is used.

To add a type, put an entry into its family's TABLE (`s3.py` shows every form); to add a family, write its module and
name it in _FAMILIES under the module part of its type tokens ("aws:MODULE/bucket:Bucket").
"""

import importlib
from collections.abc import Mapping
from functools import cache

from sandbox.providers.clients import AwsClients
from sandbox.providers.table import Entry
from sandbox.providers.values import Props

_FAMILIES: Mapping[str, tuple[str, ...]] = {
    "accessanalyzer": ("accessanalyzer",),
    "acm": ("acm",),
    "budgets": ("budgets",),
    "cfg": ("config",),
    "cloudfront": ("cloudfront",),
    "cloudtrail": ("cloudtrail",),
    "cloudwatch": ("logs", "events", "cloudwatch"),
    "codebuild": ("codebuild",),
    "codeconnections": ("codeconnections",),
    "codepipeline": ("codepipeline",),
    "iam": ("iam",),
    "kms": ("kms",),
    "pricingplanmanager": ("pricingplanmanager",),
    "route53": ("route53",),
    "s3": ("s3",),
    "sfn": ("sfn",),
    "sns": ("sns",),
    "wafv2": ("wafv2",),
}
_GLOBAL = frozenset({"budgets", "cloudfront", "iam", "pricingplanmanager", "route53"})


class AwsCatalog:
    """The resource types and functions of the aws package."""

    package = "aws"

    def find(self, token: str) -> Entry | None:
        """Returns the entry of a type token, None where there is none."""
        return _find(token)

    def how_to_add(self, token: str) -> str:
        """Returns what to write where, for a type without an entry."""
        families = _FAMILIES.get(_module_of(token))
        if families is None:
            return f"Write sandbox/providers/aws/{_module_of(token)}.py after s3.py and name it in _FAMILIES beside it"
        return f"Add an entry to TABLE in sandbox/providers/aws/{families[-1]}.py"

    def ambient(self, token: str, region: str, inputs: Props) -> Props:
        """Returns the region, for types of regional services, and every tag."""
        found: Props = {} if _module_of(token) in _GLOBAL else {"region": region}
        if "tags" in inputs:
            found["tagsAll"] = inputs["tags"]
        return found

    def invoke(self, clients: AwsClients, token: str, region: str, args: Props) -> Props:
        """Returns the result of a function. Raises ResourceError."""
        from sandbox.providers.aws.functions import invoke

        return invoke(clients, token, region, args)


def _module_of(token: str) -> str:
    return token.split(":")[1].partition("/")[0]


@cache
def _find(token: str) -> Entry | None:
    for family in _FAMILIES.get(_module_of(token), ()):
        table: Mapping[str, Entry] = importlib.import_module(f"{__name__}.{family}").TABLE
        if token in table:
            return table[token]
    return None
