"""The conditions under which an action is granted, where its ARN alone would reach too far.

Resources whose ids AWS chooses are told apart by their tags Project and Stack: what is created has to be given them,
what is changed or deleted has to have them. Reads are without this condition. What is gone has no tags, so AWS would
say "denied" where the provider waits for "not found" after it has deleted something; and a preview that may not look
could not tell that somebody took the tags off.

Two limits remain. AWS offers no tags for origin access controls, response headers policies and cache policies. And what
has neither tag yet may be given them, for AWS does not tell this from tagging what is just being created.

AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_tags.html, and for what supports which
https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from components.context import Context
from permissions.program import Program
from permissions.roles import Role

Conditions = Mapping[str, Mapping[str, Any]]

TAGGED_IDS = re.compile(
    r"arn:aws:(acm:[a-z0-9-]+:[0-9]{12}:certificate/|cloudfront::[0-9]{12}:distribution/|"
    r"codeconnections:[a-z0-9-]+:[0-9]{12}:connection/|kms:[a-z0-9-]+:[0-9]{12}:key/|"
    r"logs:[a-z0-9-]+:[0-9]{12}:delivery:)\*"
)
"""ARNs of what AWS gives an id and lets one tag."""

_OWNED, _GIVEN = "aws:ResourceTag/", "aws:RequestTag/"
_CREATING = {
    "acm:RequestCertificate",
    "cloudfront:CreateDistribution",
    "codeconnections:CreateConnection",
    "kms:CreateKey",
    "logs:CreateDelivery",
}
_BY_TAG = ("cloudfront", "codeconnections", "kms", "logs")
_TAGGING = {"acm:AddTagsToCertificate"} | {f"{service}:TagResource" for service in _BY_TAG}
_UNTAGGING = {"acm:RemoveTagsFromCertificate"} | {f"{service}:UntagResource" for service in _BY_TAG}
_BOUNDED = {
    "iam:AttachRolePolicy",
    "iam:CreateRole",
    "iam:DeleteRole",
    "iam:DeleteRolePolicy",
    "iam:DetachRolePolicy",
    "iam:PutRolePermissionsBoundary",
    "iam:PutRolePolicy",
    "iam:UpdateAssumeRolePolicy",
}


def alternatives(
    action: str, arn: str, reads: bool, program: Program, roles: Mapping[str, Role]
) -> Sequence[Conditions]:
    """The conditions of which any one has to hold; [{}] where the ARN says enough.

    reads: whether the action belongs to the read half.
    Raises ValueError for a role that is written without a boundary, or passed to something that is no service.
    """
    context = program.context
    if action in _CREATING and (arn == "*" or TAGGED_IDS.fullmatch(arn)):
        return [{"StringEquals": _tags(_GIVEN, context)}]
    if action == "route53:ChangeResourceRecordSets":
        return [_records(program)]
    if action == "iam:PassRole":
        return [{"StringEquals": {"iam:PassedToService": _of(arn, roles).services[0]}}]
    if action in _BOUNDED:
        return [{"StringEquals": {"iam:PermissionsBoundary": _boundary(_of(arn, roles))}}]
    if reads or not TAGGED_IDS.fullmatch(arn):
        return [{}]
    owned = _tags(_OWNED, context)
    if action in _TAGGING:
        given = _tags(_GIVEN, context)
        return [
            {"StringEquals": given, "Null": dict.fromkeys(owned, "true")},
            {"StringEquals": owned, "StringEqualsIfExists": given},
        ]
    if action in _UNTAGGING:
        return [{"StringEquals": owned, "ForAllValues:StringNotEquals": {"aws:TagKeys": ["Project", "Stack"]}}]
    return [{"StringEquals": {**owned, **_use(action, context)}}]


def _tags(key: str, context: Context) -> dict[str, str]:
    return {f"{key}Project": context.project, f"{key}Stack": context.stack}


def _use(action: str, context: Context) -> dict[str, str]:
    """Through which service something that is handed on may be used."""
    if action == "kms:GenerateDataKey":
        return {"kms:ViaService": f"s3.{context.region}.amazonaws.com"}
    if action == "codeconnections:PassConnection":
        return {"codeconnections:PassedToService": "codepipeline.amazonaws.com"}
    return {}


def _of(arn: str, roles: Mapping[str, Role]) -> Role:
    role = next((role for role in roles.values() if role.arn == arn), None)
    if role is None or not role.services:
        raise ValueError(f"{arn} is no role that the program makes for a service: it is not to be written or passed")
    return role


def _boundary(role: Role) -> str:
    if role.boundary is None:
        raise ValueError(f"{role.arn} has no permissions_boundary: without one the deploy role could make it anything")
    return role.boundary


def _records(program: Program) -> Conditions:
    """The names and types of the stack's own records; a certificate's proofs have names that AWS chooses.

    AWS: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/specifying-rrset-conditions.html
    """
    names: set[str] = set()
    types: set[str] = set()
    for record in program.all("aws:route53/record:Record"):
        name = record.inputs.get("name")
        names |= {_normalized(name)} if name else {f"_*.{domain}" for domain in _certified(program)}
        types.add(record.inputs.get("type") or "CNAME")
    return {
        "ForAllValues:StringLike": {"route53:ChangeResourceRecordSetsNormalizedRecordNames": sorted(names)},
        "ForAllValues:StringEquals": {"route53:ChangeResourceRecordSetsRecordTypes": sorted(types)},
    }


def _certified(program: Program) -> set[str]:
    certificates = (certificate.inputs for certificate in program.all("aws:acm/certificate:Certificate"))
    names = (name for one in certificates for name in (one["domainName"], *one.get("subjectAlternativeNames", ())))
    return {_normalized(name.removeprefix("*.")) for name in names}


def _normalized(name: str) -> str:
    return name.lower().removesuffix(".").replace("*", r"\052")
