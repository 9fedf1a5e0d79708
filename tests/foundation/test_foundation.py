"""The account's foundation on mocks: what an administrator sets up before the first site."""

import json
import re
import runpy
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from pulumi.runtime import set_all_config

from foundation.permissions.boundary import boundary
from foundation.permissions.documents import LIMIT, size
from foundation.permissions.site_permissions import ROOT, DerivationError, derive
from tests.examples import ACCOUNT_ID
from tests.mock_cloud import Cloud

PROJECT = "secure-site-foundation"
LEAST = {
    "stacks": '["dev","prod"]',
    "repository": "example@9919/secure-site@74",
    "environmentsProtected": "true",
}
ROLES = ("dev-drift", "dev-deploy", "prod-preview", "prod-drift", "prod-deploy")
"""Those of both stacks: the state of dev, with its source oauth, holds secrets, so pull requests get no role."""
STATE = {
    "stateBucket": "example-company-pulumi-state-123456789012",
    "stateKeyArn": "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555",
}
pytestmark = pytest.mark.usefixtures("derived_once")

POLICY, ROLE = "aws:iam/policy:Policy", "aws:iam/role:Role"


def up(cloud: Cloud, config: Mapping[str, str] = LEAST) -> None:
    cloud.answers["aws:index/getCallerIdentity:getCallerIdentity"] = {
        "accountId": ACCOUNT_ID,
        "arn": f"arn:aws:iam::{ACCOUNT_ID}:root",
        "id": ACCOUNT_ID,
        "userId": ACCOUNT_ID,
    }

    def program() -> None:
        set_all_config({"aws:region": "us-east-1", **{f"{PROJECT}:{key}": value for key, value in config.items()}}, [])
        runpy.run_path(str(ROOT / "foundation" / "__main__.py"))

    cloud.run(program, stack="account", project=PROJECT)


def policies(cloud: Cloud) -> dict[str, Any]:
    return {one["name"]: json.loads(one["policy"]) for one in cloud.all(POLICY)}


def test_every_stack_gets_its_roles_under_boundaries_and_one_for_those_it_makes(cloud: Cloud) -> None:
    up(cloud)
    assert {one["name"] for one in cloud.all(ROLE)} == {f"secure-site-{role}" for role in ROLES}
    boundaries = {name for name in policies(cloud) if name.endswith("-boundary")}
    assert boundaries == {
        f"secure-site-{stack}-{what}-boundary" for stack in ("dev", "prod") for what in ("read", "deploy", "service")
    }
    used = {one["permissionsBoundary"].rpartition("/")[2] for one in cloud.all(ROLE)}
    assert used == {name for name in boundaries if "service" not in name}


def test_nobody_gets_a_key(cloud: Cloud) -> None:
    up(cloud)
    assert not {one.type for one in cloud.resources if "user" in one.type.lower() or "accessKey" in one.type}


@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_the_policies_are_those_that_the_site_needs(cloud: Cloud, stack: str) -> None:
    up(cloud)
    (site,) = derive([stack], ACCOUNT_ID, {})
    for kind, wanted in {"read": site.read, "deploy": site.deploy}.items():
        name = re.compile(rf"secure-site-{stack}-{kind}-\d+")
        assert {each: document for each, document in policies(cloud).items() if name.fullmatch(each)} == {
            f"secure-site-{stack}-{kind}-{number}": document for number, document in enumerate(wanted, start=1)
        }


@pytest.mark.parametrize("stack", ["dev", "prod"])
@pytest.mark.parametrize("role", ["read", "deploy"])
def test_a_boundary_names_the_actions_of_the_policies_and_no_other_and_fits(
    cloud: Cloud, stack: str, role: str
) -> None:
    up(cloud, {**LEAST, **STATE})
    found = policies(cloud)
    boundary = found[f"secure-site-{stack}-{role}-boundary"]
    granted = [
        document
        for name, document in found.items()
        if name.startswith(f"secure-site-{stack}-{role}-") and "boundary" not in name
    ]
    inline = [
        json.loads(one["policy"])
        for one in cloud.all("aws:iam/rolePolicy:RolePolicy")
        if one["role"] == f"secure-site-{stack}-{'deploy' if role == 'deploy' else 'drift'}"
    ]
    extra = {"s3:PutObject", "s3:DeleteObject"} if role == "read" else set[str]()
    assert {action for action, _ in _allowed(boundary)} - extra == {action for action, _ in _allowed(*granted, *inline)}
    assert size(boundary) <= LIMIT


@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_a_boundary_names_buckets_and_roles_in_full(cloud: Cloud, stack: str) -> None:
    up(cloud)
    for name, document in policies(cloud).items():
        if name in (f"secure-site-{stack}-read-boundary", f"secure-site-{stack}-deploy-boundary"):
            named = {arn for action, arn in _allowed(document) if action.startswith(("s3:", "iam:")) and arn != "*"}
            assert {arn.split(":")[5].removeprefix("role/").startswith(f"secure-site-{stack}-") for arn in named} == {
                True
            }


def test_a_boundary_that_does_not_fit_is_an_error() -> None:
    (site,) = derive(["prod"], ACCOUNT_ID, {})
    long = [
        {"Effect": "Allow", "Action": ["sns:Publish"], "Resource": [f"arn:aws:sns:us-east-1:{ACCOUNT_ID}:{'x' * 3000}"]}
    ]
    with pytest.raises(ValueError, match=r"the boundary of secure-site-prod has \d+ characters, a managed policy"):
        boundary(site.deploy, site.context, long)


def test_the_roles_are_told_by_their_names(cloud: Cloud) -> None:
    up(cloud)
    assert cloud.exports == {
        f"{stack}{role.title()}RoleArn": f"arn:aws:iam::{ACCOUNT_ID}:role/secure-site-{stack}-{role}"
        for stack, _, role in (one.partition("-") for one in ROLES)
    }


def test_without_a_protected_branch_and_environments_nobody_deploys(cloud: Cloud) -> None:
    up(cloud, {**LEAST, "environmentsProtected": "false"})
    assert {one["name"] for one in cloud.all(ROLE)} == {
        f"secure-site-{role}" for role in ROLES if not role.endswith("deploy")
    }
    assert not [name for name in cloud.exports if "Deploy" in name]


@pytest.mark.parametrize("role", ROLES)
def test_a_role_is_for_the_repository_with_this_id(cloud: Cloud, role: str) -> None:
    up(cloud)
    (found,) = (one for one in cloud.all(ROLE) if one["name"] == f"secure-site-{role}")
    (trust,) = json.loads(found["assumeRolePolicy"])["Statement"]
    claims = trust["Condition"]["StringEquals"]
    assert claims["token.actions.githubusercontent.com:repository_id"] == "74"
    assert claims["token.actions.githubusercontent.com:sub"].startswith("repo:example@9919/secure-site@74:")


def test_a_provider_that_the_account_has_is_taken_as_it_is(cloud: Cloud) -> None:
    arn = f"arn:aws:iam::{ACCOUNT_ID}:oidc-provider/token.actions.githubusercontent.com"
    up(cloud, {**LEAST, "oidcProviderArn": arn})
    assert cloud.all("aws:iam/openIdConnectProvider:OpenIdConnectProvider") == []
    assert all(arn in one["assumeRolePolicy"] for one in cloud.all(ROLE))


def test_github_is_told_which_roles_there_are_and_asks_reviewers_where_it_should(cloud: Cloud) -> None:
    reviewed = {"github": "true", "reviewedStacks": '["prod"]', "reviewerUsers": "[7]"}
    up(cloud, {**LEAST, **STATE, **reviewed})
    variables = {one["variableName"]: one["value"] for one in cloud.all("github:index/actionsVariable:ActionsVariable")}
    role = f"arn:aws:iam::{ACCOUNT_ID}:role/secure-site"
    assert variables == {
        "DEV_AWS_REGION": "us-east-1",
        "DEV_DRIFT_ROLE_ARN": f"{role}-dev-drift",
        "PROD_AWS_REGION": "us-east-1",
        "PROD_DRIFT_ROLE_ARN": f"{role}-prod-drift",
        "PROD_PREVIEW_ROLE_ARN": f"{role}-prod-preview",
        "PULUMI_BACKEND_URL": f"s3://{STATE['stateBucket']}?region=us-east-1",
    }
    environments = cloud.all("github:index/repositoryEnvironment:RepositoryEnvironment")
    assert {one["environment"]: bool(one.get("reviewers")) for one in environments} == {"dev": False, "prod": True}
    of_environments = cloud.all("github:index/actionsEnvironmentVariable:ActionsEnvironmentVariable")
    assert {one["value"] for one in of_environments if one["variableName"] == "DEPLOY_ROLE_ARN"} == {
        f"{role}-dev-deploy",
        f"{role}-prod-deploy",
    }
    assert cloud.one("pulumi:providers:github").get("token") is None


SITE = {
    "siteRepository": "example@9919/site@75",
    "siteStack": "dev",
    "siteWorkflow": f"example/secure-site/.github/workflows/site-previews.yml@{'c' * 40}",
}


def test_the_repository_of_a_site_learns_how_its_previews_are_published(cloud: Cloud) -> None:
    up(cloud, {**LEAST, **STATE, **SITE, "github": "true"})
    made = [one for one in cloud.all("github:index/actionsVariable:ActionsVariable") if one["repository"] == "site"]
    assert {one["variableName"]: one["value"] for one in made} == {
        "SITE_PREVIEW_BUCKET": f"secure-site-dev-previews-{ACCOUNT_ID}",
        "SITE_PREVIEW_REGION": "us-east-1",
        "SITE_PREVIEW_ROLE_ARN": f"arn:aws:iam::{ACCOUNT_ID}:role/secure-site-dev-site-previews",
    }
    read = (ROOT / ".github" / "workflows" / "site-previews.yml").read_text()
    assert set(re.findall(r"vars\.(\w+)", read)) == {one["variableName"] for one in made}


def test_without_github_the_role_of_previews_is_exported_for_the_person_who_sets_the_variables(cloud: Cloud) -> None:
    up(cloud, {**LEAST, **SITE})
    role = f"arn:aws:iam::{ACCOUNT_ID}:role/secure-site-dev-site-previews"
    assert cloud.value(cloud.exports["sitePreviewRoleArn"]) == role
    assert not cloud.all("github:index/actionsVariable:ActionsVariable")


def test_without_github_and_baseline_there_is_nothing_of_either(cloud: Cloud) -> None:
    up(cloud)
    assert not {one.type for one in cloud.resources if "github:" in one.type.split("/")[0] or "cfg" in one.type}
    assert "secure-site:components:AccountBaseline" not in {one.type for one in cloud.resources}


def test_the_account_is_looked_after_where_that_is_asked_for(cloud: Cloud) -> None:
    up(cloud, {**LEAST, "accountBaseline": "true", "securityEmail": "security@example.com"})
    assert cloud.one("aws:cloudtrail/trail:Trail")["name"] == "secure-site-account"


def test_a_stack_that_cannot_be_derived_is_named_with_the_reason() -> None:
    with pytest.raises(DerivationError, match=r"stacks: 'nowhere': permissions: .*Pulumi\.nowhere\.yaml"):
        derive(["nowhere"], ACCOUNT_ID, {})


def _allowed(*documents: Any) -> Iterator[tuple[str, str]]:
    for document in documents:
        for statement in document["Statement"]:
            for action in statement["Action"]:
                yield from ((action, resource) for resource in statement["Resource"])
