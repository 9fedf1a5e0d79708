"""The first update of a stack by its deploy role, while no tag counts in conditions of IAM yet.

AWS: https://docs.aws.amazon.com/kms/latest/developerguide/tag-authorization.html
"""

import pytest
from botocore.exceptions import ClientError

from sandbox.emulator.cloud import LocalCloud
from tests.stacks.roles import account_of


def test_the_first_update_succeeds_before_the_tags_count(tmp_path_factory: pytest.TempPathFactory) -> None:
    # prod, because it has keys and a connection of its own.
    with account_of("prod", tmp_path_factory.mktemp("late")) as account:
        switch = LocalCloud(account.home.folder).late_tags
        switch.touch()
        created = account.stack("deploy").up()
        assert set(created.changes) <= {"create", "same"}
        (key, *_) = (one["outputs"]["keyId"] for one in account.stack("deploy").resources() if "kms/key" in one["type"])
        untag = {"KeyId": key, "TagKeys": ["Owner"]}
        with pytest.raises(ClientError, match="not authorized to perform: kms:UntagResource"):
            account.client("deploy", "kms").untag_resource(**untag)
        switch.unlink()
        account.client("deploy", "kms").untag_resource(**untag)
        assert not account.stack("deploy").up().changed
