"""Rule iam-not-elements: an Allow says what it allows, not what it leaves out.

NotAction, NotResource and NotPrincipal mean everything but what they name: each new service, resource or account is
let in by itself. In a Deny they are how exceptions are written, and pass.
"""

from collections.abc import Iterator, Mapping

from pulumi_policy import ResourceValidationArgs, Severity

from secure_site_policies.frame.rule import About, Objection, fsbp, resource_rule, well_architected
from secure_site_policies.frame.wording import listed
from secure_site_policies.iam.documents import every_document
from secure_site_policies.iam.statements import NOT_ACTION, read_statements

_ELEMENTS: Mapping[str, tuple[str, str]] = {
    NOT_ACTION: ("every action", "'Action' with the actions that are used"),
    "NotResource": ("every resource", "'Resource' with the ARNs of the resources that are used"),
    "NotPrincipal": ("everybody", "'Principal' with the accounts, roles or services that are let in"),
}


def _judge(document: object, args: ResourceValidationArgs) -> Iterator[Objection]:
    statements = [statement for statement in read_statements(document) if statement.allows]
    for element, (allowed, instead) in _ELEMENTS.items():
        if labels := [statement.label for statement in statements if statement.has(element)]:
            yield Objection(
                element,
                f"{element!r} in {listed(labels, 3)} allows {allowed} but what it names.\nWrite instead: {instead}.",
            )


policy = resource_rule(
    About(
        name="iam-not-elements",
        risk="NotAction, NotResource and NotPrincipal allow everything but what they name, and what comes later.",
        severity=Severity.HIGH,
        controls=(
            well_architected("SEC03-BP02", "Grant least privilege access"),
            fsbp(
                "IAM.21", "IAM customer managed policies that you create should not allow wildcard actions for services"
            ),
        ),
        fix="List what is allowed in Action, Resource and Principal.",
        url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html",
    ),
    every_document,
    _judge,
)
"""Mandatory."""
