"""Tells EventBridge when an alarm changes its state, which ministack does not.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
"""

import json
from typing import Any

from sandbox.emulator.authorization.emulator import part


def install() -> None:
    """Replaces ministack's note of a change."""
    watch = part("services.cloudwatch")
    record = watch._record_history

    def record_and_tell(name: str, before: str, after: str, reason: str, *rest: Any, **more: Any) -> None:
        record(name, before, after, reason, *rest, **more)
        if before != after and name in watch._alarms:
            _tell(name, watch._alarms[name]["AlarmArn"], before, after, reason)

    watch._record_history = record_and_tell


def _tell(name: str, arn: str, before: str, after: str, reason: str) -> None:
    detail = {
        "alarmName": name,
        "state": {"value": after, "reason": reason},
        "previousState": {"value": before},
    }
    entry = {
        "Source": "aws.cloudwatch",
        "DetailType": "CloudWatch Alarm State Change",
        "Detail": json.dumps(detail),
        "Resources": [arn],
    }
    part("services.eventbridge")._put_events({"Entries": [entry]}, allow_aws_source=True)
