"""Rule confused-deputy: a statement for an AWS service requires the account or resource that the service acts for.

A service works for every customer of AWS. Without a condition on the source, any customer can make it use a role or a
resource of this account.
"""

from collections.abc import Iterator, Sequence

from pulumi_policy import ResourceValidationArgs, Severity
from pulumi_policy.proxy import UnknownValueError

from secure_site_policies.frame.rule import About, Objection, resource_rule, well_architected
from secure_site_policies.iam.documents import TRUSTS, resource_policies, together, trusts
from secure_site_policies.iam.patterns import covering
from secure_site_policies.iam.permission_properties import PERMISSIONS
from secure_site_policies.iam.sources import (
    is_by_account,
    is_excepted_in_trusts,
    names_the_source,
    names_the_source_if_sent,
    sends_perhaps,
)
from secure_site_policies.iam.statements import Statement, read_statements

_EXCEPT = "exceptPrincipals"
_INSTEAD = (
    '"Condition": {"StringEquals": {"aws:SourceAccount": "<account>"}, "ArnLike": {"aws:SourceArn": "<ARN>"}} (one of '
    "them is enough)"
)
_INSTEAD_IF_SENT = (
    '"Condition": {"StringEqualsIfExists": {"aws:SourceAccount": "<account>"}}, which works whether or not the service '
    "sends the key"
)
_IN_PROPERTIES = {"sourceArn": 'source_arn="<ARN>"', "sourceAccount": 'source_account="<account>"'}


def _judge(document: object, args: ResourceValidationArgs) -> Iterator[Objection]:
    excepted: Sequence[str] = args.get_config().get(_EXCEPT, ())
    for statement in read_statements(document):
        services = statement.principals().get("Service", ()) if statement.allows else ()
        open_to = [
            service
            for service in services
            if service not in excepted
            and not (args.resource_type in TRUSTS and _is_guarded(service, statement))
            and not is_by_account(service, statement)
        ]
        if open_to and not _names_the_source(statement, args):
            yield from (_objection(service, statement, args) for service in open_to)


def _is_guarded(service: str, statement: Statement) -> bool:
    """Whether a trust is as narrow as it can be in a service of which AWS documents no source."""
    return is_excepted_in_trusts(service) or (sends_perhaps(service) and names_the_source_if_sent(statement))


def _names_the_source(statement: Statement, args: ResourceValidationArgs) -> bool:
    try:
        return names_the_source(statement)
    except UnknownValueError:
        # The property holds one ARN and nothing else: before it is known, it is the ARN of a resource that this program
        # creates, in its own account. The rule judges the text itself at update.
        if args.resource_type in PERMISSIONS:
            return True
        raise


def _objection(service: str, statement: Statement, args: ResourceValidationArgs) -> Objection:
    # A role can only be assumed; in a resource's policy, an exemption covers only the actions of its day.
    actions = "" if args.resource_type in TRUSTS else f" for {covering(statement.actions)}"
    pattern = f"{service}{actions}"
    return Objection(
        pattern,
        f"{pattern!r} in {statement.label} may act for any AWS customer: no condition that every request must meet "
        f"names the account or resource that it acts for.\nWrite instead: {_instead(service, args.resource_type)}.",
    )


def _instead(service: str, resource_type: str) -> str:
    if resource_type in TRUSTS and sends_perhaps(service):
        return _INSTEAD_IF_SENT
    texts = [text for key, text in _IN_PROPERTIES.items() if key in PERMISSIONS.get(resource_type, ())]
    return " or ".join(texts) or _INSTEAD


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
                "default": [],
                "description": "More service principals that send none of these keys. Services that AWS's guides trust "
                "without them are excepted in trust policies by default, except CodePipeline.",
            }
        },
    ),
    together(trusts, resource_policies),
    _judge,
)
"""The services that are excepted in trust policies are in `iam.sources`."""
