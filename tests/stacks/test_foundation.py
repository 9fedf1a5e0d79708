"""The account's foundation on the real engine: all of it, judged by the policy pack, and put right after drift."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from pulumi.automation.events import EngineEvent, PolicyEvent

from sandbox.emulator.cloud import ACCOUNT_ID, LocalCloud
from sandbox.environment import forget_own_account
from sandbox.home import Home
from sandbox.stack import FOUNDATION, Stack, Summary
from tests.stacks.engine import engine

PROJECT = "secure-site-foundation"
SETTINGS = {
    "github": "true",
    "reviewedStacks[0]": "prod",
    "reviewerUsers[0]": "583231",
    "stateBucket": "example-company-pulumi-state",
    "stateKeyArn": f"arn:aws:kms:us-east-1:{ACCOUNT_ID}:key/11111111-2222-3333-4444-555555555555",
    "accountBaseline": "true",
    "securityEmail": "security@example.com",
    "siteRepository": "example@9919/site@75",
    "siteStack": "dev",
    "siteWorkflow": f"example/secure-site/.github/workflows/site-previews.yml@{'c' * 40}",
}
EVERYTHING = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
POLICY_ARN = f"arn:aws:iam::{ACCOUNT_ID}:policy/secure-site-prod"


@dataclass(frozen=True)
class FoundationLife:
    """What was seen of a foundation from its first preview to its end."""

    judged: Sequence[PolicyEvent]
    """What the pack reported in the first preview."""
    phases: Mapping[str, Summary]
    """What each operation did, by name."""
    policy: Any
    """The first document of the deploy role after it was replaced by hand, and put right."""
    boundary: str
    """ARN of the preview role's boundary after the same."""
    trust: str
    """Trust policy of the deploy role after the same."""
    left: Mapping[str, Any]
    """What was there after the end, by kind."""


@pytest.fixture(scope="session")
def life(tmp_path_factory: pytest.TempPathFactory) -> FoundationLife:
    forget_own_account()
    home = Home("account", tmp_path_factory.mktemp("foundation"))
    local, lines = LocalCloud(home.folder), list[str]()
    try:
        cloud = local.start("us-east-1")
        stack = Stack.open(home, engine(), cloud, output=lines.append, project=FOUNDATION)
        for key, value in SETTINGS.items():
            stack.set_config(f"{PROJECT}:{key}", value, path=True)
        return live(stack, cloud.client("iam"))
    finally:
        local.stop()


def live(stack: Stack, iam: Any) -> FoundationLife:
    judged: list[PolicyEvent] = []

    def hear(event: EngineEvent) -> None:
        if event.policy_event:
            judged.append(event.policy_event)

    phases = {"first preview": stack.preview(on_event=hear), "creation": stack.up()}
    phases |= {"refresh": stack.refresh(), "preview after refresh": stack.preview()}
    widen(iam)
    stack.refresh()
    phases["repair"] = stack.up()
    version = iam.get_policy(PolicyArn=f"{POLICY_ARN}-deploy-1")["Policy"]["DefaultVersionId"]
    document = iam.get_policy_version(PolicyArn=f"{POLICY_ARN}-deploy-1", VersionId=version)["PolicyVersion"]
    preview = iam.get_role(RoleName="secure-site-prod-preview")["Role"]
    deploy = iam.get_role(RoleName="secure-site-prod-deploy")["Role"]
    stack.destroy()
    return FoundationLife(
        judged,
        phases,
        document["Document"],
        preview["PermissionsBoundary"]["PermissionsBoundaryArn"],
        json.dumps(deploy["AssumeRolePolicyDocument"]),
        left={
            "roles": [role for role in iam.list_roles()["Roles"] if "aws-service-role" not in role["Path"]],
            "policies": iam.list_policies(Scope="Local")["Policies"],
            "providers": iam.list_open_id_connect_providers()["OpenIDConnectProviderList"],
        },
    )


def widen(iam: Any) -> None:
    """Adds to the roles by hand: every permission, another boundary, and trust in anybody."""
    iam.create_policy_version(
        PolicyArn=f"{POLICY_ARN}-deploy-1", PolicyDocument=json.dumps(EVERYTHING), SetAsDefault=True
    )
    iam.put_role_permissions_boundary(
        RoleName="secure-site-prod-preview", PermissionsBoundary="arn:aws:iam::aws:policy/AdministratorAccess"
    )
    anybody = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "*"}}
    iam.update_assume_role_policy(
        RoleName="secure-site-prod-deploy",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [anybody]}),
    )


def test_the_pack_has_nothing_against_it(life: FoundationLife) -> None:
    assert life.phases["first preview"].changes["create"] > 100
    assert [f"{event.policy_name}: {event.message}" for event in life.judged] == []


def test_it_is_set_up_and_stays_as_it_is(life: FoundationLife) -> None:
    assert life.phases["creation"].changed
    assert not life.phases["refresh"].changed
    assert not life.phases["preview after refresh"].changed


def test_what_somebody_adds_to_a_role_by_hand_is_found_and_taken_away(life: FoundationLife) -> None:
    assert life.phases["repair"].changes["update"] == 3
    assert life.policy["Statement"] != EVERYTHING["Statement"]
    assert life.boundary == f"{POLICY_ARN}-read-boundary"
    assert "environment:prod" in life.trust


def test_the_end_leaves_no_role_no_policy_and_no_provider(life: FoundationLife) -> None:
    assert life.left == {"roles": [], "policies": [], "providers": []}
