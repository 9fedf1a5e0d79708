"""GitHub as an identity provider of an AWS account: workflows sign in with an OIDC token instead of a key.

GitHub: https://docs.github.com/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws
"""

from typing import TypedDict

import pulumi
import pulumi_aws as aws

from components.context import Context
from components.iam.statements import Statement, allow

ISSUER = "token.actions.githubusercontent.com"
"""Host name of the issuer of GitHub's tokens."""
AUDIENCE = "sts.amazonaws.com"
"""The audience that a token must be issued for."""


class GithubOidcProviderArgs(TypedDict):
    """Inputs of GithubOidcProvider."""

    context: Context
    """Account and tags."""


class GithubOidcProvider(pulumi.ComponentResource):
    """The identity provider with which the account accepts GitHub's tokens. An account can have only one.

    It has no thumbprints, because AWS verifies GitHub's certificate with its own certificate authorities.

    Child: {name}-provider.
    AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
    """

    arn: pulumi.Output[str]
    """ARN that roles trust. It is known at preview, so that the policy pack can judge their trust there."""

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
    """The token subject of a job for a pull request of a repository ("owner/name"). Forks get no token.

    GitHub: https://docs.github.com/actions/reference/security/oidc#example-subject-claims
    """
    return f"repo:{repository}:pull_request"


def branch_subject(repository: str, branch: str) -> str:
    """The token subject of a job on a branch, outside any environment."""
    return f"repo:{repository}:ref:refs/heads/{branch}"


def environment_subject(repository: str, environment: str) -> str:
    """The token subject of a job in an environment of the repository, after its reviewers have approved the job."""
    return f"repo:{repository}:environment:{environment}"


def github_trust(provider_arn: pulumi.Input[str], subject: str) -> Statement:
    """The trust statement of a role that only one subject may assume, with a token that is issued for AWS.

    Raises ConfusedDeputyError for a subject with a wildcard.
    """
    return allow(
        "sts:AssumeRoleWithWebIdentity",
        (),
        conditions={"StringEquals": {f"{ISSUER}:aud": AUDIENCE, f"{ISSUER}:sub": subject}},
        principals={"Federated": provider_arn},
    )
