"""Rule exemptions: every exemption has a reason, an owner and an end, and is still needed.

The rule judges exemptions.yaml of the pack. It is the last of all rules, so that the entries that the others used are
known.
"""

from collections.abc import Iterator

from pulumi_policy import PolicyResource, Severity

from secure_site_policies.frame.exemptions import exemptions
from secure_site_policies.frame.rule import About, Objection, stack_rule, well_architected
from secure_site_policies.frame.stack import Stack


def _judge(root: PolicyResource, stack: Stack) -> Iterator[Objection]:
    found, name = exemptions(), root.urn.split(":")[2]
    for fault in found.faults:
        yield Objection("exemptions.yaml", f"policies/exemptions.yaml: {fault}")
    for entry in found.unused(name):
        yield Objection(
            "exemptions.yaml",
            f"policies/exemptions.yaml: rule {entry.rule!r} does not object to {entry.pattern!r} on {entry.urn}: "
            "remove the entry, which would let a later fault pass.",
        )
    # The operation is over. In `pulumi up` the same process may judge the preview and then the update.
    found.uses.clear()


policy = stack_rule(
    About(
        name="exemptions",
        risk="An exemption without review becomes a gap that no one knows of.",
        severity=Severity.MEDIUM,
        controls=(well_architected("SEC03-BP05", "Define permission guardrails for your organization"),),
        fix="Correct the entry, review it and set a new end, or remove it.",
        url="https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/sec_permissions_define_guardrails.html",
    ),
    ["pulumi:pulumi:Stack"],
    _judge,
)
"""For each stack, judges the entries whose URN names this stack or every stack."""
