"""The resources of a statement: named in full, or by a pattern that matches several.

AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from secure_site_policies.frame.wildcards import has_wildcard
from secure_site_policies.iam.actions import ALL_PAGES, described, find
from secure_site_policies.iam.statements import NOT_ACTION, Statement
from secure_site_policies.iam.variables import as_pattern
from secure_site_policies.iam.wildcard_grants import covered_actions

_FIRST_WILDCARD = re.compile(r"[*?]")
_BLANKS = ("arn", "aws", "<service>", "<region>", "<account>")
_BY_TAG = '; or keep the wildcard and add "Condition": {"StringEquals": {"aws:ResourceTag/<key>": "<value>"}}.'
_KIND = re.compile(r"(?:/?[^/:]*[/:])?")


def is_open(resource: str) -> bool:
    """Whether a resource of a statement is open: its pattern matches resources of any name.

    A wildcard makes it open in the partition, service, region or account of an ARN, in the name of a bucket, and at the
    beginning of another resource's id ("role/*"). A wildcard does not make it open beneath a named resource
    ("arn:aws:s3:::site/*", "log-group:/site:*") or after the beginning of an id ("role/site-*"). A policy variable
    whose value the requester chooses is a wildcard: "${aws:UserAgent}".
    """
    pattern = as_pattern(resource)
    if not has_wildcard(pattern):
        return False
    parts = pattern.split(":", 5)
    if len(parts) < 6:
        # In the policy of an API, "execute-api:/*" means that API.
        # https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html
        return not pattern.startswith("execute-api:/")
    *before, name = parts
    if any(map(has_wildcard, before)):
        return True
    _, _, prefix, region, account = before
    if prefix == "s3" and not region and not account:
        return has_wildcard(name.partition("/")[0])
    return _begins_with_wildcard(prefix, name)


def assigned_kind(resource: str) -> tuple[str, str] | None:
    """The service and the kind of a resource that means all of a kind whose ids AWS assigns: ("ec2", "instance/").

    The region and the account may be wildcards too. None for another resource.
    """
    parts = as_pattern(resource).split(":", 5)
    if len(parts) < 6 or any(map(has_wildcard, parts[:3])):
        return None
    prefix, name = parts[2], parts[5]
    known = find(prefix)
    kind = name.removesuffix("*")
    return (prefix, kind) if known and kind != name and kind in known.assigned else None


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
    if kind := assigned_kind(resource):
        id_of_aws = (
            f'"{":".join([*filled, kind[1] + "<id>"])}", with the id that AWS assigned, an output of the resource'
        )
        return id_of_aws + ("." if kind[1] in described(kind[0]).untagged else _BY_TAG)
    if _begins_with_wildcard(before[2], as_pattern(name)):
        name = f"{_FIRST_WILDCARD.split(as_pattern(name))[0]}<name>"
    return f'"{":".join([*filled, name])}".'


def narrowable(statement: Statement) -> Sequence[str]:
    """The actions of a statement, as written, that have resource-level permissions; or ["NotAction"].

    Actions and services that are not in the tables count as having them.
    """
    return [NOT_ACTION] if statement.has(NOT_ACTION) else list(filter(is_narrowable, statement.actions))


@lru_cache(maxsize=4096)
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
