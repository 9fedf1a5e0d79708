"""Rule bucket-logging: into another bucket, except where the logs are."""

import pytest

from secure_site_policies.rules.bucket_logging import policy
from tests.policies.bucket import BUCKET, BUCKET_V2, bucket, logging, setting
from tests.policies.judge import UNKNOWN, Judgement, judge_stack, resource

FINE = Judgement([], None)
INTO_LOGS = {"targetBucket": "logs"}


@pytest.mark.parametrize("resource_type", [BUCKET, BUCKET_V2])
@pytest.mark.parametrize("kind", ["BucketLogging", "BucketLoggingV2"])
def test_requests_to_a_bucket_are_written_down(resource_type: str, kind: str):
    one = bucket(resource_type=resource_type)
    assert judge_stack(policy, one, setting(kind, INTO_LOGS)) == FINE
    (message,) = judge_stack(policy, one, setting(kind, INTO_LOGS, of="another")).violations
    assert message.startswith("content: 'logging' is missing.\nWrite instead: BucketLogging(")


def test_a_bucket_does_not_log_into_itself():
    (message,) = judge_stack(policy, bucket(), logging("content", "content")).violations
    assert message.startswith("content: 'targetBucket' of content-logging is the bucket itself")


def test_a_bucket_that_only_takes_logs_has_none_of_its_own():
    assert judge_stack(policy, bucket("logs"), logging("somebody-elses", "logs")) == FINE
    assert len(judge_stack(policy, bucket("logs"), logging("somebody-elses", "others")).violations) == 1


def test_what_the_buckets_own_property_shows_is_no_proof():
    assert len(judge_stack(policy, resource(BUCKET, {"bucket": "content", "logging": INTO_LOGS})).violations) == 1


def test_where_the_logs_go_may_be_unknown():
    assert judge_stack(policy, bucket(), setting("BucketLogging", {"targetBucket": UNKNOWN})) == FINE
