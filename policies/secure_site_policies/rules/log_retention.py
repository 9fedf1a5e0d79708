"""Rule log-retention: a log group deletes its events after a time that the program states.

Without one CloudWatch keeps every event for ever: the bill grows with every build, and so does what an intruder reads.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pulumi_policy import ResourceValidationArgs, Severity

from secure_site_policies.frame.places import Place
from secure_site_policies.frame.rule import About, Objection, fsbp, resource_rule

_GROUP, _DAYS = "aws:cloudwatch/logGroup:LogGroup", "retentionInDays"
_FIXED = "DELIVERY"
"""A class of log groups that keeps events for two days; a retention that the program states has no effect."""


def _places(args: ResourceValidationArgs) -> Iterator[Place]:
    if args.resource_type == _GROUP:
        yield Place(_DAYS, lambda: args.props)


def _judge(group: Mapping[str, Any], _args: ResourceValidationArgs) -> Iterator[Objection]:
    if group.get(_DAYS) in (None, 0, "0", "") and group.get("logGroupClass") != _FIXED:
        yield Objection(
            _DAYS, f"{_DAYS!r} is not set, so events are kept for ever.\nWrite instead: retention_in_days=365"
        )


policy = resource_rule(
    About(
        name="log-retention",
        risk="Logs that are kept for ever cost more every month, and show an intruder years of activity.",
        severity=Severity.LOW,
        controls=(fsbp("CloudWatch.16", "CloudWatch log groups should be retained for a specified time period"),),
        fix="State for how many days the group keeps its events.",
        url="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html",
    ),
    _places,
    _judge,
)
"""Judges log groups."""
