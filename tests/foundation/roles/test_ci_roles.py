"""The roles of the workflows: their trust, their duration and their boundaries."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from foundation.github.repository_name import RepositoryName
from foundation.roles.ci_roles import CiRoles
from foundation.roles.state_access import StateBucket
from tests import examples
from tests.mock_cloud import Cloud, Recorded

CONTEXT = replace(examples.CONTEXT, stack="dev", tags={"Project": "secure-site-foundation"})
PROVIDER = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
KEY = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"
POLICY = "arn:aws:iam::123456789012:policy/secure-site-dev"
ATTACHMENT, INLINE, ROLE = (
    f"aws:iam/{kind}" for kind in ("rolePolicyAttachment:RolePolicyAttachment", "rolePolicy:RolePolicy", "role:Role")
)


def named(text: str) -> str:
    return json.dumps({"Statement": [{"Effect": "Allow", "Action": text, "Resource": "arn:aws:s3:::x"}]})


ARGS: Mapping[str, Any] = {
    "context": CONTEXT,
    "repository": RepositoryName.parse("example@9919/site@74"),
    "provider_arn": PROVIDER,
    "read_policies": [named("s3:GetBucketPolicy")],
    "deploy_policies": [named("s3:PutBucketPolicy"), named("s3:CreateBucket")],
    "read_boundary": named("s3:GetBucketAcl"),
    "deploy_boundary": named("s3:PutBucketAcl"),
}
KINDS = ["preview", "drift", "deploy"]


def role(cloud: Cloud, kind: str) -> Recorded:
    (found,) = (one for one in cloud.all(ROLE) if one["name"] == f"secure-site-dev-{kind}")
    return found


@pytest.mark.parametrize(
    ("kind", "subject"),
    [
        ("preview", "repo:example@9919/site@74:pull_request"),
        ("drift", "repo:example@9919/site@74:ref:refs/heads/main"),
        ("deploy", "repo:example@9919/site@74:environment:dev"),
    ],
)
def test_each_role_is_for_one_subject_for_an_hour(cloud: Cloud, kind: str, subject: str) -> None:
    cloud.build(CiRoles, "dev", ARGS)
    found = role(cloud, kind)
    (trust,) = json.loads(found["assumeRolePolicy"])["Statement"]
    assert trust["Principal"] == {"Federated": PROVIDER}
    assert trust["Condition"]["StringEquals"]["token.actions.githubusercontent.com:sub"] == subject
    assert found["maxSessionDuration"] == 3600


@pytest.mark.parametrize("kind", KINDS)
def test_each_role_has_its_policies_and_is_under_its_boundary(cloud: Cloud, kind: str) -> None:
    cloud.build(CiRoles, "dev", ARGS)
    attached = {one["policyArn"] for one in cloud.all(ATTACHMENT) if one["role"] == f"secure-site-dev-{kind}"}
    does = "deploy" if kind == "deploy" else "read"
    assert attached == {f"{POLICY}-{does}-{number}" for number, _ in enumerate(ARGS[f"{does}_policies"], start=1)}
    assert role(cloud, kind)["permissionsBoundary"] == f"{POLICY}-{does}-boundary"
    assert cloud.all(INLINE) == []


def test_the_policies_are_the_documents_that_were_given(cloud: Cloud) -> None:
    cloud.build(CiRoles, "dev", ARGS)
    texts = {one["name"].removeprefix("secure-site-dev-"): one["policy"] for one in cloud.all("aws:iam/policy:Policy")}
    assert texts == {
        "read-1": ARGS["read_policies"][0],
        "deploy-1": ARGS["deploy_policies"][0],
        "deploy-2": ARGS["deploy_policies"][1],
        "read-boundary": ARGS["read_boundary"],
        "deploy-boundary": ARGS["deploy_boundary"],
    }


def test_nothing_of_them_waits_for_the_first_update(cloud: Cloud) -> None:
    cloud.build(CiRoles, "dev", ARGS, preview=True)
    assert {found.name: found.unknowns() for found in cloud.resources if found.unknowns()} == {}


def test_another_branch_may_be_the_one_that_is_looked_at(cloud: Cloud) -> None:
    cloud.build(CiRoles, "dev", {**ARGS, "branch": "trunk"})
    assert "repo:example@9919/site@74:ref:refs/heads/trunk" in role(cloud, "drift")["assumeRolePolicy"]


def test_the_state_is_read_by_all_and_written_by_the_role_that_deploys(cloud: Cloud) -> None:
    cloud.build(CiRoles, "dev", {**ARGS, "state": StateBucket("example-state", KEY)})
    actions = {
        one["role"].removeprefix("secure-site-dev-"): {
            action for statement in json.loads(one["policy"])["Statement"] for action in statement["Action"]
        }
        for one in cloud.all(INLINE)
    }
    reading = {"kms:Decrypt", "s3:GetObject", "s3:ListBucket"}
    assert actions == {"preview": reading, "drift": reading, "deploy": reading | {"s3:DeleteObject", "s3:PutObject"}}


def names(cloud: Cloud) -> set[str]:
    return {one["name"].removeprefix("secure-site-dev-") for one in cloud.all(ROLE)}


def test_a_deploy_role_is_for_one_branch(cloud: Cloud) -> None:
    cloud.build(CiRoles, "dev", {**ARGS, "branch": "trunk"})
    (trust,) = json.loads(role(cloud, "deploy")["assumeRolePolicy"])["Statement"]
    assert trust["Condition"]["StringEquals"]["token.actions.githubusercontent.com:ref"] == "refs/heads/trunk"


def test_without_a_protected_environment_nothing_of_the_deploy_role_is_made(cloud: Cloud) -> None:
    found = cloud.build(CiRoles, "dev", {**ARGS, "deploys": False})
    assert names(cloud) == {"preview", "drift"}
    assert found.deploy_role_arn is None
    assert not [one["name"] for one in cloud.all("aws:iam/policy:Policy") if "deploy" in one["name"]]


def test_of_a_stack_with_secrets_pull_requests_get_no_role(cloud: Cloud) -> None:
    found = cloud.build(CiRoles, "dev", {**ARGS, "previews": False, "state": StateBucket("example-state", KEY)})
    assert names(cloud) == {"drift", "deploy"}
    assert found.preview_role_arn is None
    assert "pull_request" not in "".join(one["assumeRolePolicy"] for one in cloud.all(ROLE))
