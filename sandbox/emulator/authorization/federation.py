"""Lets trust policies require the claims of GitHub's tokens that AWS offers as condition keys; ministack knows `aud`
and `sub` alone, so that any other condition would shut out every token.

AWS: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html
"""

from collections.abc import Callable
from typing import Any

from sandbox.emulator.authorization.emulator import part

ISSUER = "token.actions.githubusercontent.com"
CLAIMS = (
    "actor",
    "actor_id",
    "enterprise_id",
    "environment",
    "job_workflow_ref",
    "ref",
    "repository",
    "repository_id",
    "repository_owner_id",
    "workflow",
)
"""The claims that are condition keys. GitHub's tokens have more, and a condition on one of those never holds."""

_Principal = tuple[str, dict[str, Any]]


def install() -> None:
    """Adds the claims to the condition keys of AssumeRoleWithWebIdentity."""
    sts = part("services.sts")
    sts._web_identity_principal = _with_claims(sts._web_identity_principal)


def _with_claims(principal_of: Callable[[str, str, str], _Principal]) -> Callable[[str, str, str], _Principal]:
    decode = part("services.cognito")._decode_id_token_unverified

    def principal(token: str, provider_id: str, role_arn: str) -> _Principal:
        arn, keys = principal_of(token, provider_id, role_arn)
        if not arn.endswith(f":oidc-provider/{ISSUER}"):
            return arn, keys
        claims: dict[str, Any] = decode(token)
        return arn, {**keys, **{f"{ISSUER}:{name}": str(claims[name]) for name in CLAIMS if name in claims}}

    return principal
