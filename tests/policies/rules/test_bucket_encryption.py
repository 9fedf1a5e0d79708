"""Rule bucket-encryption: configured by a resource of its own, with a bucket key where KMS is used."""

from typing import Any

import pytest
from pulumi_policy import PolicyResource

from secure_site_policies.rules.bucket_encryption import policy
from tests.policies.bucket import BUCKET, BUCKET_V2, bucket, logging, setting
from tests.policies.judge import UNKNOWN, Judgement, judge_stack, resource

FINE = Judgement([], None)
KIND = "BucketServerSideEncryptionConfiguration"
CUSTOMER = {"requireCustomerKey": True}
KEY = {"kmsMasterKeyId": "arn:aws:kms:eu-west-1:123456789012:key/1"}


def encrypted(algorithm: Any, of: str = "content", kind: str = KIND, **default: Any) -> PolicyResource:
    key = {"bucketKeyEnabled": True} if algorithm == "aws:kms" else {}
    rule = {"applyServerSideEncryptionByDefault": {"sseAlgorithm": algorithm, **default}, **key}
    return setting(kind, {"rules": [rule]}, of)


@pytest.mark.parametrize("resource_type", [BUCKET, BUCKET_V2])
@pytest.mark.parametrize("kind", [KIND, f"{KIND}V2"])
@pytest.mark.parametrize("algorithm", ["AES256", "aws:kms", "aws:kms:dsse"])
def test_every_bucket_says_how_it_is_encrypted(resource_type: str, kind: str, algorithm: str):
    one = bucket(resource_type=resource_type)
    assert judge_stack(policy, one, encrypted(algorithm, kind=kind)) == FINE
    (message,) = judge_stack(policy, one, encrypted(algorithm, of="another", kind=kind)).violations
    assert message.startswith("content: 'encryption' is not configured")


def test_what_the_buckets_own_property_shows_is_no_proof():
    rule = {"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}
    read = {"bucket": "content", "serverSideEncryptionConfiguration": {"rule": rule}}
    assert judge_stack(policy, resource(BUCKET, read)).violations


@pytest.mark.parametrize("algorithm", [None, "", "none", 5])
def test_another_algorithm_is_none(algorithm: Any):
    (message,) = judge_stack(policy, bucket(), encrypted(algorithm)).violations
    assert (
        message
        == f"content: {algorithm!r} of setting is not a server-side encryption algorithm.\nWrite instead: 'AES256'"
    )


@pytest.mark.parametrize("rules", [None, [], [{}], {}, "x"])
def test_a_configuration_without_a_rule_is_a_violation(rules: Any):
    assert len(judge_stack(policy, bucket(), setting(KIND, {"rules": rules})).violations) == 1


@pytest.mark.parametrize("enabled", [False, None])
def test_kms_is_asked_once_for_the_bucket(enabled: Any):
    rule = {"applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms"}, "bucketKeyEnabled": enabled}
    (message,) = judge_stack(policy, bucket(), setting(KIND, {"rules": [rule]})).violations
    assert message.startswith("content: setting calls KMS for every object, because 'bucketKeyEnabled' is not true")


@pytest.mark.parametrize("key", [KEY["kmsMasterKeyId"], UNKNOWN])
def test_a_customers_key_can_be_demanded(key: str):
    assert judge_stack(policy, bucket(), encrypted("aws:kms"), config={"requireCustomerKey": False}) == FINE
    assert judge_stack(policy, bucket(), encrypted("aws:kms", kmsMasterKeyId=key), config=CUSTOMER) == FINE
    for without in (encrypted("AES256", **KEY), encrypted("aws:kms")):
        (message,) = judge_stack(policy, bucket(), without, config=CUSTOMER).violations
        assert message.startswith("content: setting names no customer key ('requireCustomerKey')")


def test_a_bucket_for_access_logs_cannot_have_a_customers_key():
    logs, site = bucket("logs"), bucket("site")
    rest = [encrypted("AES256", of="logs"), encrypted("aws:kms", of="site", **KEY)]
    assert judge_stack(policy, logs, site, *rest, logging("site", "logs"), config=CUSTOMER) == FINE
    assert judge_stack(policy, logs, site, *rest, config=CUSTOMER).violations


def test_an_unknown_algorithm_fails_closed_where_it_is():
    (message,) = judge_stack(policy, bucket(), encrypted(UNKNOWN)).violations
    assert message.startswith("setting: rules[0].applyServerSideEncryptionByDefault.sseAlgorithm: this cannot be")
