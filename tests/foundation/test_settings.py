"""The foundation's configuration is validated whole, before the first resource."""

import json
from collections.abc import Mapping

import pytest
import yaml
from pulumi.runtime import set_all_config

from components.settings.reader import SettingsError
from foundation import settings
from foundation.github.repository_name import RepositoryName
from foundation.options import BaselineOptions, DeployOptions, GithubOptions, StateOptions
from foundation.roles.state_access import StateBucket
from foundation.settings import Settings
from tests.examples import REPOSITORY
from tests.mock_cloud import Cloud

FOLDER = REPOSITORY / "foundation"
PROJECT = "secure-site-foundation"
NAME = "example@9919/secure-site@74"
LEAST = {"stacks": '["dev"]', "repository": NAME}
KEY = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
GITHUB = {**LEAST, "github": "true", "stateBucket": "example-state", "stateKeyArn": KEY}
CALLED = "example/secure-site/.github/workflows/site-previews.yml"
SITE = {"siteRepository": "example@9919/site@75", "siteStack": "dev", "siteWorkflow": f"{CALLED}@{'c' * 40}"}
PROVIDER = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"


def load(cloud: Cloud, config: Mapping[str, str]) -> Settings:
    full = {
        key if ":" in key else f"{PROJECT}:{key}": value for key, value in {"aws:region": "us-east-1", **config}.items()
    }

    def program() -> Settings:
        set_all_config(full, [])
        return settings.load()

    return cloud.run(program, stack="account", project=PROJECT)


def faults(cloud: Cloud, config: Mapping[str, str]) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load(cloud, config)
    return [line.strip() for line in str(caught.value).splitlines()[1:]]


def test_the_least_sets_up_roles_and_nothing_else(cloud: Cloud) -> None:
    assert load(cloud, LEAST) == Settings(
        region="us-east-1",
        deploy=DeployOptions(stacks=("dev",), repository=NAME, branch="main", oidc_provider_arn=None),
        state=None,
        github=None,
        site_previews=None,
        baseline=None,
        protect=False,
        tags={},
    )


def test_all_of_it_is_read(cloud: Cloud) -> None:
    found = load(
        cloud,
        {
            **LEAST,
            "stacks": '["dev","prod"]',
            "branch": "main",
            "environmentsProtected": "true",
            "oidcProviderArn": PROVIDER,
            "stateBucket": "example-state",
            "stateKeyArn": KEY,
            "github": "true",
            "requiredReviews": "2",
            "reviewedStacks": '["prod"]',
            "reviewerUsers": "[1,2]",
            "reviewerTeams": "[3]",
            "accountBaseline": "true",
            "securityEmail": "security@example.com",
            "recordDays": "30",
            "protect": "true",
        },
    )
    assert (found.deploy.branch, found.deploy.oidc_provider_arn, found.protect) == ("main", PROVIDER, True)
    assert found.deploy.environments_protected
    assert found.deploy.repository_name == RepositoryName("example", "secure-site", "9919", "74")
    assert found.state == StateOptions(state_bucket="example-state", state_key_arn=KEY)
    assert found.state
    assert found.state.bucket == StateBucket("example-state", KEY)
    assert found.backend_url == "s3://example-state?region=us-east-1"
    assert found.github == GithubOptions(
        github=True, required_reviews=2, reviewer_users=(1, 2), reviewer_teams=(3,), reviewed_stacks=("prod",)
    )
    assert found.baseline == BaselineOptions(
        account_baseline=True, security_email="security@example.com", record_days=30
    )


def test_every_default_of_the_project_file_is_the_default_of_the_program(cloud: Cloud) -> None:
    declared = yaml.safe_load((FOLDER / "Pulumi.yaml").read_text())["config"]
    as_engine = {key: _as_engine(entry["default"]) for key, entry in declared.items()}
    assert load(cloud, {**as_engine, **LEAST}) == load(cloud, LEAST)
    assert all(entry["description"] for entry in declared.values())


def test_the_project_file_declares_every_key_that_is_read(cloud: Cloud) -> None:
    declared = yaml.safe_load((FOLDER / "Pulumi.yaml").read_text())["config"]
    assert faults(cloud, {**dict.fromkeys(declared, ""), **LEAST, "zzz": "1"})[0].startswith("zzz: unknown key")


def test_the_stack_that_comes_with_it_is_usable(cloud: Cloud) -> None:
    config = yaml.safe_load((FOLDER / "Pulumi.account.yaml").read_text())["config"]
    assert load(cloud, {key: _as_engine(value) for key, value in config.items()}).deploy.stacks == ("dev", "prod")


def test_the_foundations_own_name_is_no_site_stack(cloud: Cloud) -> None:
    assert "stacks: 'account' must be other names than the foundation's own" in faults(
        cloud, {**LEAST, "stacks": '["account"]'}
    )


@pytest.mark.parametrize(
    ("config", "deploys"),
    [(LEAST, False), ({**LEAST, "environmentsProtected": "true"}, True), (GITHUB, True)],
)
def test_there_is_a_deploy_role_only_for_environments_that_are_protected(
    cloud: Cloud, config: dict[str, str], deploys: bool
) -> None:
    assert load(cloud, config).deploys == deploys


@pytest.mark.parametrize(
    ("config", "key", "reason"),
    [
        ({**LEAST, **SITE, "siteStack": "prod"}, "siteStack", "'prod' must be among stacks"),
        ({**LEAST, **SITE, "siteWorkflow": f"{CALLED}@main"}, "siteWorkflow", "a branch or a tag can be moved"),
        ({**LEAST, **SITE, "siteWorkflow": f"{CALLED}@{'c' * 39}"}, "siteWorkflow", "all 40 digits"),
        ({key: value for key, value in {**LEAST, **SITE}.items() if key != "siteStack"}, "siteStack", "is not set"),
        ({**LEAST, "siteStack": "dev"}, "siteStack", "has no effect without siteRepository"),
        ({"repository": NAME}, "stacks", "is not set, and must be the site stacks of this account"),
        ({"stacks": '["dev"]'}, "repository", "is not set"),
        ({**LEAST, "stacks": '["Dev"]'}, "stacks", "'Dev' must be lower-case letters"),
        ({**LEAST, "stacks": '["dev","staging"]'}, "stacks", "'staging' must be the environment of a job in .github/"),
        ({**LEAST, "branch": "trunk"}, "branch", "'trunk' must be a branch that .github/workflows/deploy.yml deploys"),
        ({**LEAST, "repository": "example"}, "repository", "owner@id/name@id"),
        ({**LEAST, "repository": "example/site@74"}, "repository", "--jq .sub_claim_prefix"),
        ({**LEAST, "branch": "a b"}, "branch", "must be a branch name"),
        ({**LEAST, "oidcProviderArn": PROVIDER + "x"}, "oidcProviderArn", "must be the ARN of GitHub's provider"),
        ({**LEAST, "stateBucket": "S", "stateKeyArn": KEY}, "stateBucket", "must be the name of a bucket"),
        ({**LEAST, "stateBucket": "state"}, "stateKeyArn", "is not set, and must be the ARN of a key"),
        (
            {**LEAST, "github": "true"},
            "github",
            "must be false without stateBucket and stateKeyArn: the",
        ),
        ({**LEAST, "stateKeyArn": KEY}, "stateKeyArn", "has no effect without stateBucket"),
        ({**LEAST, "stateBucket": "state", "stateKeyArn": "alias/x"}, "stateKeyArn", "must be the ARN of a key"),
        ({**LEAST, "reviewerUsers": "[1]"}, "reviewerUsers", "has no effect without github"),
        ({**GITHUB, "requiredReviews": "0"}, "requiredReviews", "must be a whole number from 1 to 10"),
        ({**GITHUB, "reviewedStacks": '["dev"]'}, "reviewerUsers", "gh api users/NAME --jq .id"),
        ({**GITHUB, "reviewerUsers": '["octocat"]'}, "reviewerUsers", "a list of whole numbers"),
        ({**GITHUB, "reviewerUsers": "[1,1]"}, "reviewerUsers", "a list without repetitions"),
        ({**GITHUB, "reviewerUsers": "[0]"}, "reviewerUsers", "0 must be an id of GitHub"),
        ({**GITHUB, "reviewerUsers": "7"}, "reviewerUsers", "a list of whole numbers"),
        ({**GITHUB, "reviewerTeams": "[1,2,3,4,5,6,7]"}, "reviewerUsers", "at most 6 together"),
        (
            {**GITHUB, "reviewerUsers": "[1]", "reviewedStacks": '["prod"]'},
            "reviewedStacks",
            "'prod' must be among stacks",
        ),
        ({**LEAST, "securityEmail": "a@example.com"}, "securityEmail", "has no effect without accountBaseline"),
        ({**LEAST, "accountBaseline": "true"}, "securityEmail", "is not set"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_write(
    cloud: Cloud, config: dict[str, str], key: str, reason: str
) -> None:
    found = faults(cloud, config)
    assert len(found) == 1
    assert found[0].startswith(f"{key}: ")
    assert reason in found[0]


def _as_engine(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)
