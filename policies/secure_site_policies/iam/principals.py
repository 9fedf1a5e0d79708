"""Whom a statement lets in: is it anybody, and does a condition say who it has to be all the same.

AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
"""

import re
from collections.abc import Callable, Collection
from ipaddress import ip_network

from secure_site_policies.frame.wildcards import has_wildcard
from secure_site_policies.iam.statements import Statement

IDENTIFYING_KEYS = frozenset(
    {
        "aws:principalaccount",
        "aws:principalarn",
        "aws:principalorgid",
        "aws:sourceaccount",
        "aws:sourcearn",
        "aws:sourceorgid",
        "aws:sourceowner",
        "aws:sourcevpc",
        "aws:sourcevpce",
        "aws:userid",
        "aws:vpceaccount",
        "aws:vpceorgid",
        "kms:calleraccount",
        "s3:dataaccesspointaccount",
        "s3:dataaccesspointarn",
    }
)
"""Keys, in lower case, of which one with a fixed value makes a statement for everybody one for somebody.

AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
and, for the same in its own words, https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""

_EXACTING = re.compile(r"(foranyvalue:)?(stringequals|stringequalsignorecase|stringlike|arnequals|arnlike)")
_LARGEST_NETWORK = {4: 8, 6: 16}
_ACCOUNT_ID = re.compile(r"[0-9]{12}")


def is_fixed(value: str) -> bool:
    """Whether a condition's value is one and the same for every request: without wildcard and policy variable."""
    return bool(value) and not has_wildcard(value) and "${" not in value


def names_an_account(value: str) -> bool:
    """Whether a value is fixed, or an ARN that leaves something open within an account that is given in full."""
    parts = value.split(":", 5)
    return is_fixed(value) or (len(parts) == 6 and bool(_ACCOUNT_ID.fullmatch(parts[4])))


def pins(statement: Statement, keys: Collection[str], says: Callable[[str], bool] = is_fixed) -> bool:
    """Whether a condition that no request can skip demands a value of one of the keys.

    keys: in lower case, such as "aws:sourcearn".
    says: what has to hold for each value of that condition. Default: is_fixed.

    An operator that passes without the key (...IfExists, ForAllValues) or that only excludes (StringNotEquals) does not
    count. Raises MalformedPolicyError.
    """
    return any(
        condition.key in keys
        and _EXACTING.fullmatch(condition.operator)
        and condition.values
        and all(says(value) for value in condition.values)
        for condition in statement.conditions
    )


def pins_network(statement: Statement) -> bool:
    """Whether a condition that no request can skip demands an address from networks that one owner can have.

    The public ranges that were given out are no larger than these. Raises MalformedPolicyError.
    AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IPAddress
    """
    return any(
        condition.operator == "ipaddress"
        and condition.key == "aws:sourceip"
        and condition.values
        and all(map(_is_of_one_owner, condition.values))
        for condition in statement.conditions
    )


def _is_of_one_owner(value: str) -> bool:
    try:
        network = ip_network(value, strict=False)
    except ValueError:
        return False
    return network.prefixlen >= _LARGEST_NETWORK[network.version]


def open_principals(statement: Statement) -> list[str]:
    """The principals of a statement, as written, that more than one account, role or service can be. Without kinds.

    Raises MalformedPolicyError.
    """
    principals = statement.principals()
    return [name for names in principals.values() for name in names if has_wildcard(name)]
