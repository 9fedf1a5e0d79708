"""Rule open-principals: no policy of a resource and no trust lets everybody in.

"*" is every identity of every AWS account, and for some services whoever has no account as well. It passes under a
condition that says who it has to be, by AWS's own meaning of "public": a fixed value that no request can do without.
A VPC endpoint lets pass who has a permission elsewhere; there "*" is the rule.
"""

from collections.abc import Iterator, Mapping, Sequence

from pulumi_policy import ResourceValidationArgs, Severity

from secure_site_policies.frame.rule import About, Objection, fsbp, resource_rule, well_architected
from secure_site_policies.frame.wording import listed, quoted
from secure_site_policies.iam.documents import resource_policies, together, trusts
from secure_site_policies.iam.principals import IDENTIFYING_KEYS, open_principals, pins, pins_network
from secure_site_policies.iam.statements import read_statements


def _judge(document: object, args: ResourceValidationArgs) -> Iterator[Objection]:
    for principal, statements in _open(document).items():
        yield Objection(
            principal,
            f"{quoted(principal)} in {listed(statements, 3)} lets in whoever asks, and no condition says who it "
            'has to be.\nWrite instead: "Principal": {"AWS": "arn:aws:iam::<account>:role/<name>"}, or add '
            '"Condition": {"StringEquals": {"aws:PrincipalOrgID": "<organization>"}}.',
        )


def _open(document: object) -> Mapping[str, Sequence[str]]:
    """Each principal with a wildcard that nothing narrows, once, with the statements it is in."""
    found: dict[str, list[str]] = {}
    for statement in read_statements(document):
        if not statement.allows or not (principals := open_principals(statement)):
            continue
        if not pins(statement, IDENTIFYING_KEYS) and not pins_network(statement):
            for principal in principals:
                found.setdefault(principal, []).append(statement.label)
    return found


policy = resource_rule(
    About(
        name="open-principals",
        risk="A policy for everybody gives the resource to any AWS account, or to the whole internet.",
        severity=Severity.CRITICAL,
        controls=(
            well_architected("SEC03-BP07", "Analyze public and cross-account access"),
            fsbp("Lambda.1", "Lambda function policies should prohibit public access"),
        ),
        fix="Name the accounts, roles or services that are let in, or pin them by a condition.",
        url="https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status",
    ),
    together(resource_policies, trusts),
    _judge,
)
"""Mandatory."""
