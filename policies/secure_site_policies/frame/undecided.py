"""What a rule does with a property that only the update can tell: it fails closed.

Left alone, pulumi-policy turns an unknown value into an advisory note, for a mandatory rule too. Here a preview that
cannot be judged is a violation of the rule's own level. Lowered to that advisory note is only what the config of the
rule names under `decidedAtUpdate`; at update everything is known, and judged without exception.
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
    "urn:pulumi:*$aws:iam/rolePolicy:RolePolicy::delivery-build-access-invalidate",
    "urn:pulumi:*$aws:iam/rolePolicy:RolePolicy::delivery-build-access-keys",
    "urn:pulumi:*$aws:iam/rolePolicy:RolePolicy::delivery-access-keys",
    "urn:pulumi:*$aws:iam/rolePolicy:RolePolicy::delivery-access-source",
)
"""The documents of this stack that name what AWS gives its id: the distribution, customer keys, a new connection."""

CONFIG: Mapping[str, Mapping[str, Any]] = {
    KEY: {
        "type": "array",
        "items": {"type": "string"},
        "default": list(DECIDED_AT_UPDATE),
        "description": "URNs, with * and ?, of resources of which a part may be unknown at preview.",
    }
}
"""The schema of what every rule's config may hold."""

_said: set[tuple[str, str]] = set()


@dataclass(frozen=True, slots=True)
class Unread:
    """A property that could not be read."""

    urn: str
    name: str
    """Of the resource."""
    path: str
    """Of the property."""
    error: UnknownValueError
    """What reading it raised."""


def fail_closed(config: Mapping[str, Any], report: ReportViolation, unread: Sequence[Unread]) -> None:
    """Reports what a rule could not read, to be called after it has judged all the rest.

    config: the rule's.

    Raises one of those errors, which pulumi-policy makes an advisory note, for what the config lets be late; of the
    rules that cannot read the same property only the first, since one note says it.
    """
    late = [one for one in unread if any(wildcard(urn).fullmatch(one.urn) for urn in config.get(KEY, ()))]
    for one in unread:
        if one not in late:
            report(
                f"{one.name}: {one.path}: this cannot be decided at preview: it names what AWS has yet to make.\n"
                f"Write instead names and ARNs that the program knows, or add the URN to {KEY} in the config of this "
                "rule.",
                one.urn,
            )
    new = [one for one in late if (one.urn, one.path) not in _said]
    _said.update((one.urn, one.path) for one in new)
    if new:
        places = ", ".join(f"{one.name}: {one.path}" for one in new)
        new[0].error.message = f"{places} is not known yet; every rule judges it at update"
        raise new[0].error
