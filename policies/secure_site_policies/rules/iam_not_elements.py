"""Rule iam-not-elements: an Allow lists what it allows, not what it leaves out.

NotAction, NotResource and NotPrincipal mean everything except what they name: they admit each new service, resource or
account automatically. They pass in a Deny, where they express exceptions.
"""

from collections.abc import Iterator, Mapping, Sequence

from pulumi_policy import ResourceValidationArgs, Severity

from secure_site_policies.frame.rule import About, Objection, fsbp, resource_rule, well_architected
from secure_site_policies.frame.wording import listed
from secure_site_policies.iam.documents import every_document
from secure_site_policies.iam.patterns import covering
from secure_site_policies.iam.statements import NOT_ACTION, Statement, read_statements

_ELEMENTS: Mapping[str, tuple[str, str]] = {
    NOT_ACTION: ("every action", "'Action' with the used actions"),
    "NotResource": ("every resource", "'Resource' with the ARNs of the used resources"),
    "NotPrincipal": ("everyone", "'Principal' with the accounts, roles or services that have access"),
}


def _judge(document: object, args: ResourceValidationArgs) -> Iterator[Objection]:
    statements = [statement for statement in read_statements(document) if statement.allows]
    for element, (allowed, instead) in _ELEMENTS.items():
        found: dict[str, list[str]] = {}
        for statement in statements:
            if statement.has(element):
                found.setdefault(f"{element}: {covering(_names(statement, element)) or 'nothing'}", []).append(
                    statement.label
                )
        for pattern, labels in found.items():
            yield Objection(
                pattern,
                f"{pattern!r} in {listed(labels, 3)} allows {allowed} except what it names.\nWrite instead: {instead}.",
            )


def _names(statement: Statement, element: str) -> Sequence[str]:
    """What an element leaves out. An exemption repeats it, since leaving out less allows more."""
    if element != "NotPrincipal":
        return statement.texts(element)
    return [name for names in statement.principals(element).values() for name in names]


policy = resource_rule(
    About(
        name="iam-not-elements",
        risk="NotAction, NotResource and NotPrincipal allow everything that they do not name, now and later.",
        severity=Severity.HIGH,
        controls=(
            well_architected("SEC03-BP02", "Grant least privilege access"),
            fsbp(
                "IAM.21", "IAM customer managed policies that you create should not allow wildcard actions for services"
            ),
        ),
        fix="List the allowed actions, resources and principals in Action, Resource and Principal.",
        url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html",
    ),
    every_document,
    _judge,
)
