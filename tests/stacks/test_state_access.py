"""The state in a bucket, its secrets under a KMS key: each role gets at that of its own stack, and as it needs to."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pulumi
import pytest
from botocore.exceptions import ClientError
from pulumi import automation

from sandbox.emulator.cloud import Cloud, Credentials, LocalCloud
from sandbox.environment import engine_environment, forget_own_account
from sandbox.home import Home
from sandbox.stack import FOUNDATION, EngineCommand, Stack
from tests.stacks.engine import engine
from tests.stacks.github_actions import identity_token, sign_in
from tests.stacks.roles import GITHUB_REPOSITORY

BUCKET = "example-pulumi-state"
ENDS = {"preview": "pull_request", "drift": "ref:refs/heads/main", "deploy": "environment:prod"}
SECRET = "the-secret-of-prod"


@dataclass
class State:
    """Stacks of project secure-site whose state is in the bucket."""

    home: Home
    cloud: Cloud
    key_arn: str
    folder: Path

    def stack(self, name: str, role: str | None = None) -> automation.Stack:
        """A stack as a role sees it. Default: as the administrator does, who made it."""
        credentials = self.session(role) if role else None
        environment = {
            **engine_environment(self.home, engine(), self.cloud, credentials),
            "PULUMI_BACKEND_URL": f"s3://{BUCKET}?region=us-east-1&s3ForcePathStyle=true",
        }
        del environment["PULUMI_OPTION_CWD"]
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        return automation.create_or_select_stack(
            name,
            project_name="secure-site",
            program=lambda: pulumi.export("length", len(pulumi.Config().require("token"))),
            opts=automation.LocalWorkspaceOptions(
                work_dir=str(folder),
                env_vars=environment,
                pulumi_command=EngineCommand(engine()),
                secrets_provider=f"awskms:///{self.key_arn}?region=us-east-1&context_stack=secure-site-{name}",
            ),
        )

    def session(self, role: str) -> Credentials:
        arn = f"arn:aws:iam::{self.cloud.account_id}:role/secure-site-prod-{role}"
        return sign_in(self.cloud, arn, identity_token(f"repo:{GITHUB_REPOSITORY}:{ENDS[role]}"))


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[State]:
    forget_own_account()
    folder = tmp_path_factory.mktemp("state")
    home, lines = Home("account", folder), list[str]()
    local = LocalCloud(home.folder)
    try:
        cloud = local.start("us-east-1")
        cloud.client("s3").create_bucket(Bucket=BUCKET)
        key_arn = cloud.client("kms").create_key()["KeyMetadata"]["Arn"]
        foundation = Stack.open(home, engine(), cloud, output=lines.append, project=FOUNDATION)
        foundation.set_config("secure-site-foundation:stateBucket", BUCKET)
        foundation.set_config("secure-site-foundation:stateKeyArn", key_arn)
        foundation.set_config("secure-site-foundation:environmentsProtected", "true")
        foundation.up()
        found = State(home, cloud, key_arn, folder)
        for name in ("dev", "prod"):
            stack = found.stack(name)
            stack.set_config("secure-site:token", automation.ConfigValue(SECRET, secret=True))
            stack.up()
        yield found
    finally:
        local.stop()


def test_the_deploy_role_updates_its_stack_with_its_secrets_and_takes_it_down(state: State) -> None:
    assert state.stack("prod", "deploy").up().outputs["length"].value == len(SECRET)
    stack = state.stack("prod", "deploy")
    stack.destroy()
    stack.up()


@pytest.mark.parametrize("role", ["preview", "drift"])
def test_the_roles_that_read_preview_with_the_stacks_secrets_and_update_nothing(state: State, role: str) -> None:
    stack = state.stack("prod", role)
    assert stack.preview().change_summary
    with pytest.raises(automation.CommandError, match=r"AccessDenied|Access ?Denied|403"):
        stack.up()


@pytest.mark.parametrize("role", ENDS)
def test_nobody_gets_at_the_state_of_another_stack(state: State, role: str) -> None:
    with pytest.raises(automation.CommandError, match=r"AccessDenied|Access ?Denied|403"):
        state.stack("dev", role).preview()


@pytest.mark.parametrize("role", ENDS)
def test_what_is_encrypted_for_another_stack_stays_so_though_the_key_is_the_same(state: State, role: str) -> None:
    administrator, theirs = state.cloud.client("kms"), state.cloud.client("kms", state.session(role))
    for stack in ("dev", "prod"):
        context = {"stack": f"secure-site-{stack}"}
        blob = administrator.encrypt(KeyId=state.key_arn, Plaintext=b"x", EncryptionContext=context)["CiphertextBlob"]
        request = {"KeyId": state.key_arn, "CiphertextBlob": blob, "EncryptionContext": context}
        if stack == "prod":
            assert theirs.decrypt(**request)["Plaintext"] == b"x"
        else:
            with pytest.raises(ClientError, match="AccessDenied"):
                theirs.decrypt(**request)


@pytest.mark.parametrize("role", ["preview", "drift", "deploy"])
def test_no_pull_request_gets_at_the_state_of_a_stack_with_secrets(state: State, role: str) -> None:
    token = identity_token(f"repo:{GITHUB_REPOSITORY}:pull_request")
    with pytest.raises(ClientError, match="AccessDenied"):
        sign_in(state.cloud, f"arn:aws:iam::{state.cloud.account_id}:role/secure-site-dev-{role}", token)


def test_the_state_and_its_lock_are_where_the_permissions_say(state: State) -> None:
    keys = [one["Key"] for one in state.cloud.client("s3").list_objects_v2(Bucket=BUCKET)["Contents"]]
    folders = {key.split("/")[1] for key in keys}
    assert {"stacks", "history", "meta.yaml"} <= folders <= {"stacks", "history", "backups", "locks", "meta.yaml"}
    text: Any = state.cloud.client("s3").get_object(Bucket=BUCKET, Key=".pulumi/stacks/secure-site/prod.json")["Body"]
    assert SECRET not in json.dumps(json.load(text))
