"""Rule exemptions: what is let pass has a reason, an owner, an end, and is still needed.

It judges policies/exemptions.yaml, as the last of all rules, when it is known which entries the others have needed.
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
            f"policies/exemptions.yaml: rule {entry.rule!r} has found no {entry.pattern!r} on {entry.urn}: remove the "
            "entry, which would let the next one pass.",
        )


policy = stack_rule(
    About(
        name="exemptions",
        risk="An exemption that nobody looks at again turns into a hole that nobody knows of.",
        severity=Severity.MEDIUM,
        controls=(well_architected("SEC03-BP05", "Define permission guardrails for your organization"),),
        fix="Give the entry what it lacks, a new end after a new look, or remove it.",
        url="https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/sec_permissions_define_guardrails.html",
    ),
    ["pulumi:pulumi:Stack"],
    _judge,
)
"""Mandatory. A stack is asked only for the entries whose URN names it, or every stack."""
