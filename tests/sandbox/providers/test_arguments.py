"""Inputs are judged by the SDKs' own argument types."""

import pytest

from sandbox.providers.conversion.arguments import faults, property_names
from sandbox.providers.values import UNKNOWN, Props

_BUCKET = "aws:s3/bucket:Bucket"


def test_inputs_of_the_right_names_and_shapes_have_no_fault() -> None:
    inputs: Props = {
        "bucket": UNKNOWN,
        "rules": [{"id": "x", "status": "Enabled", "expiration": {"days": "7"}, "filter": UNKNOWN}],
    }
    assert faults("aws", "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", inputs) == []


_FAULTS: list[tuple[Props, str, str]] = [
    ({"buckets": "x"}, "buckets", "unknown property buckets; did you mean bucket?"),
    ({"tags": "x"}, "tags", "must be a mapping, not a str"),
    ({"tags": {"a": ["b"]}}, "tags.a", "must be a string, not a list"),
    ({"forceDestroy": "perhaps"}, "forceDestroy", "must be true or false, not a str"),
    ({"corsRules": {}}, "corsRules", "must be a list, not an object"),
    ({"corsRules": ["x"]}, "corsRules[0]", "must be an object (BucketCorsRuleArgs), not a str"),
    (
        {"corsRules": [{"allowedMethods": [], "allowedOrigins": [], "maxAgeSeconds": 1.5}]},
        "corsRules[0].maxAgeSeconds",
        "must be a whole number, not a float",
    ),
]


@pytest.mark.parametrize(("inputs", "path", "reason"), _FAULTS)
def test_a_fault_is_named_by_its_path(inputs: Props, path: str, reason: str) -> None:
    assert faults("aws", _BUCKET, inputs) == [(path, reason)]


def test_a_missing_property_is_named() -> None:
    assert faults("aws", "aws:iam/role:Role", {}) == [
        ("assumeRolePolicy", "missing required property assumeRolePolicy")
    ]


def test_a_property_unlike_any_other_is_answered_with_all_that_there_are() -> None:
    [(_, reason)] = faults("aws", "aws:s3/bucketVersioning:BucketVersioning", _versioning(zzz=1))
    assert "unknown property zzz; it has bucket, expectedBucketOwner, mfa, region, versioningConfiguration" in reason


def test_a_type_whose_arguments_share_a_name_with_a_nested_type_is_found() -> None:
    token = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
    assert {"bucket", "rules"} <= set(property_names("aws", token))


def test_types_of_github_are_judged_too() -> None:
    assert faults("github", "github:index/repositoryWebhook:RepositoryWebhook", {"events": ["push"]}) == [
        ("repository", "missing required property repository")
    ]


def test_a_type_that_the_sdk_does_not_have_is_a_fault() -> None:
    assert faults("aws", "aws:s3/bucket:Pail", {}) == [("", "pulumi_aws has no resource type aws:s3/bucket:Pail")]


def _versioning(**more: object) -> Props:
    return {"bucket": "b", "versioningConfiguration": {"status": "Enabled"}, **more}
