"""Rule github-environment: only branches that a program names deploy to an environment.

The secrets of an environment, and the role that trusts its name in GitHub's token, belong to every workflow that may
name it. Without a policy for branches that is every branch, which no one has reviewed.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pulumi_policy import ResourceValidationArgs, Severity

from secure_site_policies.frame.objects import objects
from secure_site_policies.frame.places import Place
from secure_site_policies.frame.rule import About, Objection, resource_rule, well_architected

_TYPE, _POLICY = "github:index/repositoryEnvironment:RepositoryEnvironment", "deploymentBranchPolicy"
_LIMITS = ("protectedBranches", "customBranchPolicies")


def _places(args: ResourceValidationArgs) -> Iterator[Place]:
    if args.resource_type == _TYPE:
        yield Place(_POLICY, lambda: args.props)


def _judge(environment: Mapping[str, Any], _args: ResourceValidationArgs) -> Iterator[Objection]:
    policies = objects(environment.get(_POLICY))
    if not any(one.get(key) in (True, "true") for one in policies for key in _LIMITS):
        yield Objection(
            _POLICY,
            f"{_POLICY!r} is missing, so a workflow of any branch deploys to this environment.\n"
            'Write instead: deployment_branch_policy={"protected_branches": False, "custom_branch_policies": True}, '
            "with a RepositoryEnvironmentDeploymentPolicy for each branch.",
        )


policy = resource_rule(
    About(
        name="github-environment",
        risk="A branch that no one has reviewed deploys, with the secrets and the role of the environment.",
        severity=Severity.HIGH,
        controls=(well_architected("SEC11-BP07", "Regularly assess security properties of the pipelines"),),
        fix="Limit the environment to the branches that are deployed from.",
        url="https://docs.github.com/actions/reference/workflows-and-actions/deployments-and-environments",
    ),
    _places,
    _judge,
)
"""Judges the environments of repositories."""
