"""Wildcards in key policies as AWS writes them: "*" is that one key, and without the policy no one manages the key.

AWS: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html and
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
"""

import re
from collections.abc import Collection, Iterable

from secure_site_policies.frame.wildcards import has_wildcard
from secure_site_policies.iam.statements import Statement

KEYS = frozenset(
    {
        "aws:kms/externalKey:ExternalKey",
        "aws:kms/key:Key",
        "aws:kms/keyPolicy:KeyPolicy",
        "aws:kms/replicaExternalKey:ReplicaExternalKey",
        "aws:kms/replicaKey:ReplicaKey",
    }
)
"""The resource types with a key policy."""

_EVERYTHING = "kms:*"
_USE = frozenset({"kms:decrypt*", "kms:describe*", "kms:encrypt*", "kms:generatedatakey*", "kms:reencrypt*"})
"""The patterns for users and services of a key in AWS's console and guides: each a whole verb."""
_ADMINISTRATION = frozenset(
    f"kms:{verb}*" for verb in ("create", "delete", "disable", "enable", "get", "list", "put", "revoke", "update")
)
"""The patterns for administrators of a key in AWS's console: each a whole verb."""
_ACCOUNT = re.compile(r"(?:arn:[\w-]+:iam::)?([0-9]{12})(?::.+)?")
_ROOT = re.compile(r"(?:arn:[\w-]+:iam::)?(?P<account>[0-9]{12})(?::root)?")


def passing(statements: Iterable[Statement]) -> Collection[tuple[Statement, str]]:
    """The wildcards of a key policy that pass: pairs of a statement and the pattern as written.

    "kms:*" passes for one account as a whole, which leaves the key to the account's own IAM policies; and the verbs of
    AWS's console pass for named principals; the verbs of administration for principals of that account only.
    """
    found: set[tuple[Statement, str]] = set()
    allowing = [statement for statement in statements if statement.allows]
    owners = {_owner(one) for one in allowing if _EVERYTHING in map(str.lower, one.actions)}
    for statement in allowing:
        names = [name for several in statement.principals().values() for name in several]
        if not names or any(map(has_wildcard, names)):
            continue
        for pattern in statement.actions:
            lower = pattern.lower()
            is_of_owner = lower == _EVERYTHING and len(owners) == 1 and owners != {None}
            if is_of_owner or lower in _USE or (lower in _ADMINISTRATION and _accounts(names) <= (owners or {None})):
                found.add((statement, pattern))
    return found


def _accounts(names: Iterable[str]) -> set[str | None]:
    """The accounts of principals; None for one that is no identity of an account."""
    return {found[1] if (found := _ACCOUNT.fullmatch(name)) else None for name in names}


def _owner(statement: Statement) -> str | None:
    """The account if it is, as a whole, the only principal of a statement; None otherwise."""
    principals = statement.principals()
    matches = [_ROOT.fullmatch(name) for name in principals.get("AWS", ())]
    if set(principals) != {"AWS"} or len(matches) != 1 or not matches[0]:
        return None
    return matches[0]["account"]
