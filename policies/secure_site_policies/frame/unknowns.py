"""Properties that are known only at update: a rule that cannot read one fails closed.

By itself, pulumi-policy turns an unknown value into an advisory note, even for a mandatory rule. Here an unknown value
at preview is a violation at the rule's own level. Only resources that the rule's config lists under `decidedAtUpdate`
get the advisory note instead. At update every value is known, and every resource is judged.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pulumi_policy import ReportViolation
from pulumi_policy.proxy import UnknownValueError

from secure_site_policies.frame.wildcards import wildcard

KEY = "decidedAtUpdate"

DECIDED_AT_UPDATE = (
    "urn:pulumi:*$aws:s3/bucketPolicy:BucketPolicy::site-content-policy",
    "urn:pulumi:*$aws:kms/keyPolicy:KeyPolicy::site-encryption-policy",
    "urn:pulumi:*$aws:iam/rolePolicy:RolePolicy::delivery-publish-access-invalidate",
    "urn:pulumi:*$aws:iam/rolePolicy:RolePolicy::delivery-publish-access-keys",
    "urn:pulumi:*$aws:iam/rolePolicy:RolePolicy::delivery-site-build-access-keys",
    "urn:pulumi:*$aws:iam/rolePolicy:RolePolicy::delivery-access-keys",
    "urn:pulumi:*$aws:iam/rolePolicy:RolePolicy::delivery-access-source",
)
"""The documents that contain ids assigned by AWS: of the distribution, of customer keys, of a new connection."""

CONFIG: Mapping[str, Mapping[str, Any]] = {
    KEY: {
        "type": "array",
        "items": {"type": "string"},
        "default": list(DECIDED_AT_UPDATE),
        "description": "URNs of resources that may have unknown properties at preview; `*` and `?` are wildcards.",
    }
}
"""JSON schema of the config that every rule accepts."""

_noted: set[tuple[str, str]] = set()


@dataclass(frozen=True, slots=True)
class UnknownProperty:
    """A property that is known only at update."""

    urn: str
    """URN of the resource."""
    name: str
    """Name of the resource."""
    path: str
    """Path of the property."""
    error: UnknownValueError
    """The error that reading it raised."""


def fail_closed(config: Mapping[str, Any], report: ReportViolation, unknown: Sequence[UnknownProperty]) -> None:
    """Reports the properties that a rule could not read. Call it after the rule has judged all the rest.

    config: the rule's config.

    Raises one of the errors, which pulumi-policy turns into an advisory note, for properties that the config allows to
    be unknown. Several rules may read the same property: only the first rule raises, so that there is one note.
    """
    allowed = [one for one in unknown if any(wildcard(urn).fullmatch(one.urn) for urn in config.get(KEY, ()))]
    for one in unknown:
        if one not in allowed:
            report(
                f"{one.name}: {one.path}: this cannot be decided at preview: the value depends on a resource that AWS "
                "has not created yet.\n"
                f"Write instead names and ARNs that the program knows, or add the URN to {KEY} in the config of this "
                "rule.",
                one.urn,
            )
    new = [one for one in allowed if (one.urn, one.path) not in _noted]
    _noted.update((one.urn, one.path) for one in new)
    if new:
        places = ", ".join(f"{one.name}: {one.path}" for one in new)
        new[0].error.message = f"{places} is not known yet; every rule judges it at update"
        raise new[0].error
