"""The resources of a statement: named in full, or by a pattern that matches several.

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
    """Whether a resource of a statement is open: its pattern matches resources of any name.

    A wildcard makes it open in the partition, service, region or account of an ARN, in the name of a bucket, and at the
    beginning of another resource's id ("role/*"). A wildcard does not make it open beneath a named resource
    ("arn:aws:s3:::site/*", "log-group:/site:*") or after the beginning of an id ("role/site-*").
    """
    if not has_wildcard(resource):
        return False
    parts = resource.split(":", 5)
    if len(parts) < 6:
        # In the policy of an API, "execute-api:/*" means that API.
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
    """Whether a resource means all resources, in one account, of a kind whose ids AWS assigns.

    No program can name them beforehand; tags distinguish them.
    """
    return _is_any_of(_IDS_CHOSEN_BY_AWS, resource)


def is_narrow_without_ids(statement: Statement, resource: str) -> bool:
    """Whether a statement is as narrow as possible before its resources exist, whose ids AWS assigns.

    It is narrow if it only reads, if it requires tags of the resource or the request, or if the kind has no tags.
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
    """The text of "Write instead" for an open resource in a statement that allows the action."""
    prefix = action.partition(":")[0].lower()
    *before, name = resource.split(":", 5)
    if "s3" in (prefix, *before[2:3]):
        return '"arn:aws:s3:::<bucket>" for a bucket, "arn:aws:s3:::<bucket>/*" for the objects in it.'
    if len(before) < 5:
        known = find(prefix)
        return f"the ARNs of the used resources; their forms: {known.page if known else ALL_PAGES}"
    filled = [blank if has_wildcard(part) else part for part, blank in zip(before, _BLANKS, strict=True)]
    if _begins_with_wildcard(before[2], name):
        name = f"{_FIRST_WILDCARD.split(name)[0]}<name>"
    return f'"{":".join([*filled, name])}".'


def narrowable(statement: Statement) -> Sequence[str]:
    """The actions of a statement, as written, that have resource-level permissions; or ["NotAction"].

    Actions and services that are not in the tables count as having them.
    """
    return [NOT_ACTION] if statement.has(NOT_ACTION) else list(filter(is_narrowable, statement.actions))


def is_narrowable(action: str) -> bool:
    """Whether an action, or one covered by a pattern, has resource-level permissions."""
    if not has_wildcard(action):
        return not _is_for_everything(action)
    covered = covered_actions(action)
    return not covered or not all(_is_for_everything(one) for actions in covered.values() for one in actions)


def _is_for_everything(action: str) -> bool:
    known = find(action.partition(":")[0].lower())
    return bool(known) and action.lower() in known.everywhere


def _begins_with_wildcard(prefix: str, name: str) -> bool:
    """Whether the id begins with a wildcard, by the kinds that AWS documents; an unknown kind is at most one word."""
    wildcard = _FIRST_WILDCARD.search(name)
    if not wildcard:
        return False
    before, known = name[: wildcard.start()], find(prefix)
    kinds = known.resources if known else ()
    if any(kind.startswith(before) for kind in kinds):
        return True
    return not any(before.startswith(kind) for kind in kinds) and bool(_KIND.fullmatch(before))
