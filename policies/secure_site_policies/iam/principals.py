"""The principals of a statement: whether they are open to anyone, and whether a condition narrows them.

AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
"""

import re
from collections.abc import Callable, Collection, Mapping

from pulumi_policy.proxy import UnknownValueError

from secure_site_policies.frame.wildcards import has_wildcard
from secure_site_policies.iam.statements import Statement

_FIXED_KEYS = frozenset(
    {
        "aws:principalaccount",
        "aws:principalorgid",
        "aws:sourceaccount",
        "aws:sourceorgid",
        "aws:sourceowner",
        "aws:sourcevpc",
        "aws:sourcevpce",
        "aws:vpceaccount",
        "aws:vpceorgid",
        "kms:calleraccount",
        "s3:dataaccesspointaccount",
    }
)
_ARN_KEYS = frozenset({"aws:principalarn", "aws:sourcearn", "aws:sourcevpcarn", "s3:dataaccesspointarn"})
_PATH_KEYS = frozenset({"aws:principalorgpaths", "aws:sourceorgpaths", "aws:vpceorgpaths"})
_EXACTING = re.compile(r"(foranyvalue:)?(stringequals|stringequalsignorecase|stringlike|arnequals|arnlike)")
_IF_EXISTS = "ifexists"
_ACCOUNT_ID = re.compile(r"[0-9]{12}")
_IN_ONE_ORGANIZATION = re.compile(r"o-[a-z0-9]{10,32}/[^${}]*")
_SESSIONS_OF_ONE_ROLE = re.compile(r"AROA[A-Z0-9]+:\*")


def is_fixed(value: str) -> bool:
    """Whether a condition's value is equal for every request: without wildcards and policy variables."""
    return bool(value) and not has_wildcard(value) and "${" not in value


def names_an_account(value: str) -> bool:
    """Whether a value is fixed, or an ARN with wildcards in an account that it names in full."""
    parts = value.split(":", 5)
    return is_fixed(value) or (len(parts) == 6 and bool(_ACCOUNT_ID.fullmatch(parts[4])))


def in_one_organization(path: str) -> bool:
    """Whether a path of AWS Organizations begins with the id of one organization: "o-a1b2c3d4e5/r-ab12/ou-..../*"."""
    return bool(_IN_ONE_ORGANIZATION.fullmatch(path))


Accepts = Callable[[str], bool]
"""The check of one value of a condition."""


def pins(statement: Statement, keys: Collection[str], accepts: Accepts = is_fixed) -> bool:
    """Whether a condition that no request can skip requires an accepted value for one of the keys.

    keys: in lower case, such as "aws:sourcearn".
    accepts: the check of each value of that condition. Default: is_fixed.

    An operator that passes without the key (...IfExists, ForAllValues) or that only excludes (StringNotEquals) does not
    count. Raises MalformedPolicyError, and UnknownValueError where only a value that is not known yet could pin.
    """
    return pins_by(statement, lambda key: accepts if key in keys else None)


def pins_by(statement: Statement, check: Callable[[str], Accepts | None], *, if_sent: bool = False) -> bool:
    """`pins` for keys with checks of their own.

    check: returns the check of a key's values; None for another key.
    if_sent: whether an operator counts that passes without the key (...IfExists). Default: False.
    """
    unknown: UnknownValueError | None = None
    for one in statement.conditions:
        accepts = check(one.key)
        operator = one.operator.removesuffix(_IF_EXISTS) if if_sent else one.operator
        if accepts and _EXACTING.fullmatch(operator):
            if one.known and all(map(accepts, one.known)):
                return True
            unknown = unknown or one.unknown
    if unknown:
        raise unknown
    return False


def pins_callers(statement: Statement) -> bool:
    """Whether a condition that no request can skip limits a statement for everyone to known callers.

    Raises the errors of `pins`.
    """
    return pins_by(statement, _CALLERS.get)


def _is_user(value: str) -> bool:
    return is_fixed(value) or bool(_SESSIONS_OF_ONE_ROLE.fullmatch(value))


_CALLERS: Mapping[str, Accepts] = {
    **dict.fromkeys(_FIXED_KEYS, is_fixed),
    **dict.fromkeys(_ARN_KEYS, names_an_account),
    **dict.fromkeys(_PATH_KEYS, in_one_organization),
    "aws:userid": _is_user,
}
"""Condition key that identifies the caller -> the check of its values.

AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
and https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""


def open_principals(statement: Statement) -> list[str]:
    """The principals with a wildcard in a statement, as written and without their kind.

    Raises MalformedPolicyError.
    """
    principals = statement.principals()
    return [name for names in principals.values() for name in names if has_wildcard(name)]
