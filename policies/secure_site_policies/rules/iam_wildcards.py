"""Rule iam-wildcards: no policy grants the actions of any service by wildcard.

What nobody listed, nobody reviewed: `ec2:Describe*` shows the start-up scripts of every machine, and grants what AWS
adds next year. What names S3 is left to s3-wildcards, what grants all but a few to iam-not-elements.
"""

from collections.abc import Iterator, Mapping, Sequence

from pulumi_policy import ResourceValidationArgs, Severity

from secure_site_policies.frame.rule import About, Objection, cis, fsbp, resource_rule
from secure_site_policies.frame.wildcards import has_wildcard
from secure_site_policies.frame.wording import counted, listed, quoted
from secure_site_policies.iam.actions import ALL_PAGES, described
from secure_site_policies.iam.documents import RESOURCE_POLICIES, every_document
from secure_site_policies.iam.statements import NOT_ACTION, read_statements
from secure_site_policies.iam.wildcard_grants import covered_actions

_FEW = 8
_TELLING = ("iam:PassRole", "kms:Decrypt", "sts:AssumeRole", "s3:GetObject", "secretsmanager:GetSecretValue")


def _judge(document: object, args: ResourceValidationArgs) -> Iterator[Objection]:
    is_of_resource = args.resource_type in RESOURCE_POLICIES
    for pattern, statements in _wildcards(document).items():
        covered = covered_actions(pattern)
        if not (covered and pattern.lower().startswith("s3:")):
            grants, instead = _any_of_resource() if is_of_resource and len(covered) > 1 else _explained(covered)
            yield Objection(
                pattern,
                f"{quoted(pattern)} in {listed(statements, 3)} grants {grants}.\nWrite instead{instead}",
            )


def _wildcards(document: object) -> Mapping[str, Sequence[str]]:
    """Each wildcard that grants, once, with the statements it is in."""
    found: dict[str, list[str]] = {}
    for statement in read_statements(document):
        if statement.allows and not statement.has(NOT_ACTION):
            for pattern in filter(has_wildcard, statement.actions):
                found.setdefault(pattern, []).append(statement.label)
    return found


def _any_of_resource() -> tuple[str, str]:
    return (
        "whatever the service lets one do with this resource",
        f" the actions that are used; all of them: {ALL_PAGES}",
    )


def _explained(covered: Mapping[str, frozenset[str]]) -> tuple[str, str]:
    """What a pattern grants, and what is to be written instead of it."""
    if not covered:
        return "whatever AWS gives such a name", f" the actions that are used; all of them: {ALL_PAGES}"
    actions = [action for prefix in covered for action in described(prefix).actions if action in covered[prefix]]
    grants = f"{counted(len(actions), 'action')} of {_services(covered)}"
    if len(actions) <= _FEW:
        return grants, f": {listed(sorted(actions), _FEW)}."
    if len(covered) > 1:
        telling = [action for action in _TELLING if action in actions] or actions
        return f"{grants}, among them {listed(telling, 3)}", f" the actions that are used; all of them: {ALL_PAGES}"
    return (
        f"{grants}, among them {listed(sorted(actions), 3)}",
        f" those that are used, such as {', '.join(actions[:_FEW])}; all of them: {described(*covered).page}",
    )


def _services(covered: Mapping[str, frozenset[str]]) -> str:
    return listed(list(covered), 3) if len(covered) <= 3 else f"{len(covered)} services"


policy = resource_rule(
    About(
        name="iam-wildcards",
        risk="A wildcard grants actions that nobody listed, and those that AWS adds later.",
        severity=Severity.HIGH,
        controls=(
            fsbp(
                "IAM.21", "IAM customer managed policies that you create should not allow wildcard actions for services"
            ),
            fsbp("IAM.1", 'IAM policies should not allow full "*" administrative privileges'),
            cis("1.16", 'Ensure IAM policies that allow full "*:*" administrative privileges are not attached'),
        ),
        fix="Write out the actions that are used, on the resources they are used on.",
        url="https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
    ),
    every_document,
    _judge,
)
"""Mandatory."""
