"""A key is looked after by the account and used only by those whom its policy names."""

import json

import pytest

from components.storage.encryption_key import EncryptionKey, use_key, use_through_s3
from tests.examples import CONTEXT
from tests.mock_cloud import Cloud

KEY = "aws:kms/key:Key"
KEY_POLICY = "aws:kms/keyPolicy:KeyPolicy"


def build(cloud: Cloud) -> EncryptionKey:
    def program() -> EncryptionKey:
        key = EncryptionKey("key", {"context": CONTEXT, "purpose": "content"})
        key.set_policy(use_through_s3(CONTEXT))
        return key

    return cloud.run(program)


def test_the_key_rotates_is_tagged_and_can_be_found_by_its_alias(cloud: Cloud) -> None:
    key = build(cloud)
    assert cloud.one(KEY)["enableKeyRotation"] is True
    assert cloud.one(KEY)["tags"] == CONTEXT.tags
    assert cloud.one("aws:kms/alias:Alias")["name"] == "alias/secure-site-test-content"
    assert cloud.value(key.arn) == "arn:aws:kms:us-east-1:123456789012:key/key-key"


def test_a_key_without_a_policy_of_its_own_says_nothing_of_who_may_use_it(cloud: Cloud) -> None:
    cloud.build(EncryptionKey, "key", {"context": CONTEXT, "purpose": "content"})
    assert cloud.all(KEY_POLICY) == []


def test_a_key_has_one_policy(cloud: Cloud) -> None:
    def program() -> None:
        key = EncryptionKey("key", {"context": CONTEXT, "purpose": "content"})
        key.set_policy()
        key.set_policy(use_through_s3(CONTEXT))

    with pytest.raises(RuntimeError, match="EncryptionKey 'key': set_policy was called twice"):
        cloud.run(program)
    assert len(json.loads(cloud.one(KEY_POLICY)["policy"])["Statement"]) == 1


def test_the_account_looks_after_the_key_and_uses_it_only_for_what_s3_stores(cloud: Cloud) -> None:
    build(cloud)
    administer, use = json.loads(cloud.one(KEY_POLICY)["policy"])["Statement"]
    assert not {"kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:CreateGrant"} & set(administer["Action"])
    assert use == {
        "Sid": "UseThroughS3",
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
        "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
        "Resource": ["*"],
        "Condition": {
            "StringEquals": {"kms:CallerAccount": "123456789012", "kms:ViaService": "s3.eu-west-1.amazonaws.com"}
        },
    }


def test_a_role_may_use_the_named_keys_and_only_through_s3() -> None:
    first, second = (f"arn:aws:kms:eu-west-1:123456789012:key/{number}" for number in (1, 2))
    assert use_key(CONTEXT, first, second).as_dict() == {
        "Effect": "Allow",
        "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
        "Resource": [first, second],
        "Condition": {"StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}},
    }
