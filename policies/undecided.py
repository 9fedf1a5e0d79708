"""What a rule does with a property that only the update can tell: it fails closed.

Left alone, pulumi-policy turns an unknown value into an advisory note, for a mandatory rule too. Here a preview that
cannot be judged is a violation of the rule's own level. Lowered to that advisory note is only what the config of the
rule names under `decidedAtUpdate`; at update everything is known, and judged without exception.
"""

from collections.abc import Mapping

from pulumi_policy import PolicyConfigSchema, ReportViolation, ResourceValidationArgs
from pulumi_policy.proxy import UnknownValueError

from policies.wildcards import wildcard

KEY = "decidedAtUpdate"

DECIDED_AT_UPDATE = (
    "urn:pulumi:*$aws:s3/bucketPolicy:BucketPolicy::site-content-policy",
    "urn:pulumi:*$aws:iam/rolePolicy:RolePolicy::delivery-build-access-invalidate",
    "urn:pulumi:*$aws:iam/rolePolicy:RolePolicy::delivery-build-access-keys",
    "urn:pulumi:*$aws:iam/rolePolicy:RolePolicy::delivery-access-keys",
    "urn:pulumi:*$aws:iam/rolePolicy:RolePolicy::delivery-access-source",
)
"""The documents of this stack that name what AWS gives its id: the distribution, customer keys, a new connection."""

CONFIG_SCHEMA = PolicyConfigSchema(
    properties={
        KEY: {
            "type": "array",
            "items": {"type": "string"},
            "default": list(DECIDED_AT_UPDATE),
            "description": "URNs, with * and ?, whose policy documents may be unknown at preview.",
        }
    }
)
"""For every rule that calls `fail_closed`."""


def fail_closed(args: ResourceValidationArgs, report: ReportViolation, unread: Mapping[str, UnknownValueError]) -> None:
    """Reports the properties that a rule could not read, to be called after it has judged all the others.

    unread: path of the property -> what reading it raised.

    Raises the first of those errors, which pulumi-policy makes an advisory note, where the config has the URN.
    """
    if not unread:
        return
    paths = ", ".join(unread)
    if any(wildcard(pattern).fullmatch(args.urn) for pattern in args.get_config().get(KEY, [])):
        error = next(iter(unread.values()))
        error.message = f"{args.name}: {paths} is not known yet, and is judged at update"
        raise error
    report(
        f"{args.name}: {paths} cannot be decided at preview, because it names what AWS has yet to make. Build it from "
        f"names and ARNs that the program knows, or add the URN to {KEY} in the config of this rule.",
        None,
    )
