"""Rule config-recorder: a recorder that is on and delivers, and those that are not."""

from typing import Any

import pytest
from pulumi_policy import PolicyResource

from secure_site_policies.rules.config_recorder import policy
from tests.policies.judge import UNKNOWN, judge_stack, resource
from tests.policies.policy_examples import FINE


def recorder(**properties: Any) -> PolicyResource:
    return resource("aws:cfg/recorder:Recorder", {"name": "all", **properties}, name="recorder")


def status(is_enabled: Any = True) -> PolicyResource:
    return resource("aws:cfg/recorderStatus:RecorderStatus", {"name": "all", "isEnabled": is_enabled}, name="status")


def channel(**properties: Any) -> PolicyResource:
    return resource(
        "aws:cfg/deliveryChannel:DeliveryChannel", {"s3BucketName": "records", **properties}, name="channel"
    )


@pytest.mark.parametrize(
    "group",
    [None, {"allSupported": True}, {"allSupported": False, "resourceTypes": ["AWS::S3::Bucket"]}],
)
def test_a_recorder_that_delivers_passes(group: Any):
    assert judge_stack(policy, recorder(recordingGroup=group), status(), channel()) == FINE
    here = recorder(recordingGroup=group, region="eu-west-1")
    assert judge_stack(policy, here, status(), channel(region="eu-west-1")) == FINE


@pytest.mark.parametrize(
    ("resources", "pattern"),
    [
        ([recorder(recordingGroup={"allSupported": False}), status(), channel()], "recordingGroup"),
        ([recorder(), channel()], "isEnabled"),
        ([recorder(), status(False), channel()], "isEnabled"),
        ([recorder(), status()], "DeliveryChannel"),
        ([recorder(region="eu-west-1"), status(), channel(region="us-east-1")], "DeliveryChannel"),
    ],
)
def test_a_recorder_that_records_nothing_is_blocked(resources: list[PolicyResource], pattern: str):
    (message,) = judge_stack(policy, *resources).violations
    assert f"'{pattern}'" in message


def test_what_is_not_known_yet_fails_closed():
    (message,) = judge_stack(policy, recorder(recordingGroup=UNKNOWN), status(), channel()).violations
    assert "cannot be decided at preview" in message
