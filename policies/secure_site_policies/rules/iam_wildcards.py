"""Rule iam-wildcards: no policy grants the actions of any service by wildcard.

An action that is not listed is not reviewed: `ec2:Describe*` shows the start-up scripts of every machine, and grants
the actions that AWS adds next year. Rule s3-wildcards covers patterns for S3, iam-not-elements covers NotAction. A
listed boundary, which grants nothing and has little room, may shorten the names of actions, but not to those of a whole
service.
"""

from collections.abc import Iterator, Mapping, Sequence

from pulumi_policy import ResourceValidationArgs, Severity

from secure_site_policies.frame.rule import About, Objection, cis, fsbp, resource_rule
from secure_site_policies.frame.wildcards import has_wildcard
from secure_site_policies.frame.wording import counted, listed, quoted
from secure_site_policies.iam import key_policies
from secure_site_policies.iam.actions import ALL_PAGES, described
from secure_site_policies.iam.boundaries import BOUNDARIES, KEPT_APART, is_listed, urns
from secure_site_policies.iam.documents import RESOURCE_POLICIES, every_document
from secure_site_policies.iam.resources import is_narrowable
from secure_site_policies.iam.statements import NOT_ACTION, read_statements
from secure_site_policies.iam.wildcard_grants import covered_actions

_FEW = 8
_TELLING = ("iam:PassRole", "kms:Decrypt", "sts:AssumeRole", "s3:GetObject", "secretsmanager:GetSecretValue")


def _judge(document: object, args: ResourceValidationArgs) -> Iterator[Objection]:
    is_of_resource = args.resource_type in RESOURCE_POLICIES
    for pattern, statements in _wildcards(document, args).items():
        covered = covered_actions(pattern)
        if not (covered and pattern.lower().startswith("s3:")):
            whole = _any_of_resource() if is_of_resource and len(covered) > 1 else None
            grants, instead = whole or _explained(covered, is_of_resource)
            yield Objection(
                pattern,
                f"{quoted(pattern)} in {listed(statements, 3)} grants {grants}.\nWrite instead{instead}",
            )


def _wildcards(document: object, args: ResourceValidationArgs) -> Mapping[str, Sequence[str]]:
    """Each granting wildcard -> the labels of the statements that contain it."""
    found: dict[str, list[str]] = {}
    statements = read_statements(document)
    passing = key_policies.passing(statements) if args.resource_type in key_policies.KEYS else ()
    is_boundary = is_listed(BOUNDARIES, args)
    for statement in statements:
        if statement.allows and not statement.has(NOT_ACTION):
            for pattern in filter(has_wildcard, statement.actions):
                if (statement, pattern) not in passing and not (is_boundary and _is_short_name(pattern)):
                    found.setdefault(pattern, []).append(statement.label)
    return found


def _is_short_name(pattern: str) -> bool:
    """Whether a pattern shortens names of a service: "kms:*Alias", but not "kms:*" nor "k*:CreateAlias"."""
    service, _, name = pattern.partition(":")
    return not (has_wildcard(service) or f"{service}:".lower() in KEPT_APART) and name.strip("*?") != ""


def _any_of_resource() -> tuple[str, str]:
    return (
        "every action of the service on this resource",
        f" the used actions; all of them: {ALL_PAGES}",
    )


def _explained(covered: Mapping[str, frozenset[str]], is_of_resource: bool) -> tuple[str, str]:
    """The descriptions of the granted actions, and of the text to write instead."""
    if not covered:
        return "every action that AWS gives such a name", f" the used actions; all of them: {ALL_PAGES}"
    actions = [action for prefix in covered for action in described(prefix).actions if action in covered[prefix]]
    grants = f"{counted(len(actions), 'action')} of {_services(covered)}"
    if is_of_resource:
        # AWS rejects nothing here, but an action without a resource has no effect in a resource's policy.
        actions = [one for one in actions if is_narrowable(one)] or actions
    if len(actions) <= _FEW:
        return grants, f": {listed(sorted(actions), _FEW)}."
    if len(covered) > 1:
        telling = [action for action in _TELLING if action in actions] or actions
        return f"{grants}, among them {listed(telling, 3)}", f" the used actions; all of them: {ALL_PAGES}"
    return (
        f"{grants}, among them {listed(sorted(actions), 3)}",
        f" the used actions, such as {', '.join(actions[:_FEW])}; all of them: {described(*covered).page}",
    )


def _services(covered: Mapping[str, frozenset[str]]) -> str:
    return listed(list(covered), 3) if len(covered) <= 3 else f"{len(covered)} services"


policy = resource_rule(
    About(
        name="iam-wildcards",
        risk="A wildcard grants actions that no one listed, and actions that AWS adds later.",
        severity=Severity.HIGH,
        controls=(
            fsbp(
                "IAM.21", "IAM customer managed policies that you create should not allow wildcard actions for services"
            ),
            fsbp("IAM.1", 'IAM policies should not allow full "*" administrative privileges'),
            cis("1.16", 'Ensure IAM policies that allow full "*:*" administrative privileges are not attached'),
        ),
        fix="List the used actions, for the resources on which they are used.",
        url="https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
        config={
            BOUNDARIES: urns(
                "URNs of permissions boundaries; `*` and `?` are wildcards. A boundary grants nothing: "
                "it may shorten names of actions, such as `kms:*Alias`, except those of IAM, S3 and STS."
            ),
        },
    ),
    every_document,
    _judge,
)
