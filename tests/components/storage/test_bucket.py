"""A bucket is private, encrypted and tidy, and lets in only whom its owner names."""

import json
import re
from typing import Any

import pulumi
import pytest

from components.iam.statements import allow
from components.storage.bucket import SecureBucket, write_access_logs
from tests.examples import CONTEXT
from tests.mock_cloud import Cloud

NAME = "secure-site-test-content-123456789012"
ARN = f"arn:aws:s3:::{NAME}"
BUCKET = "aws:s3/bucket:Bucket"
LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
ENCRYPTION = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
TLS_ONLY = {
    "Sid": "TlsOnly",
    "Effect": "Deny",
    "Principal": "*",
    "Action": ["s3:*"],
    "Resource": [ARN, f"{ARN}/*"],
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}


def build(cloud: Cloud, **more: Any) -> SecureBucket:
    return cloud.build(SecureBucket, "content", {"context": CONTEXT, "purpose": "content", **more})


def rules(cloud: Cloud) -> dict[str, dict[str, Any]]:
    return {rule["id"]: rule for rule in cloud.one(LIFECYCLE)["rules"]}


def test_name_and_arn_are_known_before_the_bucket_exists(cloud: Cloud) -> None:
    bucket = cloud.build(SecureBucket, "content", {"context": CONTEXT, "purpose": "content"}, preview=True)
    assert (bucket.name, bucket.arn) == (NAME, ARN)
    assert (cloud.one(BUCKET)["bucket"], cloud.one(BUCKET)["tags"]) == (NAME, CONTEXT.tags)


def test_every_public_path_is_blocked_and_acls_are_off(cloud: Cloud) -> None:
    build(cloud)
    flags = dict(cloud.one("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"))
    assert flags == {
        "bucket": NAME,
        "blockPublicAcls": True,
        "blockPublicPolicy": True,
        "ignorePublicAcls": True,
        "restrictPublicBuckets": True,
    }
    ownership = cloud.one("aws:s3/bucketOwnershipControls:BucketOwnershipControls")
    assert ownership["rule"] == {"objectOwnership": "BucketOwnerEnforced"}


def test_objects_are_encrypted_with_s3s_key_by_default(cloud: Cloud) -> None:
    build(cloud)
    assert cloud.one(ENCRYPTION)["rules"] == [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}]


def test_objects_are_encrypted_with_a_customers_key_through_a_bucket_key(cloud: Cloud) -> None:
    key = "arn:aws:kms:eu-west-1:123456789012:key/1"
    build(cloud, key_arn=key)
    assert cloud.one(ENCRYPTION)["rules"] == [
        {
            "applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": key},
            "bucketKeyEnabled": True,
        }
    ]


def test_overwritten_objects_are_kept_for_a_while_and_abandoned_uploads_are_not(cloud: Cloud) -> None:
    build(cloud, noncurrent_days=9)
    versioning = cloud.one("aws:s3/bucketVersioning:BucketVersioning")
    assert versioning["versioningConfiguration"] == {"status": "Enabled"}
    assert rules(cloud)["noncurrent-versions"]["noncurrentVersionExpiration"] == {"noncurrentDays": 9}
    assert rules(cloud)["noncurrent-versions"]["expiration"] == {"expiredObjectDeleteMarker": True}
    assert rules(cloud)["abandoned-uploads"]["abortIncompleteMultipartUpload"] == {"daysAfterInitiation": 7}
    assert "objects" not in rules(cloud)


def test_objects_expire_where_asked_for_and_their_delete_markers_are_left_to_s3(cloud: Cloud) -> None:
    build(cloud, expire_days={"": 30})
    assert rules(cloud)["objects"]["expiration"] == {"days": 30}
    assert "expiration" not in rules(cloud)["noncurrent-versions"]


def test_a_bucket_without_versions_has_no_rule_for_them(cloud: Cloud) -> None:
    build(cloud, versioned=False, expire_days={"": 365})
    assert cloud.all("aws:s3/bucketVersioning:BucketVersioning") == []
    assert rules(cloud).keys() == {"abandoned-uploads", "objects"}


def test_every_rule_is_on_and_holds_for_the_whole_bucket(cloud: Cloud) -> None:
    build(cloud, expire_days={"": 30})
    assert all(rule["status"] == "Enabled" and rule["filter"] == {"prefix": ""} for rule in rules(cloud).values())


def test_objects_of_one_folder_expire_and_the_others_stay(cloud: Cloud) -> None:
    build(cloud, expire_days={"cache/": 7})
    assert rules(cloud)["objects in cache/"]["filter"] == {"prefix": "cache/"}
    assert rules(cloud)["objects in cache/"]["expiration"] == {"days": 7}
    assert rules(cloud)["noncurrent-versions"]["expiration"] == {"expiredObjectDeleteMarker": True}


def test_the_newest_of_the_old_versions_can_be_spared(cloud: Cloud) -> None:
    build(cloud, noncurrent_days=9, spared_versions=20)
    expiration = rules(cloud)["noncurrent-versions"]["noncurrentVersionExpiration"]
    assert expiration == {"noncurrentDays": 9, "newerNoncurrentVersions": 20}


@pytest.mark.parametrize("spared", [0, 101])
def test_s3_spares_between_one_version_and_a_hundred(cloud: Cloud, spared: int) -> None:
    with pytest.raises(ValueError, match=f"spared_versions must be from 1 to 100, got {spared}"):
        build(cloud, spared_versions=spared)


def test_requests_are_written_down_where_the_log_bucket_expects_them(cloud: Cloud) -> None:
    build(cloud, log_bucket="logs")
    logging = cloud.one("aws:s3/bucketLogging:BucketLogging")
    assert (logging["targetBucket"], logging["targetPrefix"]) == ("logs", "s3/content/")
    writable = write_access_logs(CONTEXT, "arn:aws:s3:::logs").as_dict()
    assert writable["Resource"] == ["arn:aws:s3:::logs/s3/content/*", "arn:aws:s3:::logs/s3/artifacts/*"]


def test_s3_may_write_access_logs_only_for_the_buckets_of_this_stack() -> None:
    statement = write_access_logs(CONTEXT, "arn:aws:s3:::logs").as_dict()
    assert statement["Principal"] == {"Service": "logging.s3.amazonaws.com"}
    assert statement["Action"] == ["s3:PutObject"]
    assert statement["Condition"] == {
        "StringEquals": {"aws:SourceAccount": "123456789012"},
        "ArnEquals": {"aws:SourceArn": [ARN, ARN.replace("content", "artifacts")]},
    }


def test_a_protected_bucket_can_be_deleted_neither_by_pulumi_nor_with_its_objects(cloud: Cloud) -> None:
    build(cloud, protect=True)
    assert (cloud.one(BUCKET).protect, cloud.one(BUCKET)["forceDestroy"]) == (True, False)


def test_an_unprotected_bucket_goes_with_all_that_is_in_it(cloud: Cloud) -> None:
    build(cloud)
    assert (cloud.one(BUCKET).protect, cloud.one(BUCKET)["forceDestroy"]) == (False, True)


def test_plain_http_is_refused_beside_whoever_is_let_in(cloud: Cloud) -> None:
    read = allow("s3:GetObject", f"{ARN}/*", sid="Read", principals={"AWS": "arn:aws:iam::123456789012:role/reader"})

    def program() -> None:
        SecureBucket("content", {"context": CONTEXT, "purpose": "content"}).set_policy(read)

    cloud.run(program)
    policy = cloud.one("aws:s3/bucketPolicy:BucketPolicy")
    assert (policy["bucket"], json.loads(policy["policy"])["Statement"]) == (NAME, [read.as_dict(), TLS_ONLY])


def test_what_uses_the_bucket_waits_for_its_policy(cloud: Cloud) -> None:
    def program() -> pulumi.Output[str]:
        return SecureBucket("content", {"context": CONTEXT, "purpose": "content"}).set_policy().bucket

    bucket = cloud.run(program)
    assert cloud.one("aws:s3/bucketPolicy:BucketPolicy").urn in cloud.dependencies(bucket)


def test_the_policy_waits_until_the_bucket_is_private(cloud: Cloud) -> None:
    cloud.run(lambda: SecureBucket("content", {"context": CONTEXT, "purpose": "content"}).set_policy())
    private = {
        cloud.one("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock").urn,
        cloud.one("aws:s3/bucketOwnershipControls:BucketOwnershipControls").urn,
    }
    assert cloud.one("aws:s3/bucketPolicy:BucketPolicy").depends_on >= private


def test_a_bucket_has_one_policy(cloud: Cloud) -> None:
    def program() -> None:
        bucket = SecureBucket("content", {"context": CONTEXT, "purpose": "content"})
        bucket.set_policy()
        bucket.set_policy()

    with pytest.raises(RuntimeError, match="SecureBucket 'content': set_policy was called twice"):
        cloud.run(program)
    assert cloud.one("aws:s3/bucketPolicy:BucketPolicy")


def test_everything_in_the_component_is_its_child_and_outputs_are_registered(cloud: Cloud) -> None:
    build(cloud, log_bucket="logs")
    component = cloud.one("secure-site:components:SecureBucket")
    assert len(cloud.children(component)) == len(cloud.resources) - 1
    assert component.outputs == {"bucket": NAME, "arn": ARN}


@pytest.mark.parametrize(
    ("args", "named"), [({"noncurrent_days": 0}, "noncurrent_days"), ({"expire_days": {"a/": 0}}, "expire_days['a/']")]
)
def test_days_below_one_are_refused(cloud: Cloud, args: dict[str, Any], named: str) -> None:
    with pytest.raises(ValueError, match=re.escape(f"SecureBucket 'content': {named} must be at least 1, got 0")):
        build(cloud, **args)
    assert cloud.resources == []


def test_a_name_that_s3_does_not_take_is_refused(cloud: Cloud) -> None:
    with pytest.raises(ValueError, match="S3 allows 63"):
        build(cloud, purpose="c" * 60)
    assert cloud.resources == []
