"""Environments of a GitHub repository: the branch and the reviewers that a deployment needs."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi
import pulumi_github as github

from components.rules import matching
from foundation.github.variables import plain_value, validate_variables

_NAME = matching(r"[A-Za-z0-9_.-]{1,100}", "1 to 100 letters, digits and _ . -, as the name of a stack")
"""GitHub allows more characters, but escapes them, ":" and "/" above all, in token subjects and in resource ids."""
MOST_REVIEWERS = 6
"""The most reviewers of one environment, users and teams together."""


@dataclass(frozen=True)
class Environment:
    """The environment in which the jobs of one stack deploy.

    GitHub: https://docs.github.com/actions/reference/workflows-and-actions/deployments-and-environments
    """

    variables: Mapping[str, pulumi.Input[str]] = field(default_factory=dict[str, pulumi.Input[str]])
    """Variables by name. Only jobs of the environment can read them, as plain text. Default: none."""
    reviewer_users: tuple[int, ...] = ()
    """Numeric ids of users, one of whom must approve each deployment of another user; at most six with the teams.
    Default: none, a deployment needs no approval."""
    reviewer_teams: tuple[int, ...] = ()
    """Numeric ids of teams whose members can approve as well. Default: none."""


def validate_environments(where: str, environments: Mapping[str, Environment]) -> None:
    """Raises ValueError for an invalid name, variable or number of reviewers. `where` begins the message."""
    for name, environment in environments.items():
        if not _NAME.holds(name):
            raise ValueError(f"{where}: the name of an environment must be {_NAME.allowed}; got {name!r}")
        reviewers = len(environment.reviewer_users) + len(environment.reviewer_teams)
        if reviewers > MOST_REVIEWERS:
            raise ValueError(
                f"{where}: environment {name!r} has {reviewers} reviewers, GitHub accepts {MOST_REVIEWERS}, "
                "users and teams together: combine some of them in a team"
            )
        validate_variables(f"{where}: environment {name!r}", environment.variables)


def deploy_from(
    branch: str, repository: str, name: str, environment: str, wanted: Environment, child: pulumi.ResourceOptions
) -> None:
    """Creates an environment, its only deployment branch and its variables. `name` begins the logical names."""
    reviewed = bool(wanted.reviewer_users or wanted.reviewer_teams)
    made = github.RepositoryEnvironment(
        name,
        repository=repository,
        environment=environment,
        can_admins_bypass=False,
        # Without a branch protection rule (a ruleset is none), "protected branches" would mean all branches.
        deployment_branch_policy={"protected_branches": False, "custom_branch_policies": True},
        reviewers=[{"users": wanted.reviewer_users, "teams": wanted.reviewer_teams}] if reviewed else None,
        prevent_self_review=reviewed,
        opts=child,
    )
    github.RepositoryEnvironmentDeploymentPolicy(
        f"{name}-branch",
        repository=repository,
        environment=made.environment,
        branch_pattern=branch,
        opts=child,
    )
    for variable, value in wanted.variables.items():
        github.ActionsEnvironmentVariable(
            f"{name}-{variable}",
            repository=repository,
            environment=made.environment,
            variable_name=variable,
            value=plain_value(f"variable {variable} of environment {environment!r}", value),
            opts=child,
        )
