"""Checks that the site is on, and that what would turn it off can see what it costs."""

from collections.abc import Sequence

from components.alerts.stop_alarms import STOPPING
from doctor.deployed import Deployed
from doctor.model import Check

_ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"


def alarms_on(stack: Deployed, key: str) -> list[str]:
    """The alarm of the stop with a key, and the reason why it is on; empty if it is not."""
    return _in_state(stack, key, "ALARM")


def _off(stack: Deployed) -> Sequence[str]:
    distributions = [one.id for one in stack.all("aws:cloudfront/distribution:Distribution")]
    answers = {one: stack.account.ask("cloudfront:GetDistributionConfig", Id=one) for one in distributions}
    off = [one for one, answer in answers.items() if not answer["DistributionConfig"]["Enabled"]]
    reasons = [reason for key in STOPPING for reason in alarms_on(stack, key)] if off else []
    return [f"distribution {one} is turned off" for one in off] + reasons


def _blind(stack: Deployed) -> Sequence[str]:
    """The alarm of a month that never had data: billing alerts are off, in this account or in that of the payer."""
    blind = _in_state(stack, "month", "INSUFFICIENT_DATA")
    return [f"alarm {found.partition(':')[0]} has never had data" for found in blind]


def _in_state(stack: Deployed, key: str, state: str) -> list[str]:
    names = {one.outputs["name"]: one.region for one in stack.all(_ALARM) if one.name.endswith(f"-stop-{key}")}
    found = [
        one
        for name, region in names.items()
        for one in stack.account.ask("cloudwatch:DescribeAlarms", region=region, AlarmNames=[name])["MetricAlarms"]
    ]
    return [f"{one['AlarmName']}: {one.get('StateReason', '')}" for one in found if one["StateValue"] == state]


CHECKS: tuple[Check[Deployed], ...] = (
    Check("stopped", "the site is on", "See what it cost, then: make start STACK=<stack> (docs/bill.md)", _off),
    Check(
        "stop",
        "what turns the site off knows what AWS will bill, if the stack has a stop",
        "Turn on billing alerts: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/"
        "monitor_estimated_charges_with_cloudwatch.html; the first data come within a day",
        _blind,
    ),
)
