"""Checks that alarms and notifications reach their readers."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from doctor.deployed import Deployed
from doctor.model import Check

_DAY = timedelta(days=1)


def _unheard(stack: Deployed) -> Sequence[str]:
    problems: list[str] = []
    for topic in stack.all("aws:sns/topic:Topic"):
        answer = stack.account.ask("sns:ListSubscriptionsByTopic", region=topic.region, TopicArn=topic.outputs["arn"])
        name, subscriptions = topic.outputs["name"], answer["Subscriptions"]
        pending = [one["Endpoint"] for one in subscriptions if not one["SubscriptionArn"].startswith("arn:")]
        if not subscriptions:
            problems.append(f"no one reads {name}")
        problems += [f"{endpoint} has not confirmed {name}" for endpoint in pending]
    return problems


def _undelivered(stack: Deployed) -> Sequence[str]:
    now = datetime.now(UTC)
    problems: list[str] = []
    for rule in stack.all("aws:cloudwatch/eventRule:EventRule"):
        answer = stack.account.ask(
            "cloudwatch:GetMetricStatistics",
            region=rule.region,
            Namespace="AWS/Events",
            MetricName="FailedInvocations",
            Dimensions=[{"Name": "RuleName", "Value": rule.outputs["name"]}],
            StartTime=now - _DAY,
            EndTime=now,
            Period=int(_DAY.total_seconds()),
            Statistics=["Sum"],
        )
        failed = sum(int(point["Sum"]) for point in answer.get("Datapoints", []))
        if failed:
            problems.append(f"{failed} events of rule {rule.outputs['name']} did not reach their target in a day")
    return problems


def _alarms(stack: Deployed) -> Sequence[str]:
    problems: list[str] = []
    for alarm in stack.all("aws:cloudwatch/metricAlarm:MetricAlarm"):
        name = alarm.outputs["name"]
        found = stack.account.ask("cloudwatch:DescribeAlarms", region=alarm.region, AlarmNames=[name])["MetricAlarms"]
        if not found:
            problems.append(f"alarm {name} is gone")
        problems += [
            f"alarm {name} is on: {one.get('StateReason', '')}" for one in found if one["StateValue"] == "ALARM"
        ]
    return problems


CHECKS: tuple[Check[Deployed], ...] = (
    Check(
        "mail",
        "every topic has readers, who have confirmed",
        "Open the mail 'AWS Notification - Subscription Confirmation'. A new one, if it is lost: pulumi up --replace "
        "<URN of the subscription>",
        _unheard,
    ),
    Check(
        "events",
        "every event of the last day was delivered",
        "Let the rule publish to the topic: compare the topic's policy with what `make drift` says",
        _undelivered,
    ),
    Check("alarms", "no alarm is on", "Follow the alarm's reason; the site's logs are in the log bucket", _alarms),
)
