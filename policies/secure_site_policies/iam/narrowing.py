"""Open resources that are as narrow as a policy can be: their ids are assigned by AWS, or do not exist yet.

AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_tags.html
"""

import re
from collections.abc import Set

from secure_site_policies.frame.wildcards import has_wildcard
from secure_site_policies.iam.actions import described, find
from secure_site_policies.iam.principals import Accepts, is_fixed, pins_by
from secure_site_policies.iam.resources import assigned_kind, narrowable
from secure_site_policies.iam.statements import NOT_ACTION, Statement
from secure_site_policies.iam.variables import as_pattern

_ACCOUNT_ID = re.compile(r"[0-9]{12}")
_TAG_OF_RESOURCE = re.compile(r"[a-z0-9-]+:resourcetag/.+")
_ALIAS = re.compile(r"alias/[^*?]+\*?")
_ARN_IN_AN_ACCOUNT = re.compile(r"arn:[\w-]+:[a-z0-9-]+:[a-z0-9-]*:[0-9]{12}:[^*?]+")
_NETWORK_INTERFACES = frozenset(
    {
        "ec2:assignipv6addresses",
        "ec2:assignprivateipaddresses",
        "ec2:createnetworkinterface",
        "ec2:deletenetworkinterface",
        "ec2:unassignipv6addresses",
        "ec2:unassignprivateipaddresses",
    }
)
"""The actions by which a service attaches a role's code to a VPC. AWS writes them for every interface, since the
service creates the interfaces itself; one that is in use cannot be deleted.

AWS: https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
and https://docs.aws.amazon.com/codebuild/latest/userguide/auth-and-access-control-iam-identity-based-access-control.html
"""

_IDS_ASSIGNED_BY_AWS = {
    ("acm", "certificate/*"),
    ("cloudfront", "distribution/*"),
    ("codeconnections", "connection/*"),
    ("codestar-connections", "connection/*"),
    ("kms", "key/*"),
    ("logs", "delivery:*"),
}
_UNTAGGED_IDS_ASSIGNED_BY_AWS = {
    ("cloudfront", "origin-access-control/*"),
    ("cloudfront", "response-headers-policy/*"),
    ("codepipeline", "webhook:*"),
    ("route53", "change/*"),
}
_WITHOUT_ACCOUNT = {"route53"}
_READING = re.compile(r"[a-z0-9-]+:(BatchGet|Describe|Get|List|View)[A-Za-z]*")
_TAGS = ("aws:requesttag/", "aws:resourcetag/")


def is_as_narrow_as_possible(statement: Statement, resource: str) -> bool:
    """Whether an open resource is the narrowest that the actions of a statement have, for anyone's policy.

    True if the actions only create the resource, if a condition pins which of the kind are meant by their tags, if they
    only read a kind that has no tags, or if AWS's own guides write it so.

    Raises MalformedPolicyError, and UnknownValueError where only a value that is not known yet could pin.
    """
    actions = [action.lower() for action in narrowable(statement)]
    if statement.has(NOT_ACTION) or any(map(has_wildcard, actions)):
        return False
    kind = assigned_kind(resource)
    if kind is None and resource != "*":
        return False
    if all(_creates(action) for action in actions) or _NETWORK_INTERFACES.issuperset(actions):
        return True
    return _is_read_without_tags(kind, statement) or is_pinned(statement, resource)


def _is_read_without_tags(kind: tuple[str, str] | None, statement: Statement) -> bool:
    """Whether resources are only read that no condition can distinguish, such as "arn:aws:route53:::change/*"."""
    if kind is None or kind[1] not in described(kind[0]).untagged:
        return False
    return all(_READING.fullmatch(action) for action in statement.actions)


def is_pinned(statement: Statement, resource: str) -> bool:
    """Whether a resource means all of a kind whose ids AWS assigns, and a condition says which of them are meant."""
    return assigned_kind(resource) is not None and pins_by(statement, _check)


def _creates(action: str) -> bool:
    known = find(action.partition(":")[0])
    return bool(known) and action in known.new


def _check(key: str) -> Accepts | None:
    """The check of the values of a condition key that distinguishes resources whose ids AWS assigns."""
    if _TAG_OF_RESOURCE.fullmatch(key):
        return _is_tag
    return {
        "ec2:subnet": _is_resource,
        "ec2:vpc": _is_resource,
        "ecs:cluster": _is_resource,
        "elasticfilesystem:accesspointarn": _is_resource,
        "kms:requestalias": _is_alias,
        "kms:resourcealiases": _is_alias,
    }.get(key)


def _is_tag(value: str) -> bool:
    """Whether a tag has one value for an identity: "dev", or "${aws:PrincipalTag/team}" as in AWS's ABAC tutorial."""
    return bool(value) and not has_wildcard(as_pattern(value))


def _is_alias(value: str) -> bool:
    return bool(_ALIAS.fullmatch(value)) and not has_wildcard(as_pattern(value.removesuffix("*")))


def _is_resource(value: str) -> bool:
    return is_fixed(value) and bool(_ARN_IN_AN_ACCOUNT.fullmatch(value))


def is_any_id_assigned_by_aws(resource: str) -> bool:
    """Whether a resource means all resources, in one account, of a few kinds whose ids AWS assigns.

    No program can name them beforehand; tags distinguish them.
    """
    return _is_any_of(_IDS_ASSIGNED_BY_AWS, resource)


def is_narrow_beforehand(statement: Statement, resource: str) -> bool:
    """Whether a statement is as narrow as possible before its resources exist, whose ids AWS assigns.

    It is narrow if it only reads, if it requires tags of the resource or the request, or if the kind has no tags.
    """
    if _is_any_of(_UNTAGGED_IDS_ASSIGNED_BY_AWS, resource):
        return True
    if not is_any_id_assigned_by_aws(resource):
        return False
    asks = any(
        one.operator in ("stringequals", "null")
        and one.key.startswith(_TAGS)
        and not any(map(has_wildcard, one.values))
        for one in statement.conditions
    )
    return asks or all(_READING.fullmatch(action) for action in statement.actions)


def _is_any_of(kinds: Set[tuple[str, str]], resource: str) -> bool:
    parts = resource.split(":", 5)
    if len(parts) < 6:
        return False
    *before, name = parts
    return (
        (before[2], name) in kinds
        and bool(_ACCOUNT_ID.fullmatch(before[4]) or before[2] in _WITHOUT_ACCOUNT)
        and not any(map(has_wildcard, before))
    )
