"""Rule unknown-values: every value that a rule reads is known at preview.

It is the last of the rules that judge single resources, and reports each property that they could not read: once, with
the names of these rules. At the level `advisory`, unknown values do not block a preview; the update judges them.
"""

from pulumi_policy import ReportViolation, ResourceValidationArgs, ResourceValidationPolicy, Severity

from secure_site_policies.frame.rule import About, declared, well_architected
from secure_site_policies.frame.unknowns import OF_RESOURCES, OF_STACK, fail_closed, late_urns

ABOUT = About(
    name="unknown-values",
    risk="A value that no one can read before the update is a change that no one has reviewed.",
    severity=Severity.HIGH,
    controls=(well_architected("SEC11-BP02", "Automate testing throughout the development and release lifecycle"),),
    fix="Build names and ARNs from what the program knows, or list the resource under decidedAtUpdate.",
    url="https://www.pulumi.com/docs/iac/concepts/inputs-outputs/",
)


def _validate(args: ResourceValidationArgs, report: ReportViolation) -> None:
    unread, urns = OF_RESOURCES.take(args.urn), late_urns(args.get_config())
    OF_STACK.leave_out(args.urn, [entry.path for entry in unread])
    OF_STACK.late = urns
    fail_closed(unread, urns, report)


policy = ResourceValidationPolicy(**declared(ABOUT), validate=_validate)
"""Judges the properties that other rules read. What no rule reads may be unknown."""
