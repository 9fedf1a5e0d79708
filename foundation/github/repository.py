"""The security settings of the GitHub repository that holds the program."""

from collections.abc import Mapping
from typing import NotRequired, TypedDict

import pulumi
import pulumi_github as github

from components.rules import BRANCH, REPOSITORY
from foundation.github.environment import Environment, deploy_from, validate_environments
from foundation.github.ruleset import protect_branch
from foundation.github.variables import plain_value, validate_variables

REVIEWS = range(1, 11)
"""The numbers of reviews that GitHub can require: https://docs.github.com/rest/repos/rules#create-a-repository-ruleset"""


class RepositoryArgs(TypedDict):
    """Inputs of Repository."""

    repository: str
    """The existing repository, as "owner/name"."""
    branch: NotRequired[str]
    """The branch that is deployed. Default: "main"."""
    check: NotRequired[str]
    """The required status check: the name of the gate's job. Default: "gate"."""
    required_reviews: NotRequired[int]
    """The approvals that a pull request needs, 1 to 10. The author's own does not count, and there is no bypass: every
    merge needs a second person. Default: 1."""
    environments: NotRequired[Mapping[str, Environment]]
    """The environments, by name of the stack. Default: none."""
    variables: NotRequired[Mapping[str, pulumi.Input[str]]]
    """The variables of all workflows, as plain text: role ARNs, regions, never a secret. Default: none."""


class Repository(pulumi.ComponentResource):
    """The settings of an existing repository: code that runs with a role in AWS was reviewed and passed the gate.

    The component neither creates nor deletes the repository. Its deletion removes the branch's protection and stops
    Dependabot. A private repository needs a paid plan, and GitHub Enterprise for reviewers of environments.

    The GitHub provider must have the repository's owner and a token that may administer the repository: from
    `opts.providers`, or from GITHUB_OWNER and GITHUB_TOKEN.

    Children: {name}-ruleset, -alerts, -updates, -actions, -workflows; for each environment {name}-{environment},
    {name}-{environment}-branch, {name}-{environment}-{VARIABLE}; for each variable {name}-{VARIABLE}.
    Raises ValueError for arguments that GitHub would reject, and for variables with the name of a secret.
    GitHub: https://docs.github.com/actions/reference/security/secure-use
    """

    ruleset_id: pulumi.Output[str]
    """Id of the ruleset at GitHub."""

    def __init__(self, name: str, args: RepositoryArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        environments, variables = args.get("environments", {}), args.get("variables", {})
        branch, check, reviews = args.get("branch", "main"), args.get("check", "gate"), args.get("required_reviews", 1)
        where = f"Repository {name!r}"
        validate_texts(where, args["repository"], branch, check)
        if reviews not in REVIEWS:
            raise ValueError(f"{where}: required_reviews must be {REVIEWS[0]} to {REVIEWS[-1]}, got {reviews}")
        validate_environments(where, environments)
        validate_variables(where, variables)
        super().__init__("secure-site:components:Repository", name, {}, opts)
        child = pulumi.ResourceOptions(parent=self)
        _, _, repository = args["repository"].partition("/")
        ruleset = protect_branch(name, repository, branch, check, reviews, child)
        update_dependencies(name, repository, child)
        restrict_workflows(name, repository, child)
        for environment, wanted in environments.items():
            deploy_from(branch, repository, f"{name}-{environment}", environment, wanted, child)
        set_variables(name, repository, variables, child)
        self.ruleset_id = ruleset.id
        self.register_outputs({"rulesetId": self.ruleset_id})


def validate_texts(where: str, repository: str, branch: str, check: str) -> None:
    """Raises ValueError for an invalid repository, branch or check. `where` begins the message."""
    if not REPOSITORY.holds(repository):
        raise ValueError(f"{where}: repository must be {REPOSITORY.allowed}; got {repository!r}")
    # GitHub would treat a wildcard as a pattern; BRANCH allows none.
    if not BRANCH.holds(branch) or branch.startswith("refs/"):
        raise ValueError(f"{where}: branch must be {BRANCH.allowed}, without refs/heads/; got {branch!r}")
    if not check.strip() or not check.isprintable():
        raise ValueError(f"{where}: check must be the name of the gate's job, such as gate; got {check!r}")


def update_dependencies(name: str, repository: str, child: pulumi.ResourceOptions) -> None:
    """Turns on Dependabot, which reports vulnerable dependencies and proposes their updates.

    GitHub: https://docs.github.com/code-security/dependabot/dependabot-security-updates/about-dependabot-security-updates
    """
    alerts = github.RepositoryVulnerabilityAlerts(f"{name}-alerts", repository=repository, enabled=True, opts=child)
    github.RepositoryDependabotSecurityUpdates(
        f"{name}-updates",
        repository=repository,
        enabled=True,
        # GitHub offers updates only if alerts are on.
        opts=pulumi.ResourceOptions.merge(child, pulumi.ResourceOptions(depends_on=[alerts])),
    )


def restrict_workflows(name: str, repository: str, child: pulumi.ResourceOptions) -> None:
    """Requires actions that are pinned to a commit, and gives a workflow no write permission that it does not request.

    Any owner's actions may run: the review of a workflow decides on them, because a pin fixes the code and a list of
    owners does not.
    GitHub: https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/enabling-features-for-your-repository/managing-github-actions-settings-for-a-repository
    """
    github.ActionsRepositoryPermissions(
        f"{name}-actions",
        repository=repository,
        enabled=True,
        allowed_actions="all",
        sha_pinning_required=True,
        opts=child,
    )
    github.WorkflowRepositoryPermissions(
        f"{name}-workflows",
        repository=repository,
        default_workflow_permissions="read",
        can_approve_pull_request_reviews=False,
        opts=child,
    )


def set_variables(
    name: str, repository: str, variables: Mapping[str, pulumi.Input[str]], child: pulumi.ResourceOptions
) -> None:
    """Sets the variables of the whole repository."""
    for variable, value in variables.items():
        github.ActionsVariable(
            f"{name}-{variable}",
            repository=repository,
            variable_name=variable,
            value=plain_value(f"variable {variable}", value),
            opts=child,
        )
