"""The repository that holds the program: what its branch, its environments, its workflows and its variables allow."""

from collections.abc import Mapping
from typing import Any

import pulumi
import pytest
from pulumi_policy import ResourceValidationPolicy

from foundation.github.environment import Environment
from foundation.github.repository import Repository
from foundation.github.variables import names_a_secret
from secure_site_policies.rules import ALL
from tests.mock_cloud import Cloud
from tests.policies.judge import judge

REPOSITORY = "secure-site:components:Repository"
RULESET = "github:index/repositoryRuleset:RepositoryRuleset"
ENVIRONMENT = "github:index/repositoryEnvironment:RepositoryEnvironment"
BRANCHES = "github:index/repositoryEnvironmentDeploymentPolicy:RepositoryEnvironmentDeploymentPolicy"
ENVIRONMENT_VARIABLE = "github:index/actionsEnvironmentVariable:ActionsEnvironmentVariable"
VARIABLE = "github:index/actionsVariable:ActionsVariable"
ALERTS = "github:index/repositoryVulnerabilityAlerts:RepositoryVulnerabilityAlerts"
UPDATES = "github:index/repositoryDependabotSecurityUpdates:RepositoryDependabotSecurityUpdates"
ACTIONS = "github:index/actionsRepositoryPermissions:ActionsRepositoryPermissions"
WORKFLOWS = "github:index/workflowRepositoryPermissions:WorkflowRepositoryPermissions"
ROLE = "arn:aws:iam::123456789012:role/secure-site-prod-deploy"
WHOLE: dict[str, Any] = {
    "repository": "example/site",
    "environments": {
        "dev": Environment({"AWS_REGION": "eu-west-1"}),
        "prod": Environment({"DEPLOY_ROLE_ARN": ROLE}, reviewer_users=(101,), reviewer_teams=(7,)),
    },
    "variables": {"PROD_AWS_REGION": "eu-west-1", "PULUMI_BACKEND_URL": "s3://state"},
}
RULES = [rule for rule in ALL if isinstance(rule, ResourceValidationPolicy)]


def build(cloud: Cloud, args: Mapping[str, Any] = WHOLE, **more: Any) -> Repository:
    return cloud.build(Repository, "repository", {**args, **more})


def build_with(cloud: Cloud, value: pulumi.Input[str]) -> Repository:
    """Builds a repository with one variable."""
    return build(cloud, variables={"STATE_BUCKET": value})


def test_the_branch_changes_by_a_reviewed_pull_request_only(cloud: Cloud) -> None:
    build(cloud, required_reviews=2)
    ruleset = cloud.one(RULESET)
    assert (ruleset["repository"], ruleset["target"], ruleset["enforcement"]) == ("site", "branch", "active")
    assert ruleset["conditions"] == {"refName": {"includes": ["refs/heads/main"], "excludes": []}}
    reviews = ruleset["rules"]["pullRequest"]
    assert reviews["requiredApprovingReviewCount"] == 2
    assert reviews["requiredReviewThreadResolution"] is True


def test_an_approval_holds_only_for_what_was_approved_and_not_from_who_pushed_it(cloud: Cloud) -> None:
    build(cloud)
    reviews = cloud.one(RULESET)["rules"]["pullRequest"]
    assert reviews["requiredApprovingReviewCount"] == 1
    assert (reviews["dismissStaleReviewsOnPush"], reviews["requireLastPushApproval"]) == (True, True)


def test_the_gate_has_to_pass_as_github_actions_itself_reports_it_on_the_latest_code(cloud: Cloud) -> None:
    build(cloud)
    checks = cloud.one(RULESET)["rules"]["requiredStatusChecks"]
    assert checks["requiredChecks"] == [{"context": "gate", "integrationId": 15368}]
    assert checks["strictRequiredStatusChecksPolicy"] is True


def test_the_history_of_the_branch_stays_linear_and_whole(cloud: Cloud) -> None:
    build(cloud)
    rules = cloud.one(RULESET)["rules"]
    assert (rules["deletion"], rules["nonFastForward"], rules["requiredLinearHistory"]) == (True, True, True)
    assert rules["pullRequest"]["allowedMergeMethods"] == ["rebase", "squash"]


def test_nobody_is_let_past_the_ruleset(cloud: Cloud) -> None:
    build(cloud)
    assert "bypassActors" not in cloud.one(RULESET)


def test_another_branch_and_check_are_protected_and_deployed_from_instead(cloud: Cloud) -> None:
    build(cloud, branch="release/1", check="judge")
    ruleset = cloud.one(RULESET)
    assert ruleset["conditions"]["refName"]["includes"] == ["refs/heads/release/1"]
    assert ruleset["rules"]["requiredStatusChecks"]["requiredChecks"][0]["context"] == "judge"
    assert {policy["branchPattern"] for policy in cloud.all(BRANCHES)} == {"release/1"}


def test_each_environment_is_deployed_to_from_the_branch_alone_and_no_admin_skips_it(cloud: Cloud) -> None:
    build(cloud)
    for environment in cloud.all(ENVIRONMENT):
        assert environment["deploymentBranchPolicy"] == {"protectedBranches": False, "customBranchPolicies": True}
        assert environment["canAdminsBypass"] is False
    branches = {policy["environment"]: policy["branchPattern"] for policy in cloud.all(BRANCHES)}
    assert branches == {"dev": "main", "prod": "main"}


def test_somebody_else_consents_to_a_deployment_where_reviewers_are_named(cloud: Cloud) -> None:
    build(cloud)
    prod = cloud.named("repository-prod")
    assert prod["reviewers"] == [{"users": [101], "teams": [7]}]
    assert prod["preventSelfReview"] is True


def test_nobody_is_asked_where_no_reviewers_are_named(cloud: Cloud) -> None:
    build(cloud)
    assert "reviewers" not in cloud.named("repository-dev")


def test_an_environment_is_there_before_its_branch_and_its_variables(cloud: Cloud) -> None:
    build(cloud)
    prod = cloud.named("repository-prod").urn
    for name in ("repository-prod-branch", "repository-prod-DEPLOY_ROLE_ARN"):
        assert prod in cloud.named(name).depends_on


def test_variables_are_set_where_they_are_to_be_seen(cloud: Cloud) -> None:
    build(cloud)
    inside = {
        (found["environment"], found["variableName"]): found["value"] for found in cloud.all(ENVIRONMENT_VARIABLE)
    }
    assert inside == {("dev", "AWS_REGION"): "eu-west-1", ("prod", "DEPLOY_ROLE_ARN"): ROLE}
    everywhere = {found["variableName"]: found["value"] for found in cloud.all(VARIABLE)}
    assert everywhere == WHOLE["variables"]


def test_dependabot_has_alerts_before_it_proposes_updates(cloud: Cloud) -> None:
    build(cloud)
    alerts, updates = cloud.one(ALERTS), cloud.one(UPDATES)
    assert (alerts["enabled"], updates["enabled"]) == (True, True)
    assert alerts.urn in updates.depends_on


def test_actions_run_at_a_pinned_commit_only(cloud: Cloud) -> None:
    build(cloud)
    assert cloud.one(ACTIONS)["shaPinningRequired"] is True


def test_a_workflow_may_read_unless_it_asks_for_more_and_never_approves(cloud: Cloud) -> None:
    build(cloud)
    workflows = cloud.one(WORKFLOWS)
    assert (workflows["defaultWorkflowPermissions"], workflows["canApprovePullRequestReviews"]) == ("read", False)


def test_the_repository_itself_is_neither_made_nor_deleted(cloud: Cloud) -> None:
    build(cloud)
    component = cloud.one(REPOSITORY)
    children = [resource for resource in cloud.resources if resource is not component]
    assert {child.parent for child in children} == {component.urn}
    assert {child["repository"] for child in children} == {"site"}
    assert "github:index/repository:Repository" not in {child.type for child in children}


def test_the_ruleset_is_an_output_once_it_is_there(cloud: Cloud) -> None:
    build(cloud)
    component = cloud.one(REPOSITORY)
    assert (component.is_finished, component.outputs) == (True, {"rulesetId": "protect main"})


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_no_rule_of_the_pack_objects(rule: ResourceValidationPolicy, cloud: Cloud) -> None:
    build(cloud)
    for resource in cloud.resources:
        judgement = judge(rule, resource.type, resource, name=resource.name)
        assert (judgement.violations, judgement.advice) == ([], None)


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"repository": "site"}, "repository must be a GitHub repository as owner/name, such as example/site; got 'site'"),
    ({"branch": "release/*"}, "branch must be a branch name .*; got 'release/\\*'"),
    ({"branch": "refs/heads/main"}, "branch must be .* without refs/heads/; got 'refs/heads/main'"),
    ({"check": " "}, "check must be the name of the gate's job, such as gate; got ' '"),
    ({"required_reviews": 0}, "required_reviews must be 1 to 10, got 0"),
    ({"required_reviews": 11}, "required_reviews must be 1 to 10, got 11"),
    ({"environments": {"prod:x": Environment()}}, "the name of an environment must be .*; got 'prod:x'"),
    (
        {"environments": {"prod": Environment(reviewer_users=(1, 2, 3, 4), reviewer_teams=(5, 6, 7))}},
        "environment 'prod' has 7 reviewers, GitHub accepts 6, users and teams together",
    ),
    ({"variables": {"1ST": "x"}}, "the name of a variable must be capitals, .*; got '1ST'"),
    ({"variables": {"GITHUB_REF": "x"}}, "not beginning with a digit or GITHUB_; got 'GITHUB_REF'"),
    ({"variables": {"a-b": "x"}}, "the name of a variable must be capitals, .*; got 'a-b'"),
    (
        {"variables": {"DEPLOY_TOKEN": "x"}},
        "'DEPLOY_TOKEN' looks like the name of a secret, and anyone can read a variable",
    ),
    (
        {"environments": {"prod": Environment({"API_KEY": "x"})}},
        "Repository 'repository': environment 'prod': 'API_KEY' looks like the name of a secret",
    ),
]


@pytest.mark.parametrize(("changed", "message"), REFUSED)
def test_what_github_would_refuse_or_show_is_refused_first(changed: dict[str, Any], message: str, cloud: Cloud) -> None:
    with pytest.raises(ValueError, match=message):
        build(cloud, **changed)
    assert cloud.resources == []


def test_six_reviewers_are_not_too_many(cloud: Cloud) -> None:
    build(cloud, environments={"prod": Environment(reviewer_users=(1, 2, 3), reviewer_teams=(4, 5, 6))})
    assert cloud.one(ENVIRONMENT)["reviewers"] == [{"users": [1, 2, 3], "teams": [4, 5, 6]}]


@pytest.mark.parametrize(
    "name",
    ["TOKEN", "NPM_TOKEN", "TOKEN_2", "DB_PASSWORD", "SECRETS", "GH_PAT", "SSH_KEY", "KEY1", "APIKEY", "ACCESS_KEY_ID"],
)
def test_a_name_that_ends_like_a_credential_names_a_secret(name: str) -> None:
    assert names_a_secret(name)


@pytest.mark.parametrize(
    "name",
    ["PREVIEW_ROLE_ARN", "STATE_KEY_ARN", "KMS_KEY_ID", "TOKEN_AWS_REGION", "MONKEY", "COMPAT", "PATH", "SECRET_NAME"],
)
def test_other_names_do_not(name: str) -> None:
    assert not names_a_secret(name)


def test_a_secret_does_not_become_a_variable_and_is_not_shown(cloud: Cloud) -> None:
    with pytest.raises(ValueError, match="variable STATE_BUCKET is a Pulumi secret") as refused:
        build_with(cloud, pulumi.Output.secret("hidden-0123"))
    assert "hidden-0123" not in str(refused.value)
    assert cloud.all(VARIABLE) == []


def test_a_value_that_only_aws_can_tell_is_waited_for(cloud: Cloud) -> None:
    def program() -> None:
        Repository("repository", {"repository": "example/site", "variables": {"ROLE_ARN": cloud.unknown()}})

    cloud.run(program, preview=True)
    assert cloud.one(VARIABLE).unknowns() == {"value"}
