"""Rule iam-resource-wildcards: actions with resource-level permissions are allowed for named resources only.

A role that may get and put objects on "*", or in any bucket, reads every secret file and rewrites every site of the
account. Actions without resource-level permissions, such as ecr:GetAuthorizationToken, need "*" and pass. So do actions
that create a resource under an id that AWS assigns; other actions on such a resource pass if a condition on its tags or
aliases says which are meant. A policy variable that the requester fills, such as ${aws:UserAgent}, is a wildcard.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pulumi_policy import ResourceValidationArgs, Severity

from secure_site_policies.frame.rule import About, Objection, fsbp, resource_rule, well_architected
from secure_site_policies.frame.wording import listed
from secure_site_policies.iam.boundaries import BOUNDARIES, KEPT_APART, is_listed, urns
from secure_site_policies.iam.documents import every_document
from secure_site_policies.iam.key_policies import KEYS
from secure_site_policies.iam.narrowing import is_any_id_assigned_by_aws, is_as_narrow_as_possible, is_narrow_beforehand
from secure_site_policies.iam.patterns import covering, in_quotes
from secure_site_policies.iam.resources import is_open, named_in_full, narrowable
from secure_site_policies.iam.statements import NOT_ACTION, Statement, read_statements

_OWN_RESOURCE_BY_STAR = KEYS | {
    "aws:backup/vaultPolicy:VaultPolicy",
    "aws:codeartifact/domainPermissions:DomainPermissions",
    "aws:codeartifact/repositoryPermissionsPolicy:RepositoryPermissionsPolicy",
    "aws:secretsmanager/secret:Secret",
    "aws:secretsmanager/secretPolicy:SecretPolicy",
}
"""Resource types in whose policy "*" means the resource itself, as AWS documents. Other policies name the resource.

https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html
https://docs.aws.amazon.com/aws-backup/latest/devguide/create-cross-account-backup.html
https://docs.aws.amazon.com/codeartifact/latest/ug/repo-policies.html and /domain-policies.html
https://docs.aws.amazon.com/secretsmanager/latest/userguide/permissions_grant-limited-principal.html
"""

_BEFOREHAND = "beforehand"


@dataclass(frozen=True, slots=True)
class _Opening:
    """All occurrences of an open resource in a document."""

    statements: list[str] = field(default_factory=list[str])
    actions: dict[str, None] = field(default_factory=dict[str, None])
    """The actions in the order of the document, each once."""


def _judge(document: object, args: ResourceValidationArgs) -> Iterator[Objection]:
    for resource, opening in _openings(document, args).items():
        pattern = f"{covering(opening.actions)} on {resource}"
        yield Objection(
            pattern,
            f"{in_quotes(pattern, resource)} in {listed(opening.statements, 3)} matches resources of any name.\n"
            f"Write instead: {named_in_full(resource, next(iter(opening.actions)))}",
        )


def _openings(document: object, args: ResourceValidationArgs) -> Mapping[str, _Opening]:
    found: dict[str, _Opening] = {}
    is_boundary, is_beforehand = is_listed(BOUNDARIES, args), is_listed(_BEFOREHAND, args)
    for statement in read_statements(document):
        if not statement.allows:
            continue
        resources = [
            one
            for one in statement.texts("Resource")
            if is_open(one)
            and not (one == "*" and args.resource_type in _OWN_RESOURCE_BY_STAR)
            and not (is_boundary and _passes_in_boundary(statement, one))
            and not (is_beforehand and is_narrow_beforehand(statement, one))
        ]
        if resources and (actions := narrowable(statement)):
            for resource in resources:
                if is_as_narrow_as_possible(statement, resource):
                    continue
                opening = found.setdefault(resource, _Opening())
                opening.statements.append(statement.label)
                opening.actions.update(dict.fromkeys(actions))
    return found


def _passes_in_boundary(statement: Statement, resource: str) -> bool:
    """Whether an open resource passes in a boundary, which grants nothing: it must name only buckets and roles."""
    if resource == "*":
        return not statement.has(NOT_ACTION) and not any(
            one.lower().startswith(KEPT_APART) for one in statement.actions
        )
    return is_any_id_assigned_by_aws(resource)


policy = resource_rule(
    About(
        name="iam-resource-wildcards",
        risk="A permission for any resource reaches resources that it was never meant for.",
        severity=Severity.CRITICAL,
        controls=(
            well_architected("SEC03-BP02", "Grant least privilege access"),
            fsbp("KMS.1", "IAM customer managed policies should not allow decryption actions on all KMS keys"),
            fsbp(
                "KMS.2",
                "IAM principals should not have IAM inline policies that allow decryption actions on all KMS keys",
            ),
        ),
        fix="Write the ARNs of the used resources. A wildcard may stand for the content of a named resource.",
        url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html",
        config={
            BOUNDARIES: urns(
                "URNs of permissions boundaries; `*` and `?` are wildcards. A boundary grants nothing: "
                "it must name buckets and roles in full, and may have open resources of other services."
            ),
            _BEFOREHAND: {
                "type": "array",
                "items": {"type": "string"},
                "default": [],
                "description": "URNs of policies for distributions, keys and connections that do not exist yet; `*` "
                "and `?` are wildcards. Such a policy may name all of an account's, to read them or by their tags.",
            },
        },
    ),
    every_document,
    _judge,
)
