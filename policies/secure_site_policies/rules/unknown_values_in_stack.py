"""Rule unknown-values-in-stack: every value that only rules about the whole stack read is known at preview.

It is the counterpart of unknown-values, shares its setting decidedAtUpdate, and leaves out what that rule has reported
already, or noted.
"""

from dataclasses import replace

from pulumi_policy import ReportViolation, StackValidationArgs, StackValidationPolicy

from secure_site_policies.frame.rule import declared
from secure_site_policies.frame.unknowns import OF_STACK, fail_closed, late_urns
from secure_site_policies.rules.unknown_values import ABOUT


def _validate(args: StackValidationArgs, report: ReportViolation) -> None:
    fail_closed(OF_STACK.take_all(), [*OF_STACK.late, *late_urns(args.get_config())], report)


policy = StackValidationPolicy(**declared(replace(ABOUT, name="unknown-values-in-stack")), validate=_validate)
"""Judges the properties that other rules read. What no rule reads may be unknown."""
