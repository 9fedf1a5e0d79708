"""Tokens of GitHub's shape that a role must not be fooled by.

GitHub: https://docs.github.com/actions/reference/security/oidc#example-subject-claims
"""

import base64
import json
from collections.abc import Mapping, Sequence
from typing import Any

SUBJECTS: Sequence[str] = (
    "repo:{repository}:pull_request",
    "repo:{repository}:ref:refs/heads/main",
    "repo:{repository}:environment:prod",
    "repo:{repository}:environment:dev",
    "repo:{repository}:environment:prod2",
    "repo:{repository}:environment:prod:x",
    "repo:{repository}:environment:Prod",
    "repo:{repository}:environment:",
    "repo:{repository}:environment:*",
    "repo:{repository}:environment:pro?",
    "repo:{repository}:environment:prod ",
    "repo:{repository}:ref:refs/heads/feature",
    "repo:{repository}:ref:refs/heads/main2",
    "repo:{repository}:ref:refs/heads/main/x",
    "repo:{repository}:ref:refs/heads/Main",
    "repo:{repository}:ref:refs/tags/main",
    "repo:{repository}:ref:refs/tags/prod",
    "repo:{repository}:ref:refs/pull/1/merge",
    "repo:{repository}:pull_request:x",
    "repo:{repository}:pull_request_target",
    "repo:{repository}:*",
    "repo:{repository}",
    "repo:{repository}-fork:pull_request",
    "repo:{repository}-fork:environment:prod",
    "repo:mallory/{name}:pull_request",
    "repo:mallory/{name}:ref:refs/heads/main",
    "repo:mallory/{name}:environment:prod",
    "repo:{owner}/another:pull_request",
    "repo:{owner}/another:environment:prod",
    "repo:mallory/{repository}:environment:prod",
    "repo:example/secure-site:pull_request",
    "repo:example/secure-site:ref:refs/heads/main",
    "repo:example/secure-site:environment:prod",
    "repo:Example@9919/secure-site@74:environment:prod",
    "repo:example@9919/Secure-Site@74:environment:prod",
    "repo:example@1/secure-site@74:environment:prod",
    "repo:example@9919/secure-site@75:environment:prod",
    "repo:example@9919/secure-site@740:environment:prod",
    "repo:example@9919/secure-site:environment:prod",
    "repo:example/secure-site@74:environment:prod",
    "repo:example-9919/secure-site-74:environment:prod",
    "REPO:{repository}:environment:prod",
    "x:repo:{repository}:environment:prod",
    "*",
    "",
)
"""The three that a role of prod trusts come first; what has no braces is written as it is."""

CLAIMS: Mapping[str, Mapping[str, Any]] = {
    "no subject": {"sub": None},
    "no audience": {"aud": None},
    "no issuer": {"iss": None},
    "GitHub's own audience": {"aud": "https://github.com/mallory"},
    "an audience in upper case": {"aud": "STS.amazonaws.com"},
    "AWS's audience in China": {"aud": "sts.amazonaws.com.cn"},
    "an empty audience": {"aud": ""},
    "GitLab as the issuer": {"iss": "https://gitlab.com"},
    "an enterprise as the issuer": {"iss": "https://token.actions.githubusercontent.com/mallory"},
    "an issuer that begins like GitHub": {"iss": "https://token.actions.githubusercontent.com.mallory.example"},
    "an issuer that ends like GitHub": {"iss": "https://mallory.example/token.actions.githubusercontent.com"},
    "Google as the issuer": {"iss": "accounts.google.com"},
    "a later repository of the same name": {"repository_id": "75"},
    "a repository whose id begins alike": {"repository_id": "740"},
    "no repository's id": {"repository_id": None},
}
"""What is changed in a token that would be let in; None takes a claim away."""

REFS: Sequence[str | None] = (
    "refs/heads/change",
    "refs/heads/main2",
    "refs/heads/Main",
    "refs/tags/main",
    "refs/pull/7/merge",
    "main",
    "",
    None,
)
"""The refs of a job that names the environment of a stack from elsewhere than main."""


def altered(token: str, claims: Mapping[str, Any]) -> str:
    """The token with other claims."""
    head, payload, signature = token.split(".")
    found = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    kept = {name: value for name, value in {**found, **claims}.items() if value is not None}
    changed = base64.urlsafe_b64encode(json.dumps(kept).encode()).rstrip(b"=").decode()
    return f"{head}.{changed}.{signature}"
