"""AWS accepts a token of GitHub only if it is issued for AWS and for exactly one subject."""

import json
from typing import Any

import pytest

from components.iam.statements import ConfusedDeputyError, document
from foundation.roles.github_oidc import (
    GithubOidcProvider,
    branch_subject,
    environment_subject,
    github_trust,
    pull_request_subject,
)
from tests.examples import CONTEXT
from tests.mock_cloud import Cloud

ARN = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"


def test_the_provider_is_githubs_and_its_tokens_are_made_out_to_aws(cloud: Cloud) -> None:
    cloud.build(GithubOidcProvider, "github", {"context": CONTEXT})
    assert dict(cloud.one("aws:iam/openIdConnectProvider:OpenIdConnectProvider")) == {
        "url": "https://token.actions.githubusercontent.com",
        "clientIdLists": ["sts.amazonaws.com"],
        "tags": CONTEXT.tags,
    }


def test_its_arn_is_known_at_the_first_preview(cloud: Cloud) -> None:
    def trusting() -> list[str]:
        provider = GithubOidcProvider("github", {"context": CONTEXT})
        found: list[str] = []
        provider.arn.apply(found.append)
        return found

    assert cloud.run(trusting, preview=True) == [ARN]


@pytest.mark.parametrize(
    ("subject", "written"),
    [
        (pull_request_subject("example/site"), "repo:example/site:pull_request"),
        (branch_subject("example/site", "main"), "repo:example/site:ref:refs/heads/main"),
        (environment_subject("example/site", "prod"), "repo:example/site:environment:prod"),
    ],
)
def test_a_subject_is_written_as_github_writes_it_and_trusted_to_the_letter(subject: str, written: str) -> None:
    text: Any = document(github_trust(ARN, subject))
    (statement,) = json.loads(text)["Statement"]
    assert statement == {
        "Effect": "Allow",
        "Principal": {"Federated": ARN},
        "Action": ["sts:AssumeRoleWithWebIdentity"],
        "Condition": {
            "StringEquals": {
                "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
                "token.actions.githubusercontent.com:sub": written,
            }
        },
    }


@pytest.mark.parametrize("subject", ["repo:example/*:pull_request", "repo:example/site:*", ""])
def test_a_subject_that_could_be_several_is_refused(subject: str) -> None:
    with pytest.raises(ConfusedDeputyError):
        github_trust(ARN, subject)
