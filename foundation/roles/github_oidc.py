"""GitHub as an identity provider of an AWS account: workflows sign in with an OIDC token instead of a key.

GitHub: https://docs.github.com/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-aws
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypedDict

import pulumi
import pulumi_aws as aws

from components.context import Context
from components.iam.statements import Statement, allow
from foundation.github.repository_name import RepositoryName

ISSUER = "token.actions.githubusercontent.com"
"""Host name of the issuer of GitHub's tokens."""
AUDIENCE = "sts.amazonaws.com"
"""The audience that a token must be issued for."""
DEPENDABOT = "dependabot[bot]"
"""The account that opens Dependabot's pull requests, and the actor of their runs."""


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


@dataclass(frozen=True)
class Jobs:
    """The jobs that may assume a role, by the claims of their tokens."""

    subject: str
    """The `sub` claim, exactly."""
    claims: Mapping[str, str] = field(default_factory=dict[str, str])
    """Further claims, exactly. Default: none.

    AWS validates only these claims of GitHub: actor, actor_id, enterprise_id, environment, job_workflow_ref, ref,
    repository, repository_id, repository_owner_id and workflow.
    AWS: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html
    """
    refused: Mapping[str, str] = field(default_factory=dict[str, str])
    """Claims that the token must not have with this value. Default: none."""


def pull_request_jobs(repository: RepositoryName) -> Jobs:
    """The jobs for pull requests of a repository, without Dependabot's. Forks get no token.

    A release that Dependabot proposes was read by no one when its pull request is opened.
    GitHub: https://docs.github.com/actions/reference/security/oidc#example-subject-claims
    """
    return Jobs(repository.subject("pull_request"), _ids(repository), {"actor": DEPENDABOT})


def branch_jobs(repository: RepositoryName, branch: str) -> Jobs:
    """The jobs on a branch, outside any environment."""
    return Jobs(repository.subject(f"ref:refs/heads/{branch}"), _ids(repository))


def workflow_jobs(repository: RepositoryName, branch: str, workflow: str) -> Jobs:
    """The jobs of one reusable workflow, in one version, that a workflow on the branch calls outside any environment.

    workflow: "OWNER/REPOSITORY/.github/workflows/FILE@COMMIT". Anyone who may write a workflow into the
    repository can call it, and cannot change what it does.
    GitHub: https://docs.github.com/actions/how-tos/secure-your-work/security-harden-deployments/oidc-with-reusable-workflows
    """
    found = branch_jobs(repository, branch)
    return Jobs(found.subject, {**found.claims, "job_workflow_ref": workflow})


def environment_jobs(repository: RepositoryName, environment: str, branch: str) -> Jobs:
    """The jobs on a branch in an environment of the repository, after its reviewers have approved them.

    The branch is required here as well: GitHub creates an environment that a workflow names and that does not exist,
    without a branch rule, and it ignores the rules of a repository whose plan does not have them.
    GitHub: https://docs.github.com/actions/how-tos/deploy/configure-and-manage-deployments/manage-environments
    """
    ref = {"ref": f"refs/heads/{branch}"}
    return Jobs(repository.subject(f"environment:{environment}"), {**_ids(repository), **ref})


def github_trust(provider_arn: pulumi.Input[str], jobs: Jobs) -> Statement:
    """The trust statement of a role that only these jobs may assume, with a token that is issued for AWS.

    Raises ConfusedDeputyError for a subject with a wildcard.
    """
    conditions = {"StringEquals": _keys({"aud": AUDIENCE, "sub": jobs.subject, **jobs.claims})}
    if jobs.refused:
        conditions["StringNotEquals"] = _keys(jobs.refused)
    return allow("sts:AssumeRoleWithWebIdentity", (), conditions=conditions, principals={"Federated": provider_arn})


def _ids(repository: RepositoryName) -> dict[str, str]:
    """The claim with the repository's id, which no other repository ever gets."""
    return {"repository_id": repository.repository_id} if repository.repository_id else {}


def _keys(claims: Mapping[str, str]) -> dict[str, str]:
    return {f"{ISSUER}:{claim}": value for claim, value in claims.items()}
