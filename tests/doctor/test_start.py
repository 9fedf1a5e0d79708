"""The command that turns a site on writes one field, again where anyone else was faster, and gives up in the end."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from botocore.exceptions import ClientError

from doctor.deployed import Resource
from doctor.start import main
from tests.examples import ACCOUNT_ID

ALARM = "urn:pulumi:prod::site::aws:cloudwatch/metricAlarm:MetricAlarm::watch-stop-month"
STATE = (
    Resource("pulumi:pulumi:Stack", "urn:pulumi:prod::site::pulumi:pulumi:Stack::site", "", {"distributionId": "E2"}),
    Resource("aws:cloudwatch/metricAlarm:MetricAlarm", ALARM, "", {"name": "spending-month", "region": "us-east-1"}),
)


@dataclass
class Aws:
    """An account with one distribution and one alarm."""

    enabled: bool = False
    alarm: str = "OK"
    others: int = 0
    """So many times anyone else changes the distribution before a write."""
    code: str = "PreconditionFailed"
    written: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    def __call__(self, service: str, region: str) -> Any:
        return self

    def get_caller_identity(self) -> Any:
        return {"Account": ACCOUNT_ID, "Arn": f"arn:aws:iam::{ACCOUNT_ID}:role/admin"}

    def can_paginate(self, operation: str) -> bool:
        return False

    def describe_alarms(self, AlarmNames: list[str]) -> Any:  # noqa: N803 -- boto3's name
        return {"MetricAlarms": [{"AlarmName": AlarmNames[0], "StateValue": self.alarm, "StateReason": "60 of 50"}]}

    def get_distribution_config(self, **_: str) -> Any:
        return {"ETag": f"v{self.others}", "DistributionConfig": {"Enabled": self.enabled, "Comment": "mine"}}

    def update_distribution(self, **given: Any) -> None:
        if self.others:
            self.others -= 1
            raise ClientError({"Error": {"Code": self.code, "Message": "no"}}, "UpdateDistribution")
        self.written.append(given)


def start(aws: Aws, *arguments: str) -> int:
    return main(["--stack", "prod", "--region", "eu-west-1", *arguments], aws, lambda _: STATE)


def test_only_the_one_field_is_changed(capsys: pytest.CaptureFixture[str]) -> None:
    aws = Aws()
    assert start(aws) == 0
    assert aws.written == [{"Id": "E2", "IfMatch": "v0", "DistributionConfig": {"Enabled": True, "Comment": "mine"}}]
    assert "the site of prod is on" in capsys.readouterr().out


def test_a_site_that_is_on_is_left_alone(capsys: pytest.CaptureFixture[str]) -> None:
    aws = Aws(enabled=True)
    assert start(aws) == 0
    assert aws.written == []
    assert "is on already" in capsys.readouterr().out


def test_a_change_of_anyone_else_is_read_again() -> None:
    aws = Aws(others=2)
    assert start(aws) == 0
    assert [one["IfMatch"] for one in aws.written] == ["v0"]


@pytest.mark.parametrize(("others", "code"), [(3, "PreconditionFailed"), (1, "AccessDenied")])
def test_it_gives_up_in_the_end_and_at_once_when_it_is_denied(
    capsys: pytest.CaptureFixture[str], others: int, code: str
) -> None:
    aws = Aws(others=others, code=code)
    assert start(aws) == 1
    assert aws.written == []
    assert f"error: the site stays as it is: An error occurred ({code})" in capsys.readouterr().err


def test_while_an_alarm_is_on_it_has_to_be_meant(capsys: pytest.CaptureFixture[str]) -> None:
    aws = Aws(alarm="ALARM")
    assert start(aws) == 1
    assert "its limit is still crossed: spending-month: 60 of 50" in capsys.readouterr().err
    assert start(aws, "--until-next-crossing") == 0
    assert "do not turn it off again: spending-month: 60 of 50" in capsys.readouterr().out
