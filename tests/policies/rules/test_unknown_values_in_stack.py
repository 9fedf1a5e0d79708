"""Rule unknown-values-in-stack: what only stack rules could not read. See also tests/policies/frame."""

import pytest
from pulumi_policy import PolicyResource, ResourceValidationArgs, StackValidationArgs
from pulumi_policy.proxy import UnknownValueError

from secure_site_policies.rules import bucket_tls_only, bucket_versioning, unknown_values
from secure_site_policies.rules.unknown_values_in_stack import policy
from tests.policies.judge import OPTIONS, UNKNOWN, resource

BUCKET, POLICY = "aws:s3/bucket:Bucket", "aws:s3/bucketPolicy:BucketPolicy"
VERSIONING = "aws:s3/bucketVersioning:BucketVersioning"


def stack() -> list[PolicyResource]:
    """A bucket whose policy and versioning are unknown."""
    bucket = resource(BUCKET, {"bucket": "content"}, name="content")
    return [
        bucket,
        resource(POLICY, {"bucket": "content", "policy": UNKNOWN}, name="policy"),
        resource(VERSIONING, {"bucket": "content", "versioningConfiguration": {"status": UNKNOWN}}, name="versioning"),
    ]


def judged(resources: list[PolicyResource], config: dict[str, list[str]] | None = None) -> list[str]:
    messages: list[str] = []
    for rule in (bucket_tls_only.policy, bucket_versioning.policy, policy):
        rule.validate(  # pyright: ignore[reportUnknownMemberType]
            StackValidationArgs(resources, config), lambda text, urn=None: messages.append(text.partition(" be")[0])
        )
    return messages


def test_each_property_is_one_violation():
    found = ["policy: policy: this cannot", "versioning: versioningConfiguration.status: this cannot"]
    assert judged(stack()) == found


def test_the_setting_of_unknown_values_counts_here_too():
    resources = stack()
    bucket = resources[0]
    config = {"decidedAtUpdate": ["urn:pulumi:*::policy"]}
    args = ResourceValidationArgs(BUCKET, bucket.props, bucket.urn, "content", OPTIONS, None, config)
    unknown_values.policy.validate(args, lambda text, urn=None: None)  # pyright: ignore[reportUnknownMemberType]
    with pytest.raises(UnknownValueError) as noted:
        judged(resources)
    assert noted.value.message == "policy: policy is not known yet; every rule judges it at update"
    args = ResourceValidationArgs(BUCKET, bucket.props, bucket.urn, "content", OPTIONS, None, None)
    unknown_values.policy.validate(args, lambda text, urn=None: None)  # pyright: ignore[reportUnknownMemberType]
    assert len(judged(resources)) == 2


def test_its_own_setting_lets_a_resource_be_late():
    with pytest.raises(UnknownValueError):
        judged(stack(), {"decidedAtUpdate": ["urn:pulumi:*::policy", "urn:pulumi:*::versioning"]})
