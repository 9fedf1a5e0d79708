"""Rule exempted: every exemption in use is listed in the report, with its owner, its reason and its end.

So is every rule that blocks by its declaration, and that the config disables or makes advisory.

The rule is advisory: it blocks nothing. Its notes are the only trace of an exemption in the engine's events, from which
all reports are made; `report.exempted` reads them. At the level `mandatory` no exemption passes.
"""

from pulumi_policy import EnforcementLevel, ReportViolation, Severity, StackValidationArgs, StackValidationPolicy

from secure_site_policies.frame.exemption_notes import note, weakened_note
from secure_site_policies.frame.exemptions import exemptions
from secure_site_policies.frame.levels import note_levels, weakened
from secure_site_policies.frame.rule import About, declared, well_architected
from secure_site_policies.subjects.secretness import STACK

note_levels()


def _validate(args: StackValidationArgs, report: ReportViolation) -> None:
    for use in exemptions().used():
        report(note(use), use.urn)
    if rules := weakened():
        stack = next((one for one in args.resources if one.resource_type == STACK), None)
        report(weakened_note(stack.name if stack else "", rules), stack.urn if stack else None)


policy = StackValidationPolicy(
    **declared(
        About(
            name="exempted",
            risk="An exemption lets this pass.",
            severity=Severity.LOW,
            controls=(well_architected("SEC03-BP05", "Define permission guardrails for your organization"),),
            fix="Review the exemption before its end; remove it as soon as the resource is fixed.",
            url="https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/sec_permissions_define_guardrails.html",
            level=EnforcementLevel.ADVISORY,
        )
    ),
    validate=_validate,
)
"""Notes the exemptions that the rules before it used, and the rules that do not block."""
