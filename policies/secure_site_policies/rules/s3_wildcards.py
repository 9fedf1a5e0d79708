"""Rule s3-wildcards: no policy grants S3 actions by wildcard.

A wildcard grants actions that no one listed: `s3:Get*` reads the bucket's policy and its replication as well as its
objects, and includes every action that AWS adds next year. Only listed actions can be reviewed.
"""

import reprlib
from collections.abc import Iterator, Mapping, Sequence

from pulumi_policy import ResourceValidationArgs, Severity

from secure_site_policies.frame.rule import About, Objection, fsbp, resource_rule
from secure_site_policies.frame.wording import counted, listed
from secure_site_policies.iam.documents import RESOURCE_POLICIES, granting
from secure_site_policies.iam.resources import is_narrowable
from secure_site_policies.iam.wildcard_grants import WildcardGrant, wildcard_grants

_FEW = 8
_USUAL = (
    "s3:GetObject",
    "s3:PutObject",
    "s3:DeleteObject",
    "s3:ListBucket",
    "s3:GetObjectVersion",
    "s3:GetBucketLocation",
    "s3:AbortMultipartUpload",
    "s3:ListAllMyBuckets",
)
_ALL_ACTIONS = "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html"


def _judge(document: object, args: ResourceValidationArgs) -> Iterator[Objection]:
    for pattern, grants in _by_pattern(list(wildcard_grants(document))).items():
        yield Objection(pattern, _message(pattern, grants, args.resource_type in RESOURCE_POLICIES))


def _by_pattern(grants: Sequence[WildcardGrant]) -> Mapping[str, Sequence[WildcardGrant]]:
    grouped: dict[str, list[WildcardGrant]] = {}
    for grant in grants:
        grouped.setdefault(grant.pattern, []).append(grant)
    return grouped


def _message(pattern: str, grants: Sequence[WildcardGrant], is_of_resource: bool) -> str:
    """The message about one pattern of a document, for all statements with it."""
    actions = frozenset[str]().union(*(grant.actions for grant in grants))
    where = listed([grant.statement for grant in grants], 3)
    found = f"{reprlib.repr(pattern)} in {where} grants {counted(len(actions), 'S3 action')}"
    if is_of_resource:
        # In the policy of a resource, actions such as s3:ListAllMyBuckets have no effect.
        actions = frozenset(filter(is_narrowable, actions)) or actions
    if len(actions) <= _FEW:
        return f"{found}.\nWrite instead: {listed(sorted(actions), _FEW)}."
    usual = [action for action in _USUAL if action in actions] or sorted(actions)[:_FEW]
    return (
        f"{found}, among them {listed(sorted(actions), 3)}.\n"
        f"Write instead the used actions, such as {listed(usual, _FEW)}; all of them: {_ALL_ACTIONS}"
    )


policy = resource_rule(
    About(
        name="s3-wildcards",
        risk="A wildcard grants S3 actions that no one listed, and actions that AWS adds later.",
        severity=Severity.CRITICAL,
        controls=(
            fsbp(
                "IAM.21", "IAM customer managed policies that you create should not allow wildcard actions for services"
            ),
        ),
        fix="List the used S3 actions, for the buckets and keys on which they are used.",
        url="https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
    ),
    granting,
    _judge,
)
