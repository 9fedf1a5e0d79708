"""A job of GitHub Actions as AWS sees it: it shows an identity token, and gets a session of the role that trusts it.

The tokens are unsigned. AWS checks a token's signature against GitHub's keys; local AWS takes whoever the token names,
as it takes every caller on this machine, and holds the rest of it to the role's trust policy. Nothing outside the
sandbox accepts such a token.

GitHub: https://docs.github.com/actions/reference/security/oidc
AWS: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
"""

import base64
import json
import secrets
import time
from collections.abc import Mapping
from typing import Any

from sandbox.emulator.cloud import Cloud, Credentials

ISSUER = "https://token.actions.githubusercontent.com"
AUDIENCE = "sts.amazonaws.com"
"""What aws-actions/configure-aws-credentials asks GitHub to write into the token."""

SESSION_SECONDS = 3600
_TOKEN_SECONDS = 300


def identity_token(subject: str, audience: str = AUDIENCE, issuer: str = ISSUER) -> str:
    """The token of a job.

    subject: as GitHub writes it: "repo:owner/name:environment:prod", ":ref:refs/heads/main" or ":pull_request".
    """
    now = int(time.time())
    repository = subject.split(":")[1]
    claims = {
        "iss": issuer,
        "aud": audience,
        "sub": subject,
        "repository": repository,
        "repository_owner": repository.partition("/")[0],
        "jti": secrets.token_hex(16),
        "iat": now,
        "nbf": now,
        "exp": now + _TOKEN_SECONDS,
    }
    return ".".join([_encoded({"typ": "JWT", "alg": "none"}), _encoded(claims), ""])


def sign_in(cloud: Cloud, role_arn: str, token: str) -> Credentials:
    """The credentials of a session of one hour. Raises botocore's ClientError, AccessDenied where the role's trust
    policy does not let the token in.
    """
    answer = cloud.client("sts").assume_role_with_web_identity(
        RoleArn=role_arn, RoleSessionName="GitHubActions", WebIdentityToken=token, DurationSeconds=SESSION_SECONDS
    )
    return answer["Credentials"]


def _encoded(part: Mapping[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()
