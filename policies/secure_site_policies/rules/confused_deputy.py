"""Rule confused-deputy: a statement for an AWS service requires the account or resource that the service acts for.

A service works for every customer of AWS. Without a condition on the source, any customer can make it use a role or a
resource of this account.
"""

import re
from collections.abc import Iterator, Sequence

from pulumi_policy import ResourceValidationArgs, Severity

from secure_site_policies.frame.rule import About, Objection, resource_rule, well_architected
from secure_site_policies.iam.documents import resource_policies, together, trusts
from secure_site_policies.iam.principals import names_an_account, pins
from secure_site_policies.iam.statements import Statement, read_statements

_EXCEPT = "exceptPrincipals"
_INSTEAD = (
    '"Condition": {"StringEquals": {"aws:SourceAccount": "<account>"}, "ArnLike": {"aws:SourceArn": "<ARN>"}} (one of '
    "them is enough); in a permission of Lambda source_account or source_arn"
)
_SENDS_PERHAPS_NO_SOURCE = ("codepipeline.amazonaws.com",)
"""Services of which AWS does not document that they send a source when they assume a role, so that the condition may
have to be one with IfExists. https://docs.aws.amazon.com/codepipeline/latest/userguide/how-to-custom-role.html
"""
_IN_ONE_ORGANIZATION = re.compile(r"o-[a-z0-9]{10,32}/.*")


def _judge(document: object, args: ResourceValidationArgs) -> Iterator[Objection]:
    excepted: Sequence[str] = args.get_config().get(_EXCEPT, ())
    for statement in read_statements(document):
        services = statement.principals().get("Service", ()) if statement.allows else ()
        if not services or _names_the_source(statement):
            continue
        for service in services:
            if service not in excepted:
                yield Objection(service, _message(service, statement))


def _names_the_source(statement: Statement) -> bool:
    return (
        pins(statement, {"aws:sourceaccount", "aws:sourceorgid"})
        or pins(statement, {"aws:sourcearn"}, names_an_account)
        or pins(statement, {"aws:sourceorgpaths"}, lambda path: bool(_IN_ONE_ORGANIZATION.fullmatch(path)))
    )


def _message(service: str, statement: Statement) -> str:
    return (
        f"{service!r} in {statement.label} may act for any AWS customer: no condition that every request must meet "
        f"names the account or resource that it acts for.\nWrite instead: {_INSTEAD}."
    )


policy = resource_rule(
    About(
        name="confused-deputy",
        risk="Any customer of AWS can make the service use this account's roles and resources.",
        severity=Severity.HIGH,
        controls=(well_architected("SEC03-BP07", "Analyze public and cross-account access"),),
        fix="Add aws:SourceArn or aws:SourceAccount, with an operator that fails where the key is missing.",
        url="https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
        config={
            _EXCEPT: {
                "type": "array",
                "items": {"type": "string"},
                "default": list(_SENDS_PERHAPS_NO_SOURCE),
                "description": "Service principals that send none of these keys, according to AWS's guides.",
            }
        },
    ),
    together(trusts, resource_policies),
    _judge,
)
