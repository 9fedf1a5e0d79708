"""The roles of a stack can access the state of that stack and of no other."""

from dataclasses import replace
from fnmatch import fnmatchcase

import pytest

from components.iam.statements import Statement
from foundation.roles.state_access import StateBucket, may_read_state, may_write_state, state_ceiling
from tests import examples

CONTEXT = replace(examples.CONTEXT, stack="dev", tags={})
KEY = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"
BUCKET = StateBucket("example-state", KEY)
OWN = (
    ".pulumi/stacks/secure-site/dev.json",
    ".pulumi/stacks/secure-site/dev.json.bak",
    ".pulumi/history/secure-site/dev/dev-1.checkpoint.json",
    ".pulumi/backups/secure-site/dev/dev.1.json",
    ".pulumi/locks/organization/secure-site/dev/1.json",
)
OTHERS = (
    ".pulumi/stacks/secure-site/prod.json",
    ".pulumi/stacks/secure-site/dev2.json",
    ".pulumi/stacks/secure-site-foundation/account.json",
    ".pulumi/history/secure-site/dev2/x.json",
    ".pulumi/locks/organization/secure-site/prod/1.json",
)


def allowed(statements: tuple[Statement, ...], action: str, key: str) -> bool:
    arn = f"arn:aws:s3:::example-state/{key}"
    return any(
        action in one.actions and any(fnmatchcase(arn, str(pattern)) for pattern in one.resources) for one in statements
    )


@pytest.mark.parametrize("key", OWN)
def test_the_state_of_the_stack_is_read_by_one_and_written_by_the_other(key: str) -> None:
    assert allowed(may_read_state(BUCKET, CONTEXT), "s3:GetObject", key)
    assert not allowed(may_read_state(BUCKET, CONTEXT), "s3:PutObject", key)
    assert allowed(may_write_state(BUCKET, CONTEXT), "s3:PutObject", key)
    assert allowed(may_write_state(BUCKET, CONTEXT), "s3:DeleteObject", key)


@pytest.mark.parametrize("key", OTHERS)
def test_the_state_of_another_stack_is_neither_read_nor_written(key: str) -> None:
    both = (*may_read_state(BUCKET, CONTEXT), *may_write_state(BUCKET, CONTEXT))
    assert not any(allowed(both, action, key) for action in ("s3:GetObject", "s3:PutObject", "s3:DeleteObject"))


def test_secrets_are_decrypted_with_the_key_for_the_stack_alone() -> None:
    (found,) = (one for one in may_read_state(BUCKET, CONTEXT) if one.actions == ("kms:Decrypt",))
    assert found.as_dict()["Condition"] == {"StringEquals": {"kms:EncryptionContext:stack": "secure-site-dev"}}
    assert found.resources == (KEY,)


@pytest.mark.parametrize("key", [*OWN, ".pulumi/meta.yaml"])
def test_a_boundary_leaves_what_is_granted(key: str) -> None:
    granted = (*may_read_state(BUCKET, CONTEXT), *may_write_state(BUCKET, CONTEXT))
    for action in ("s3:GetObject", "s3:PutObject", "s3:DeleteObject"):
        assert allowed(state_ceiling(BUCKET), action, key) or not allowed(granted, action, key)
    assert {action for one in granted for action in one.actions} == {
        action for one in state_ceiling(BUCKET) for action in one.actions
    }
