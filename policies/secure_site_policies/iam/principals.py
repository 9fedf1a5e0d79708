"""The principals of a statement: whether they are open to anyone, and whether a condition narrows them.

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
"""Condition keys in lower case: a fixed value for one of them limits a statement for everyone to known callers.

AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
and https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""

_EXACTING = re.compile(r"(foranyvalue:)?(stringequals|stringequalsignorecase|stringlike|arnequals|arnlike)")
_LARGEST_NETWORK = {4: 8, 6: 16}
_ACCOUNT_ID = re.compile(r"[0-9]{12}")


def is_fixed(value: str) -> bool:
    """Whether a condition's value is equal for every request: without wildcards and policy variables."""
    return bool(value) and not has_wildcard(value) and "${" not in value


def names_an_account(value: str) -> bool:
    """Whether a value is fixed, or an ARN with wildcards in an account that it names in full."""
    parts = value.split(":", 5)
    return is_fixed(value) or (len(parts) == 6 and bool(_ACCOUNT_ID.fullmatch(parts[4])))


def pins(statement: Statement, keys: Collection[str], accepts: Callable[[str], bool] = is_fixed) -> bool:
    """Whether a condition that no request can skip requires an accepted value for one of the keys.

    keys: in lower case, such as "aws:sourcearn".
    accepts: the check of each value of that condition. Default: is_fixed.

    An operator that passes without the key (...IfExists, ForAllValues) or that only excludes (StringNotEquals) does not
    count. Raises MalformedPolicyError.
    """
    return any(
        condition.key in keys
        and _EXACTING.fullmatch(condition.operator)
        and condition.values
        and all(accepts(value) for value in condition.values)
        for condition in statement.conditions
    )


def pins_network(statement: Statement) -> bool:
    """Whether a condition that no request can skip requires an address from networks of a size that one owner can have.

    No allocated public range is larger than these. Raises MalformedPolicyError.
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
    """The principals with a wildcard in a statement, as written and without their kind.

    Raises MalformedPolicyError.
    """
    principals = statement.principals()
    return [name for names in principals.values() for name in names if has_wildcard(name)]
