"""AWS accepts a token of GitHub only if it is issued for AWS and for exactly one subject."""

import json
from typing import Any

import pytest

from components.iam.statements import ConfusedDeputyError, document
from foundation.github.repository_name import RepositoryName
from foundation.roles.github_oidc import (
    GithubOidcProvider,
    Jobs,
    branch_jobs,
    environment_jobs,
    github_trust,
    pull_request_jobs,
)
from sandbox.emulator.authorization.federation import CLAIMS
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


OLD, NEW = RepositoryName.parse("example/site"), RepositoryName.parse("Example@9919/site@74")
HOST = "token.actions.githubusercontent.com"


@pytest.mark.parametrize(
    ("jobs", "demanded", "refused"),
    [
        (
            pull_request_jobs(OLD),
            {"sub": "repo:example/site:pull_request"},
            {"actor": "dependabot[bot]"},
        ),
        (branch_jobs(OLD, "main"), {"sub": "repo:example/site:ref:refs/heads/main"}, {}),
        (
            environment_jobs(OLD, "prod", "main"),
            {"sub": "repo:example/site:environment:prod", "ref": "refs/heads/main"},
            {},
        ),
        (
            pull_request_jobs(NEW),
            {"sub": "repo:Example@9919/site@74:pull_request", "repository_id": "74"},
            {"actor": "dependabot[bot]"},
        ),
        (
            branch_jobs(NEW, "trunk"),
            {"sub": "repo:Example@9919/site@74:ref:refs/heads/trunk", "repository_id": "74"},
            {},
        ),
        (
            environment_jobs(NEW, "prod", "trunk"),
            {
                "sub": "repo:Example@9919/site@74:environment:prod",
                "repository_id": "74",
                "ref": "refs/heads/trunk",
            },
            {},
        ),
    ],
)
def test_jobs_are_trusted_by_what_github_writes_to_the_letter(
    jobs: Jobs, demanded: dict[str, str], refused: dict[str, str]
) -> None:
    text: Any = document(github_trust(ARN, jobs))
    (statement,) = json.loads(text)["Statement"]
    condition = statement.pop("Condition")
    assert statement == {
        "Effect": "Allow",
        "Principal": {"Federated": ARN},
        "Action": ["sts:AssumeRoleWithWebIdentity"],
    }
    assert condition.pop("StringEquals") == {
        f"{HOST}:{claim}": value for claim, value in {"aud": "sts.amazonaws.com", **demanded}.items()
    }
    assert condition.pop("StringNotEquals", {}) == {f"{HOST}:{claim}": value for claim, value in refused.items()}
    assert condition == {}


def test_only_claims_that_aws_validates_are_relied_on() -> None:
    for jobs in (pull_request_jobs(NEW), branch_jobs(NEW, "main"), environment_jobs(NEW, "prod", "main")):
        assert {*jobs.claims, *jobs.refused} <= set(CLAIMS)


@pytest.mark.parametrize("subject", ["repo:example/*:pull_request", "repo:example/site:*", ""])
def test_a_subject_that_could_be_several_is_refused(subject: str) -> None:
    with pytest.raises(ConfusedDeputyError):
        github_trust(ARN, Jobs(subject))
