"""Rule alarm-actions: an alarm tells someone.

An alarm without an action changes its colour in a console that no one looks at.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pulumi_policy import ResourceValidationArgs, Severity

from secure_site_policies.frame.places import Place, is_set
from secure_site_policies.frame.rule import About, Objection, fsbp, resource_rule

_ALARMS = ("aws:cloudwatch/metricAlarm:MetricAlarm", "aws:cloudwatch/compositeAlarm:CompositeAlarm")
_ACTIONS, _ON = "alarmActions", "actionsEnabled"


def _places(args: ResourceValidationArgs) -> Iterator[Place]:
    if args.resource_type in _ALARMS:
        yield Place(_ACTIONS, lambda: args.props)


def _judge(alarm: Mapping[str, Any], _args: ResourceValidationArgs) -> Iterator[Objection]:
    if not is_set(alarm, _ACTIONS):
        yield Objection(_ACTIONS, f"{_ACTIONS!r} is empty.\nWrite instead: alarm_actions=[topic.arn]")
    elif alarm.get(_ON) in (False, "false"):
        yield Objection(_ON, f"{_ON!r} is false.\nWrite instead: nothing; actions are on by default.")


policy = resource_rule(
    About(
        name="alarm-actions",
        risk="An incident goes unnoticed, although an alarm has seen it.",
        severity=Severity.MEDIUM,
        controls=(
            fsbp("CloudWatch.15", "CloudWatch alarms should have specified actions configured"),
            fsbp("CloudWatch.17", "CloudWatch alarm actions should be activated"),
        ),
        fix="Give the alarm a topic with a subscriber, and leave its actions on.",
        url="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html",
    ),
    _places,
    _judge,
)
"""Judges metric and composite alarms. An alarm that only feeds a composite alarm needs an exemption."""
