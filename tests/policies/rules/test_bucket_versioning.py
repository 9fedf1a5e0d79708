"""Rule bucket-versioning: on, wherever there is content."""

from typing import Any

import pytest
from pulumi_policy import PolicyResource

from secure_site_policies.rules.bucket_versioning import policy
from tests.policies.bucket import BUCKET, BUCKET_V2, bucket, logging, setting
from tests.policies.judge import UNKNOWN, Judgement, judge_stack, resource

FINE = Judgement([], None)


def versioned(status: Any = "Enabled", of: str = "content", kind: str = "BucketVersioning") -> PolicyResource:
    return setting(kind, {"versioningConfiguration": {"status": status}}, of)


@pytest.mark.parametrize("resource_type", [BUCKET, BUCKET_V2])
@pytest.mark.parametrize("kind", ["BucketVersioning", "BucketVersioningV2"])
def test_content_is_versioned(resource_type: str, kind: str):
    one = bucket(resource_type=resource_type)
    assert judge_stack(policy, one, versioned(kind=kind)) == FINE
    (message,) = judge_stack(policy, one, versioned(of="another", kind=kind)).violations
    assert message.startswith("content: 'versioning' is missing.\nWrite instead: BucketVersioning(")


@pytest.mark.parametrize("status", ["Suspended", "Disabled", None])
def test_only_enabled_is_enabled(status: Any):
    (message,) = judge_stack(policy, bucket(), versioned(status)).violations
    assert message.startswith(f"content: the status of setting is '{status}'")


@pytest.mark.parametrize("setting_of_logs", [[], [versioned("Suspended", of="logs")]])
def test_a_bucket_that_only_takes_logs_needs_none(setting_of_logs: list[PolicyResource]):
    into_logs = logging("somebody-elses", "logs")
    assert judge_stack(policy, bucket("logs"), into_logs, *setting_of_logs) == FINE
    assert len(judge_stack(policy, bucket("logs"), *setting_of_logs).violations) == 1


def test_what_the_buckets_own_property_shows_is_no_proof():
    read = resource(BUCKET, {"bucket": "content", "versioning": {"enabled": True}})
    assert len(judge_stack(policy, read).violations) == 1


def test_an_unknown_status_fails_closed_where_it_is():
    (message,) = judge_stack(policy, bucket(), versioned(UNKNOWN)).violations
    assert message.startswith("setting: versioningConfiguration.status: this cannot be decided at preview")
