"""A job of GitHub Actions as AWS sees it: it shows an identity token, and gets a session of the role that trusts it.

The tokens are unsigned. AWS checks a token's signature against GitHub's keys; local AWS takes whoever the token names,
as it takes every caller on this machine, and holds the rest of it to the role's trust policy. Nothing outside the
sandbox accepts such a token.

GitHub: https://docs.github.com/actions/reference/security/oidc
AWS: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
"""

import base64
import json
import re
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
_REPOSITORY = re.compile(
    r"repo:(?P<owner>[^:/@]+)(?:@(?P<owner_id>\d+))?/(?P<name>[^:@]+)(?:@(?P<id>\d+))?:(?P<end>.+)"
)
OLD_IDS = {"owner_id": "9919", "id": "74"}
"""The ids of a repository whose subject has none: every token has them as claims."""


def identity_token(subject: str, audience: str = AUDIENCE, issuer: str = ISSUER, **claims: str) -> str:
    """The token of a job.

    subject: as GitHub writes it: "repo:owner@1/name@2:environment:prod", ":ref:refs/heads/main" or ":pull_request";
        without the ids for a repository that was there before 15 July 2026.
    claims: others than those that follow from the subject. A job of an environment runs on main unless `ref` says
        otherwise.
    """
    now = int(time.time())
    times = {"jti": secrets.token_hex(16), "iat": now, "nbf": now, "exp": now + _TOKEN_SECONDS}
    found = {"iss": issuer, "aud": audience, "sub": subject, **claims_of(subject), **claims, **times}
    return ".".join([_encoded({"typ": "JWT", "alg": "none"}), _encoded(found), ""])


def claims_of(subject: str) -> dict[str, str]:
    """The claims beside the subject that GitHub writes into the token of such a job.

    GitHub: https://docs.github.com/actions/reference/security/oidc#oidc-token-claims
    """
    match = _REPOSITORY.fullmatch(subject)
    assert match, f"no subject of GitHub's: {subject!r}"
    ids = {name: match[name] or other for name, other in OLD_IDS.items()}
    kind, _, detail = match["end"].partition(":")
    ref = {"pull_request": "refs/pull/7/merge", "ref": detail}.get(kind, "refs/heads/main")
    workflow = {"pull_request": "preview", "ref": "drift"}.get(kind, "deploy")
    repository = f"{match['owner']}/{match['name']}"
    return {
        "actor": "octocat",
        "actor_id": "583231",
        "event_name": "pull_request" if kind == "pull_request" else "push",
        "job_workflow_ref": f"{repository}/.github/workflows/{workflow}.yml@{ref}",
        "ref": ref,
        "ref_protected": "true",
        "ref_type": "branch",
        "repository": repository,
        "repository_id": ids["id"],
        "repository_owner": match["owner"],
        "repository_owner_id": ids["owner_id"],
        "runner_environment": "github-hosted",
        "workflow": workflow,
        **({"environment": detail} if kind == "environment" else {}),
    }


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
