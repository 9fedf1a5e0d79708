"""Rule confused-deputy: a service that is let in says on whose behalf it comes.

A service works for every customer of AWS. Without a condition on the source, any of them can send it to a role or a
resource of this account: the service is let in, and does not know that it should not be.
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
    '"Condition": {"StringEquals": {"aws:SourceAccount": "<account>"}, "ArnLike": {"aws:SourceArn": "<ARN>"}}, of '
    "which one is enough; in a permission of Lambda source_account or source_arn"
)
_IN_ONE_ORGANIZATION = re.compile(r"o-[a-z0-9]{10,32}/.*")


def _judge(document: object, args: ResourceValidationArgs) -> Iterator[Objection]:
    excepted: Sequence[str] = args.get_config().get(_EXCEPT, ())
    for statement in read_statements(document):
        services = statement.principals().get("Service", ()) if statement.allows else ()
        if not services or _says_whose(statement):
            continue
        for service in services:
            if service not in excepted:
                yield Objection(service, _message(service, statement))


def _says_whose(statement: Statement) -> bool:
    return (
        pins(statement, {"aws:sourceaccount", "aws:sourceorgid"})
        or pins(statement, {"aws:sourcearn"}, names_an_account)
        or pins(statement, {"aws:sourceorgpaths"}, lambda path: bool(_IN_ONE_ORGANIZATION.fullmatch(path)))
    )


def _message(service: str, statement: Statement) -> str:
    return (
        f"{service!r} in {statement.label} may come on anybody's behalf: no condition that always holds says whose "
        f"resource it comes for.\nWrite instead: {_INSTEAD}."
    )


policy = resource_rule(
    About(
        name="confused-deputy",
        risk="Any customer of AWS can send the service to this account's roles and resources.",
        severity=Severity.HIGH,
        controls=(well_architected("SEC03-BP07", "Analyze public and cross-account access"),),
        fix="Add aws:SourceArn or aws:SourceAccount, with an operator that fails where the key is missing.",
        url="https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
        config={
            _EXCEPT: {
                "type": "array",
                "items": {"type": "string"},
                "default": [],
                "description": "Service principals that send none of these keys, as AWS says in their own guides.",
            }
        },
    ),
    together(trusts, resource_policies),
    _judge,
)
"""Mandatory. No principal is excepted by default: AWS lists none that sends no source, and this stack needs none."""
