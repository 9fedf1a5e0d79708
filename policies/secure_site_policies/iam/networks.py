"""The networks in conditions: whether they are few enough addresses to belong to known callers.

S3 regards an IPv4 range wider than /8 and an IPv6 range wider than /32 as public; the ranges of RFC 1918 do not count.
AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
"""

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Network, IPv6Network, collapse_addresses, ip_network

from pulumi_policy.proxy import UnknownValueError

from secure_site_policies.iam.statements import Statement

Network = IPv4Network | IPv6Network

_KEY, _OPERATOR = "aws:sourceip", "ipaddress"
_MOST = {4: 2 ** (32 - 8), 6: 2 ** (128 - 32)}
"""IP version -> the most addresses that known callers have together."""
_PRIVATE = tuple(map(IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")))


def required_networks(statement: Statement) -> Sequence[Network]:
    """The networks of which every request must come from one; () where no condition requires networks.

    Raises MalformedPolicyError, and UnknownValueError where only values that are not known yet could require them.
    """
    unknown: UnknownValueError | None = None
    for one in statement.conditions:
        if (one.operator, one.key) == (_OPERATOR, _KEY):
            if found := _networks(one.known):
                return found
            unknown = unknown or one.unknown
    if unknown:
        raise unknown
    return ()


def are_of_known_callers(networks: Iterable[Network]) -> bool:
    """Whether the networks have no more addresses than known callers have. Many small ones may be the internet."""
    public = [
        one for one in networks if not any(isinstance(one, IPv4Network) and one.subnet_of(own) for own in _PRIVATE)
    ]
    v4 = collapse_addresses(one for one in public if isinstance(one, IPv4Network))
    v6 = collapse_addresses(one for one in public if isinstance(one, IPv6Network))
    return sum(one.num_addresses for one in v4) <= _MOST[4] and sum(one.num_addresses for one in v6) <= _MOST[6]


def _networks(values: Sequence[str]) -> Sequence[Network]:
    """The networks; () if one value is none."""
    try:
        return [ip_network(value, strict=False) for value in values]
    except ValueError:
        return ()
