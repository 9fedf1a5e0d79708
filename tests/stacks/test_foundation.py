"""The account's foundation on the real engine: all of it, judged by the policy pack, and put right after drift."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from pulumi.automation.events import EngineEvent, PolicyEvent

from sandbox.emulator.cloud import ACCOUNT_ID, Cloud, LocalCloud
from sandbox.engine.find import find_or_build
from sandbox.environment import forget_own_account
from sandbox.home import Home
from sandbox.stack import FOUNDATION, Stack

PROJECT = "secure-site-foundation"
SETTINGS = {
    "github": "true",
    "reviewedStacks[0]": "prod",
    "reviewerUsers[0]": "583231",
    "stateBucket": "example-company-pulumi-state",
    "stateKeyArn": f"arn:aws:kms:us-east-1:{ACCOUNT_ID}:key/11111111-2222-3333-4444-555555555555",
    "accountBaseline": "true",
    "securityEmail": "security@example.com",
}
POLICY_ARN = f"arn:aws:iam::{ACCOUNT_ID}:policy/secure-site-prod"


@dataclass
class Foundation:
    cloud: Cloud
    stack: Stack
    lines: list[str]
    """By the engine."""
    said: list[PolicyEvent] = field(default_factory=list[PolicyEvent])
    """By the pack."""

    def hear(self, event: EngineEvent) -> None:
        if event.policy_event:
            self.said.append(event.policy_event)


@pytest.fixture(scope="module")
def foundation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Foundation]:
    forget_own_account()
    home = Home("account", tmp_path_factory.mktemp("foundation"))
    local, lines = LocalCloud(home.folder), list[str]()
    try:
        cloud = local.start("us-east-1")
        stack = Stack.open(home, find_or_build(print), cloud, output=lines.append, project=FOUNDATION)
        for key, value in SETTINGS.items():
            stack.set_config(f"{PROJECT}:{key}", value, path=True)
        yield Foundation(cloud, stack, lines)
    finally:
        local.stop()


def test_the_pack_has_nothing_against_it(foundation: Foundation) -> None:
    assert foundation.stack.preview(on_event=foundation.hear).changes["create"] > 100
    assert [f"{event.policy_name}: {event.message}" for event in foundation.said] == []


def test_it_is_set_up_and_stays_as_it_is(foundation: Foundation) -> None:
    assert foundation.stack.up().changed
    assert not foundation.stack.refresh().changed
    assert not foundation.stack.preview().changed


def test_what_somebody_adds_to_a_role_by_hand_is_found_and_taken_away(foundation: Foundation) -> None:
    iam = foundation.cloud.client("iam")
    everything = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    iam.create_policy_version(
        PolicyArn=f"{POLICY_ARN}-deploy-1", PolicyDocument=json.dumps(everything), SetAsDefault=True
    )
    iam.put_role_permissions_boundary(
        RoleName="secure-site-prod-preview", PermissionsBoundary="arn:aws:iam::aws:policy/AdministratorAccess"
    )
    iam.update_assume_role_policy(
        RoleName="secure-site-prod-deploy",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [_anybody()]}),
    )
    foundation.stack.refresh()
    assert foundation.stack.up().changes["update"] == 3
    version = iam.get_policy(PolicyArn=f"{POLICY_ARN}-deploy-1")["Policy"]["DefaultVersionId"]
    document = iam.get_policy_version(PolicyArn=f"{POLICY_ARN}-deploy-1", VersionId=version)["PolicyVersion"]
    assert everything["Statement"] != document["Document"]["Statement"]
    role = iam.get_role(RoleName="secure-site-prod-preview")["Role"]
    assert role["PermissionsBoundary"]["PermissionsBoundaryArn"] == f"{POLICY_ARN}-read-boundary"
    trust = iam.get_role(RoleName="secure-site-prod-deploy")["Role"]["AssumeRolePolicyDocument"]
    assert "environment:prod" in json.dumps(trust)


def test_the_end_leaves_no_role_no_policy_and_no_provider(foundation: Foundation) -> None:
    foundation.stack.destroy()
    iam = foundation.cloud.client("iam")
    assert [role for role in iam.list_roles()["Roles"] if "aws-service-role" not in role["Path"]] == []
    assert iam.list_policies(Scope="Local")["Policies"] == []
    assert iam.list_open_id_connect_providers()["OpenIDConnectProviderList"] == []


def _anybody() -> dict[str, Any]:
    return {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "*"}}
