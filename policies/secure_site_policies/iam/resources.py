"""Which resources a statement names: each in full, or a pattern that leaves open which.

AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
"""

import re
from collections.abc import Sequence, Set

from secure_site_policies.frame.wildcards import has_wildcard
from secure_site_policies.iam.actions import ALL_PAGES, find
from secure_site_policies.iam.statements import NOT_ACTION, Statement
from secure_site_policies.iam.wildcard_grants import covered_actions

_FIRST_WILDCARD = re.compile(r"[*?]")
_BLANKS = ("arn", "aws", "<service>", "<region>", "<account>")
_KIND = re.compile(r"(?:/?[^/:]*[/:])?")
_ACCOUNT_ID = re.compile(r"[0-9]{12}")
_IDS_CHOSEN_BY_AWS = {
    ("acm", "certificate/*"),
    ("cloudfront", "distribution/*"),
    ("codeconnections", "connection/*"),
    ("codestar-connections", "connection/*"),
    ("kms", "key/*"),
    ("logs", "delivery:*"),
}
_UNTAGGED_IDS_CHOSEN_BY_AWS = {
    ("cloudfront", "origin-access-control/*"),
    ("cloudfront", "response-headers-policy/*"),
    ("codepipeline", "webhook:*"),
    ("route53", "change/*"),
}
_WITHOUT_ACCOUNT = {"route53"}
_READING = re.compile(r"[a-z0-9-]+:(BatchGet|Describe|Get|List|View)[A-Za-z]*")
_TAGS = ("aws:requesttag/", "aws:resourcetag/")


def is_open(resource: str) -> bool:
    """Whether a resource of a statement leaves open which one is meant.

    It does with a wildcard in the partition, service, region or account of its ARN, in the name of a bucket, or at the
    beginning of another resource's id: "role/*". It does not with one beneath a resource that is named
    ("arn:aws:s3:::site/*", "log-group:/site:*"), or after the beginning of an id: "role/site-*".
    """
    if not has_wildcard(resource):
        return False
    parts = resource.split(":", 5)
    if len(parts) < 6:
        # "execute-api:/*" stands for the API whose policy it is in.
        # https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html
        return not resource.startswith("execute-api:/")
    *before, name = parts
    if any(map(has_wildcard, before)):
        return True
    _, _, prefix, region, account = before
    if prefix == "s3" and not region and not account:
        return has_wildcard(name.partition("/")[0])
    return _begins_with_wildcard(prefix, name)


def is_any_id_chosen_by_aws(resource: str) -> bool:
    """Whether a resource is all of a kind whose ids AWS chooses, in one account: nobody can name them beforehand.

    They can be told apart by their tags.
    """
    return _is_any_of(_IDS_CHOSEN_BY_AWS, resource)


def is_narrow_without_ids(statement: Statement, resource: str) -> bool:
    """Whether a statement is as narrow as it can be before its resources exist, of which AWS chooses the ids.

    It is if it only reads, if it asks for tags of the resource or of the request, and for kinds without tags.
    """
    if _is_any_of(_UNTAGGED_IDS_CHOSEN_BY_AWS, resource):
        return True
    if not is_any_id_chosen_by_aws(resource):
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


def named_in_full(resource: str, action: str) -> str:
    """What to write instead of an open resource, in a statement that allows the action."""
    prefix = action.partition(":")[0].lower()
    *before, name = resource.split(":", 5)
    if "s3" in (prefix, *before[2:3]):
        return '"arn:aws:s3:::<bucket>" for a bucket, "arn:aws:s3:::<bucket>/*" for the objects in it.'
    if len(before) < 5:
        known = find(prefix)
        return f"the ARNs of the resources that are used; their forms: {known.page if known else ALL_PAGES}"
    filled = [blank if has_wildcard(part) else part for part, blank in zip(before, _BLANKS, strict=True)]
    if _begins_with_wildcard(before[2], name):
        name = f"{_FIRST_WILDCARD.split(name)[0]}<name>"
    return f'"{":".join([*filled, name])}".'


def narrowable(statement: Statement) -> Sequence[str]:
    """What a statement allows that AWS lets one allow for single resources; as written, "NotAction" for all but some.

    An action or a service that the tables do not have is taken to be of that sort.
    """
    return [NOT_ACTION] if statement.has(NOT_ACTION) else list(filter(is_narrowable, statement.actions))


def is_narrowable(action: str) -> bool:
    """The same for one action or pattern."""
    if not has_wildcard(action):
        return not _is_for_everything(action)
    covered = covered_actions(action)
    return not covered or not all(_is_for_everything(one) for actions in covered.values() for one in actions)


def _is_for_everything(action: str) -> bool:
    known = find(action.partition(":")[0].lower())
    return bool(known) and action.lower() in known.everywhere


def _begins_with_wildcard(prefix: str, name: str) -> bool:
    """Compares with the kinds of resources that AWS documents; of those of others, the kind is one word at most."""
    wildcard = _FIRST_WILDCARD.search(name)
    if not wildcard:
        return False
    before, known = name[: wildcard.start()], find(prefix)
    kinds = known.resources if known else ()
    if any(kind.startswith(before) for kind in kinds):
        return True
    return not any(before.startswith(kind) for kind in kinds) and bool(_KIND.fullmatch(before))
