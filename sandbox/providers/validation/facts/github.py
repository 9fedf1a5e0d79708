"""GitHub, whose API has no models in botocore.

The provider's validators: https://github.com/integrations/terraform-provider-github/tree/main/github
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sandbox.providers.validation.fact import Fact, an_object, each, length, matches, number, one_of

_PROVIDER = "https://github.com/integrations/terraform-provider-github/blob/main/github/"
_NAMES = "https://docs.github.com/actions/reference/workflows-and-actions/variables#naming-conventions-for-configuration-variables"
_RULESET = f"{_PROVIDER}resource_github_repository_ruleset.go"
_ENVIRONMENT = f"{_PROVIDER}resource_github_repository_environment.go"
_ACTIONS = f"{_PROVIDER}resource_github_actions_repository_permissions.go"
_WEBHOOK = "https://docs.github.com/rest/repos/webhooks#create-a-repository-webhook"
_NAME = matches(r"(?!GITHUB_)[A-Za-z_][A-Za-z0-9_]*", "letters, digits and underscores, not GITHUB_ nor a digit first")
_ACTORS = ("DeployKey", "EnterpriseOwner", "Integration", "OrganizationAdmin", "RepositoryRole", "Team", "User")


def _policy(value: Any) -> Iterator[str]:
    """GitHub wants one of the two, and refuses both and none."""
    given = [key for key in ("protectedBranches", "customBranchPolicies") if an_object(value).get(key) is True]
    if len(given) != 1 and all(isinstance(one, bool) for one in an_object(value).values()):
        yield "must have either protectedBranches or customBranchPolicies"


def _one_pattern(inputs: Any) -> Iterator[str]:
    if bool(inputs.get("branchPattern")) == bool(inputs.get("tagPattern")):
        yield "must have either branchPattern or tagPattern"


FACTS: Mapping[str, Sequence[Fact]] = {
    "github:index/actionsEnvironmentVariable:ActionsEnvironmentVariable": [Fact(("variableName",), _NAME, _NAMES)],
    "github:index/actionsRepositoryPermissions:ActionsRepositoryPermissions": [
        Fact(("allowedActions",), one_of("all", "local_only", "selected"), _ACTIONS),
    ],
    "github:index/actionsSecret:ActionsSecret": [Fact(("secretName",), _NAME, _NAMES)],
    "github:index/actionsVariable:ActionsVariable": [Fact(("variableName",), _NAME, _NAMES)],
    "github:index/repositoryEnvironment:RepositoryEnvironment": [
        Fact(("waitTimer",), number(0, 43200), _ENVIRONMENT),
        Fact(("environment",), length(1, 255), "https://docs.github.com/rest/deployments/environments"),
        Fact(("deploymentBranchPolicy",), _policy, "https://docs.github.com/rest/deployments/environments"),
    ],
    "github:index/repositoryEnvironmentDeploymentPolicy:RepositoryEnvironmentDeploymentPolicy": [
        Fact(("",), _one_pattern, f"{_PROVIDER}resource_github_repository_environment_deployment_policy.go"),
    ],
    "github:index/repositoryRuleset:RepositoryRuleset": [
        Fact(("enforcement",), one_of("active", "disabled", "evaluate"), _RULESET),
        Fact(("target",), one_of("branch", "push", "tag"), _RULESET),
        Fact(("name",), length(1, 100), _RULESET),
        Fact(("bypassActors.actorType",), one_of(*_ACTORS), _RULESET),
        Fact(("bypassActors.bypassMode",), one_of("always", "exempt", "pull_request"), _RULESET),
        Fact(("rules.pullRequest.requiredApprovingReviewCount",), number(0, 10), _RULESET),
        Fact(("rules.pullRequest.allowedMergeMethods",), each(one_of("merge", "rebase", "squash")), _RULESET),
    ],
    "github:index/repositoryWebhook:RepositoryWebhook": [
        Fact(("configuration.contentType",), one_of("form", "json"), _WEBHOOK),
        Fact(("configuration.url",), matches(r"https?://\S+", "an address"), _WEBHOOK),
    ],
    "github:index/workflowRepositoryPermissions:WorkflowRepositoryPermissions": [
        Fact(("defaultWorkflowPermissions",), one_of("read", "write"), _ACTIONS),
    ],
}
"""Facts by type token."""
