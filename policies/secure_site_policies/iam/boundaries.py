"""The policies that the configuration of a rule lists as permissions boundaries, which grant nothing."""

from collections.abc import Mapping
from typing import Any

from pulumi_policy import ResourceValidationArgs

from secure_site_policies.frame.wildcards import wildcard

BOUNDARIES = "boundaries"
"""The key of the configuration: URNs with wildcards."""

KEPT_APART = ("iam:", "s3:", "sts:")
"""Prefixes, in lower case, of services for which a boundary is no exception."""


def urns(description: str) -> dict[str, Any]:
    """The schema of the key's value: a list of URNs. description: of the key, in the documentation of the rule."""
    return {"type": "array", "items": {"type": "string"}, "default": [], "description": description}


def is_listed(key: str, args: ResourceValidationArgs) -> bool:
    """Whether the resource is a managed policy whose URN the configuration lists under the key."""
    if args.resource_type != "aws:iam/policy:Policy":
        return False
    config: Mapping[str, Any] = args.get_config() or {}
    return any(wildcard(urn).fullmatch(args.urn) for urn in config.get(key, ()))
