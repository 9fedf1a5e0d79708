"""The roles that the foundation makes suffice for a stack with a stop, and are needed: it is made, seen and removed."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from pulumi import automation

from foundation.permissions.boundary import boundary
from foundation.permissions.documents import Document, documents
from foundation.permissions.grants import grants
from foundation.permissions.program import run
from sandbox.emulator.cloud import ACCOUNT_ID
from sandbox.project import project_name
from sandbox.stack import Stack, StackError
from tests.stacks.roles import Account, account_of

STOP = {"alarmEmail": "ops@example.com", "stopAtUsd": "50"}


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Account]:
    """An account whose deploy role has what the stack's file would give it with a stop."""
    with account_of("dev", Path(tmp_path_factory.mktemp("roles"))) as found:
        program = run("dev", ACCOUNT_ID, STOP)
        allowed = list(documents(grants(program)))
        grant(found, allowed)
        limits = f"arn:aws:iam::{ACCOUNT_ID}:policy/{found.prefix}-deploy-boundary"
        found.rewrite({limits: boundary(allowed, program.context)})
        yield found


def grant(account: Account, allowed: list[Document]) -> None:
    """Replaces the policies of the deploy role, and attaches further ones if there are more."""
    arns = list(account.policies("deploy"))
    account.rewrite(dict(zip(arns, allowed, strict=False)))
    iam = account.cloud.client("iam")
    for number, document in enumerate(allowed[len(arns) :]):
        made = iam.create_policy(PolicyName=f"stop-{number}", PolicyDocument=json.dumps(document))["Policy"]["Arn"]
        iam.attach_role_policy(RoleName=f"{account.prefix}-deploy", PolicyArn=made)


def stack_of(account: Account) -> Stack:
    stack = account.stack("deploy")
    for key, value in STOP.items():
        stack.automation.set_config(f"{project_name()}:{key}", automation.ConfigValue(value))
    return stack


def test_the_deploy_role_makes_the_stop_and_removes_it(account: Account) -> None:
    stack = stack_of(account)
    with account.without(account.policies("deploy"), "states:CreateStateMachine"), pytest.raises(StackError):
        stack.up()
    assert "states:CreateStateMachine" in "".join(line for line in account.lines if "error:" in line)
    states = account.cloud.client("stepfunctions", region="us-east-1")
    stack.up()
    assert [one["name"] for one in states.list_state_machines()["stateMachines"]] == ["secure-site-dev-stop"]
    assert not stack.preview().changed
    stack.destroy()
    assert states.list_state_machines()["stateMachines"] == []
