"""Rule open-principals: no resource policy and no trust policy admits everyone.

"*" is every identity of every AWS account, and for some services also a caller without an account. It passes with a
condition that limits the callers, by AWS's own meaning of "public": a fixed value that every request must match. A VPC
endpoint admits only callers with a permission elsewhere; "*" is normal there.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pulumi_policy import ResourceValidationArgs, Severity

from secure_site_policies.frame.rule import About, Objection, fsbp, resource_rule, well_architected
from secure_site_policies.frame.wording import listed
from secure_site_policies.iam.documents import resource_policies, together, trusts
from secure_site_policies.iam.networks import Network, are_of_known_callers, required_networks
from secure_site_policies.iam.patterns import covering, in_quotes
from secure_site_policies.iam.permission_properties import PERMISSIONS
from secure_site_policies.iam.principals import open_principals, pins_callers
from secure_site_policies.iam.statements import NOT_ACTION, Statement, read_statements

_MOUNTED = "elasticfilesystem:accessedviamounttarget"
"""A mount target is in a VPC: only who reaches its network interface mounts the file system.

AWS: https://docs.aws.amazon.com/efs/latest/ug/access-control-block-public-access.html
"""
_FILE_SYSTEMS = ("aws:efs/fileSystemPolicy:FileSystemPolicy",)


@dataclass(frozen=True, slots=True)
class _Opening:
    """All statements of a document that are open to one principal."""

    statements: list[str] = field(default_factory=list[str])
    actions: set[str] = field(default_factory=set[str])


def _judge(document: object, args: ResourceValidationArgs) -> Iterator[Objection]:
    for principal, opening in _open(document, args).items():
        pattern = f"{principal} for {covering(opening.actions)}" if opening.actions else principal
        where = f"{in_quotes(pattern, principal)} in {listed(opening.statements, 3)}"
        yield Objection(
            pattern,
            f"{where} admits anyone, and no condition limits the callers.\n"
            f"Write instead: {_instead(args.resource_type)}.",
        )


def _instead(resource_type: str) -> str:
    if resource_type in PERMISSIONS:
        keys = [key for key, name in PERMISSIONS[resource_type].items() if name == "aws:PrincipalOrgID"]
        return 'principal="<account>"' + "".join(f', or add {_snake(key)}="<organization>"' for key in keys)
    return (
        '"Principal": {"AWS": "arn:aws:iam::<account>:role/<name>"}, or add '
        '"Condition": {"StringEquals": {"aws:PrincipalOrgID": "<organization>"}}'
    )


def _snake(key: str) -> str:
    return re.sub(r"[A-Z]", lambda letter: f"_{letter[0].lower()}", key)


def _open(document: object, args: ResourceValidationArgs) -> Mapping[str, _Opening]:
    """Each principal with a wildcard and without a limiting condition -> its statements."""
    found: dict[str, _Opening] = {}
    by_network: list[tuple[Statement, Sequence[Network]]] = []
    for statement in read_statements(document):
        if not statement.allows or not open_principals(statement) or _is_limited(statement, args):
            continue
        if networks := required_networks(statement):
            by_network.append((statement, networks))
        else:
            _add(found, statement)
    # The networks count together: a statement for each of many small ones is a statement for the internet.
    if not are_of_known_callers(network for _, networks in by_network for network in networks):
        for statement, _ in by_network:
            _add(found, statement)
    return found


def _add(found: dict[str, _Opening], statement: Statement) -> None:
    for principal in open_principals(statement):
        opening = found.setdefault(principal, _Opening())
        opening.statements.append(statement.label)
        opening.actions.update(_actions(statement))


def _actions(statement: Statement) -> Sequence[str]:
    return [NOT_ACTION] if statement.has(NOT_ACTION) else statement.actions


def _is_limited(statement: Statement, args: ResourceValidationArgs) -> bool:
    return pins_callers(statement) or (
        args.resource_type in _FILE_SYSTEMS
        and any((one.operator, one.key, one.values) == ("bool", _MOUNTED, ["true"]) for one in statement.conditions)
    )


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
