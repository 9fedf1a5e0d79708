"""IAM and KMS."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sandbox.providers.validation.arns import arn
from sandbox.providers.validation.constraints import between
from sandbox.providers.validation.fact import (
    PROVIDER,
    Fact,
    an_object,
    conflict,
    count,
    each,
    json_text,
    length,
    matches,
    number,
    objects,
)

_QUOTAS = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"
_IAM = f"{PROVIDER}iam/"
_KMS = f"{PROVIDER}kms/"
_THUMBPRINT = matches("[0-9A-Fa-f]{40}", "a SHA-1 digest, 40 hexadecimal digits")
_ALIAS = matches(r"alias/(?!aws/)[\w/-]+", "alias/ and a name that does not begin with aws/")
_URL = "an https:// address without port, query and '#', such as 'https://token.actions.githubusercontent.com'"


def _without_blanks(high: int) -> Any:
    """IAM's quotas on policies do not count white space."""

    def judge(value: Any) -> Iterator[str]:
        size = len("".join(str(value).split()))
        yield from between(size, None, high, "characters, white space not counted")

    return judge


def _rotation(inputs: Any) -> Iterator[str]:
    if inputs.get("rotationPeriodInDays") and inputs.get("enableKeyRotation") is False:
        yield "rotationPeriodInDays needs enableKeyRotation"
    if inputs.get("enableKeyRotation") is True and inputs.get("customerMasterKeySpec", _SYMMETRIC) != _SYMMETRIC:
        yield f"enableKeyRotation needs customerMasterKeySpec {_SYMMETRIC!r}: AWS rotates no other keys"


def _names_a_principal(value: Any) -> Iterator[str]:
    """A trust policy has no Resource; IAM answers MalformedPolicyDocument."""
    try:
        document: Any = json.loads(str(value))
    except ValueError:
        return  # the generic rule says so
    for statement in objects(an_object(document).get("Statement")):
        if not {"Principal", "NotPrincipal"} & statement.keys():
            yield "must name a Principal in each statement"
        if {"Resource", "NotResource"} & statement.keys():
            yield "must have no Resource: a trust policy belongs to its role"


_SYMMETRIC = "SYMMETRIC_DEFAULT"

FACTS: Mapping[str, Sequence[Fact]] = {
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": [
        Fact(("url",), matches(r"https://[^:?#\s]+", _URL), f"{_IAM}openid_connect_provider.go"),
        Fact(
            ("thumbprintLists",),
            each(_THUMBPRINT),
            f"{_IAM}openid_connect_provider.go",
        ),
    ],
    "aws:iam/policy:Policy": [
        Fact(("policy",), _without_blanks(6144), _QUOTAS),
        Fact(("name",), length(1, 128), f"{_IAM}policy.go"),
    ],
    "aws:iam/role:Role": [
        Fact(("assumeRolePolicy",), _without_blanks(4096), _QUOTAS),
        Fact(
            ("assumeRolePolicy",),
            _names_a_principal,
            "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
        ),
        Fact(("permissionsBoundary",), arn, f"{_IAM}role.go"),
        Fact(("inlinePolicies.policy",), json_text, f"{_IAM}role.go"),
        Fact(("managedPolicyArns",), count(None, 20), _QUOTAS),
        Fact(("",), conflict("name", "namePrefix"), f"{_IAM}role.go"),
    ],
    "aws:iam/rolePolicy:RolePolicy": [
        Fact(("policy",), _without_blanks(10240), _QUOTAS),
        Fact(("role",), matches(r"[\w+=,.@-]+", "the name of a role, not its ARN"), f"{_IAM}role_policy.go"),
    ],
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": [
        Fact(("role",), matches(r"[\w+=,.@-]+", "the name of a role, not its ARN"), f"{_IAM}role_policy_attachment.go"),
    ],
    "aws:iam/serviceLinkedRole:ServiceLinkedRole": [
        Fact(
            ("awsServiceName",),
            matches(r".+\.(amazonaws\.com(\.cn)?|amazon)", "a service principal, such as 'config.amazonaws.com'"),
            f"{_IAM}service_linked_role.go",
        ),
    ],
    "aws:kms/alias:Alias": [
        Fact(
            ("name",),
            matches(r"alias/(?!aws/)[\w/-]+", "alias/ and a name that does not begin with aws/"),
            f"{_KMS}alias.go",
        ),
    ],
    "aws:kms/key:Key": [
        Fact(("deletionWindowInDays",), number(7, 30), f"{_KMS}key.go"),
        Fact(("rotationPeriodInDays",), number(90, 2560), f"{_KMS}key.go"),
        Fact(("description",), length(0, 8192), f"{_KMS}key.go"),
        Fact(("",), _rotation, "https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html"),
    ],
}
"""Facts by type token."""
