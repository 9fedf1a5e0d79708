"""GitHub as an identity provider of an AWS account: workflows sign in with what they are, not with a key.

GitHub: https://docs.github.com/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws
"""

from typing import TypedDict

import pulumi
import pulumi_aws as aws

from components.context import Context
from components.iam.statements import Statement, allow

ISSUER = "token.actions.githubusercontent.com"
"""Host name of who signs GitHub's tokens."""
AUDIENCE = "sts.amazonaws.com"
"""Whom a token has to be made out to."""


class GithubOidcProviderArgs(TypedDict):
    """Inputs of GithubOidcProvider."""

    context: Context
    """Account and tags."""


class GithubOidcProvider(pulumi.ComponentResource):
    """Makes the account believe GitHub's tokens; an account can have this provider only once.

    It has no thumbprints: AWS checks GitHub's certificate with authorities of its own.

    Child: {name}-provider.
    AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
    """

    arn: pulumi.Output[str]
    """What roles trust; known at preview, so that their trust can be judged there."""

    def __init__(self, name: str, args: GithubOidcProviderArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("secure-site:components:GithubOidcProvider", name, {}, opts)
        context = args["context"]
        provider = aws.iam.OpenIdConnectProvider(
            f"{name}-provider",
            url=f"https://{ISSUER}",
            client_id_lists=[AUDIENCE],
            tags=context.tags,
            opts=pulumi.ResourceOptions(parent=self),
        )
        host = provider.url.apply(lambda url: url.removeprefix("https://"))
        self.arn = pulumi.Output.concat(context.arn("iam", "oidc-provider/", region=""), host)
        self.register_outputs({"arn": self.arn})


def pull_request_subject(repository: str) -> str:
    """Subject of what runs for a pull request of a repository ("owner/name"); forks get no token.

    GitHub: https://docs.github.com/actions/reference/security/oidc#example-subject-claims
    """
    return f"repo:{repository}:pull_request"


def branch_subject(repository: str, branch: str) -> str:
    """Subject of what runs on a branch, outside any environment."""
    return f"repo:{repository}:ref:refs/heads/{branch}"


def environment_subject(repository: str, environment: str) -> str:
    """Subject of a job that runs in an environment of the repository, once its reviewers have let it in."""
    return f"repo:{repository}:environment:{environment}"


def github_trust(provider_arn: pulumi.Input[str], subject: str) -> Statement:
    """Trust of a role that one subject may assume, with a token made out to AWS, and nobody else.

    Raises ConfusedDeputyError for a subject with a wildcard.
    """
    return allow(
        "sts:AssumeRoleWithWebIdentity",
        (),
        conditions={"StringEquals": {f"{ISSUER}:aud": AUDIENCE, f"{ISSUER}:sub": subject}},
        principals={"Federated": provider_arn},
    )
