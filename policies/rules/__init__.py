"""The rules of the pack, one a module; this is the list of them."""

from collections.abc import Sequence

from pulumi_policy import Policy

from policies.rules import exemptions, s3_wildcards

ALL: Sequence[Policy] = (
    s3_wildcards.policy,
    exemptions.policy,
)
"""Every rule, in the order in which they judge."""
