"""Policy variables: which of them the requester can give any value.

AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
"""

import re

_VARIABLE = re.compile(r"\$\{([^}]*)\}?")
_LITERAL = frozenset({"*", "?", "$"})
"""`${*}` is a star, and no wildcard."""

_OF_THE_IDENTITY = frozenset(
    {
        "aws:ec2instancesourcevpc",
        "aws:federatedprovider",
        "aws:principalaccount",
        "aws:principalarn",
        "aws:principalorgid",
        "aws:userid",
        "aws:username",
        "ec2:sourceinstancearn",
        "graph.facebook.com:id",
        "iot:certificate.subject.commonname",
        "iot:connection.thing.thingname",
        "lambda:sourcefunctionarn",
        "redshift:dbuser",
        "transfer:homebucket",
        "transfer:homedirectory",
        "transfer:homefolder",
        "transfer:username",
        "www.amazon.com:user_id",
    }
)
_OF_THE_IDENTITY_BY_PREFIX = ("aws:principaltag/", "iot:connection.thing.attributes[", "saml:")
_OF_THE_IDENTITY_BY_SUFFIX = (":sub", ":oid")
"""The claims of an identity provider that name its user: `cognito-identity.amazonaws.com:sub`."""


def is_of_the_identity(variable: str) -> bool:
    """Whether AWS takes the value from the identity itself, so that two identities cannot have the same.

    variable: its name in any case, such as "aws:username". Not for "aws:UserAgent" or "s3:prefix", which the requester
    writes into the request, nor for "aws:SourceIp", of which anyone has one.
    """
    name = variable.lower()
    return (
        name in _OF_THE_IDENTITY
        or name.startswith(_OF_THE_IDENTITY_BY_PREFIX)
        or name.endswith(_OF_THE_IDENTITY_BY_SUFFIX)
    )


def as_pattern(text: str) -> str:
    """The text with each variable replaced: by "x" where it is fixed for the identity, else by "*"."""
    return _VARIABLE.sub(_replacement, text) if "${" in text else text


def _replacement(variable: re.Match[str]) -> str:
    # A default value may follow: ${aws:PrincipalTag/team, 'everyone'}.
    name = variable[1].partition(",")[0].strip()
    return "x" if name in _LITERAL or is_of_the_identity(name) else "*"
