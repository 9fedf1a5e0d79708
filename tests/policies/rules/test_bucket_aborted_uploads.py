"""Rule bucket-aborted-uploads: lifecycles with and without an end of broken uploads."""

from typing import Any

import pytest

from secure_site_policies.rules.bucket_aborted_uploads import policy
from tests.policies.judge import UNKNOWN, judge
from tests.policies.policy_examples import FINE

TYPE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
ABORT = {"status": "Enabled", "abortIncompleteMultipartUpload": {"daysAfterInitiation": 7}}
KEY = "abortIncompleteMultipartUpload"


@pytest.mark.parametrize(
    "properties",
    [
        {"rules": [ABORT]},
        {"rules": [{"status": "Enabled", "expiration": {"days": 1}}, {**ABORT, "filter": {}}]},
        {"rules": [{**ABORT, "filter": {"prefix": ""}}]},
    ],
)
def test_a_rule_for_the_whole_bucket_passes(properties: dict[str, Any]):
    assert judge(policy, TYPE, properties) == FINE


@pytest.mark.parametrize(
    ("properties", "pattern"),
    [
        ({"rules": []}, KEY),
        ({}, KEY),
        ({"rules": [{"status": "Enabled", "expiration": {"days": 1}}]}, KEY),
        ({"rules": [{**ABORT, "status": "Disabled"}]}, KEY),
        ({"rules": [{**ABORT, "filter": {"prefix": "a/"}}]}, KEY),
        ({"rules": [{**ABORT, "prefix": "a/"}]}, KEY),
    ],
)
def test_broken_uploads_that_stay_are_blocked(properties: dict[str, Any], pattern: str):
    (message,) = judge(policy, TYPE, properties).violations
    assert f"'{pattern}'" in message.split("\n")[0]
    assert "\nWrite instead: " in message


def test_what_is_not_known_yet_fails_closed():
    (message,) = judge(policy, TYPE, {"rules": UNKNOWN}).violations
    assert "cannot be decided at preview" in message
