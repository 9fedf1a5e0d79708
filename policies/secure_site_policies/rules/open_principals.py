"""Rule open-principals: no resource policy and no trust policy admits everyone.

"*" is every identity of every AWS account, and for some services also a caller without an account. It passes with a
condition that limits the callers, by AWS's own meaning of "public": a fixed value that every request must match. A VPC
endpoint admits only callers with a permission elsewhere; "*" is normal there.
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
            f"{quoted(principal)} in {listed(statements, 3)} admits anyone, and no condition limits the "
            'callers.\nWrite instead: "Principal": {"AWS": "arn:aws:iam::<account>:role/<name>"}, or add '
            '"Condition": {"StringEquals": {"aws:PrincipalOrgID": "<organization>"}}.',
        )


def _open(document: object) -> Mapping[str, Sequence[str]]:
    """Each principal with a wildcard and without a limiting condition -> the labels of its statements."""
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
        risk="A policy for everyone opens the resource to any AWS account, or to the whole internet.",
        severity=Severity.CRITICAL,
        controls=(
            well_architected("SEC03-BP07", "Analyze public and cross-account access"),
            fsbp("Lambda.1", "Lambda function policies should prohibit public access"),
        ),
        fix="Name the accounts, roles or services with access, or limit them by a condition.",
        url="https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status",
    ),
    together(resource_policies, trusts),
    _judge,
)
