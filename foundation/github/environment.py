"""Environments of a GitHub repository: from which branch, and with whose consent, a job may deploy."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi
import pulumi_github as github

from components.rules import matching
from foundation.github.variables import plain_value, validate_variables

_NAME = matching(r"[A-Za-z0-9_.-]{1,100}", "1 to 100 letters, digits and _ . -, as the name of a stack")
"""What GitHub allows beyond it, above all ":" and "/", is escaped in subjects of tokens and in resource ids."""
MOST_REVIEWERS = 6
"""Users and teams together that may consent to deployments of one environment."""


@dataclass(frozen=True)
class Environment:
    """What jobs of one stack deploy in.

    GitHub: https://docs.github.com/actions/reference/workflows-and-actions/deployments-and-environments
    """

    variables: Mapping[str, pulumi.Input[str]] = field(default_factory=dict[str, pulumi.Input[str]])
    """By name; only jobs of the environment see them, in plain. Default: none."""
    reviewer_users: tuple[int, ...] = ()
    """Numeric ids of users, one of whom has to consent to each deployment that is not their own; at most six with the
    teams. Default: none, and nobody is asked."""
    reviewer_teams: tuple[int, ...] = ()
    """Numeric ids of teams whose members may consent as well. Default: none."""


def validate_environments(where: str, environments: Mapping[str, Environment]) -> None:
    """Raises ValueError for a name, a number of reviewers or a variable that cannot be; `where` begins the message."""
    for name, environment in environments.items():
        if not _NAME.holds(name):
            raise ValueError(f"{where}: the name of an environment must be {_NAME.allowed}; got {name!r}")
        reviewers = len(environment.reviewer_users) + len(environment.reviewer_teams)
        if reviewers > MOST_REVIEWERS:
            raise ValueError(
                f"{where}: environment {name!r} has {reviewers} reviewers, GitHub takes {MOST_REVIEWERS}, "
                "users and teams together: make a team of some of them"
            )
        validate_variables(f"{where}: environment {name!r}", environment.variables)


def deploy_from(
    branch: str, repository: str, name: str, environment: str, wanted: Environment, child: pulumi.ResourceOptions
) -> None:
    """One environment, the only branch that deploys to it, and its variables; `name` begins the logical names."""
    reviewed = bool(wanted.reviewer_users or wanted.reviewer_teams)
    made = github.RepositoryEnvironment(
        name,
        repository=repository,
        environment=environment,
        can_admins_bypass=False,
        # Where there is no branch protection rule, which a ruleset is not, "protected branches" are all branches.
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
