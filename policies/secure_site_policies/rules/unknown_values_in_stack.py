"""Rule unknown-values-in-stack: every value that only rules about the whole stack read is known at preview.

It is the counterpart of unknown-values, and the last of the rules that judge a stack: what unknown-values has reported
already, or noted, it leaves out.
"""

from dataclasses import replace

from pulumi_policy import ReportViolation, StackValidationArgs, StackValidationPolicy

from secure_site_policies.frame.rule import declared
from secure_site_policies.frame.unknowns import OF_STACK, fail_closed
from secure_site_policies.rules.unknown_values import ABOUT


def _validate(args: StackValidationArgs, report: ReportViolation) -> None:
    fail_closed(OF_STACK.take_all(), args.get_config(), report)


policy = StackValidationPolicy(**declared(replace(ABOUT, name="unknown-values-in-stack")), validate=_validate)
"""Judges the properties that other rules read. What no rule reads may be unknown."""
