"""Budgets, CloudWatch, EventBridge, SNS, CloudTrail and AWS Config."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sandbox.providers.validation.arns import arn, arn_or_ec2_action
from sandbox.providers.validation.fact import (
    PROVIDER,
    Fact,
    as_number,
    conflict,
    each,
    length,
    matches,
    number,
    one_of,
    whole_number_of,
)

_BUDGET = f"{PROVIDER}budgets/budget.go"
_LOGS = f"{PROVIDER}logs/group.go"
_ALARM = f"{PROVIDER}cloudwatch/metric_alarm.go"
_RULE = f"{PROVIDER}events/rule.go"
_TARGET = f"{PROVIDER}events/target.go"
_SUBSCRIPTION = f"{PROVIDER}sns/topic_subscription.go"
_TOPIC_NAME = matches(r"[\w-]{1,256}(\.fifo)?", "1 to 256 letters, digits, hyphens and underscores")
_MINUTE = "YYYY-MM-DD_HH:MM, such as '2030-01-31_00:00'"
_DAYS = (0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653)
_PROTOCOLS = ("application", "email", "email-json", "firehose", "http", "https", "lambda", "sms", "sqs")
_ACTIONS = ("alarmActions", "okActions", "insufficientDataActions")


def _period(value: Any) -> Iterator[str]:
    seconds = as_number(value) or 0
    if seconds not in (10, 20, 30) and (seconds <= 0 or seconds % 60):
        yield "must be 10, 20, 30 or a multiple of 60 seconds"


def _limits(inputs: Any) -> Iterator[str]:
    """A budget has one limit, or one for each period to come."""
    if inputs.get("limitAmount") and inputs.get("plannedLimits"):
        yield "limitAmount conflicts with plannedLimits; give one of them"


def _schedule_or_pattern(inputs: Any) -> Iterator[str]:
    if not inputs.get("eventPattern") and not inputs.get("scheduleExpression"):
        yield "must have eventPattern or scheduleExpression"


def _one_input(inputs: Any) -> Iterator[str]:
    given = [key for key in ("input", "inputPath", "inputTransformer") if inputs.get(key)]
    if len(given) > 1:
        yield f"must have one of {', '.join(given)}"


def _statistic(inputs: Any) -> Iterator[str]:
    if inputs.get("statistic") and inputs.get("extendedStatistic"):
        yield "statistic conflicts with extendedStatistic; give one of them"
    if inputs.get("metricQueries") and inputs.get("metricName"):
        yield "metricQueries conflicts with metricName; give one of them"


def _fifo(inputs: Any) -> Iterator[str]:
    name = inputs.get("name")
    if isinstance(name, str) and inputs.get("fifoTopic") is True and not name.endswith(".fifo"):
        yield "the name of a FIFO topic must end in '.fifo'"


FACTS: Mapping[str, Sequence[Fact]] = {
    "aws:budgets/budget:Budget": [
        Fact(("",), conflict("filterExpression", "costFilters"), _BUDGET),
        Fact(("",), _limits, _BUDGET),
        Fact(("accountId",), matches(r"\d{12}", "an account id, 12 digits"), _BUDGET),
        Fact(("limitAmount", "plannedLimits.amount"), matches(r"[0-9]*\.?[0-9]+", "a positive number"), _BUDGET),
        Fact(
            ("timePeriodStart", "timePeriodEnd", "plannedLimits.startTime"),
            matches(r"\d{4}-\d{2}-\d{2}_\d{2}:\d{2}", _MINUTE),
            _BUDGET,
        ),
        Fact(("notifications.threshold",), number(0, 40_000_000_000), _BUDGET),
        Fact(
            ("notifications.subscriberEmailAddresses",),
            each(matches(r"[^@\s]+@[^@\s]+\.[^@\s]+", "an e-mail address")),
            _BUDGET,
        ),
    ],
    "aws:cfg/rule:Rule": [Fact(("name",), length(1, 128), f"{PROVIDER}configservice/config_rule.go")],
    "aws:cloudtrail/trail:Trail": [
        Fact(
            ("name",),
            matches(r"[a-zA-Z0-9][\w.-]{1,126}[a-zA-Z0-9]", "3 to 128 letters, digits, dots, hyphens and underscores"),
            "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-trail-naming-requirements.html",
        ),
        Fact(("kmsKeyId",), arn, f"{PROVIDER}cloudtrail/trail.go"),
    ],
    "aws:cloudwatch/eventRule:EventRule": [
        Fact(("",), _schedule_or_pattern, _RULE),
        Fact(("state",), one_of("DISABLED", "ENABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"), _RULE),
        Fact(
            ("scheduleExpression",),
            matches(r"(rate|cron)\(.+\)", "rate(...) or cron(...)"),
            "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html",
        ),
    ],
    "aws:cloudwatch/eventTarget:EventTarget": [
        Fact(("arn", "roleArn"), arn, _TARGET),
        Fact(("",), _one_input, _TARGET),
    ],
    "aws:cloudwatch/logGroup:LogGroup": [
        Fact(("retentionInDays",), whole_number_of(_DAYS), _LOGS),
        Fact(("kmsKeyId",), arn, _LOGS),
        Fact(("logGroupClass",), one_of("STANDARD", "INFREQUENT_ACCESS", "DELIVERY"), _LOGS),
    ],
    "aws:cloudwatch/metricAlarm:MetricAlarm": [
        Fact(("treatMissingData",), one_of("missing", "ignore", "breaching", "notBreaching"), _ALARM),
        Fact(("period", "metricQueries.metric.period"), _period, _ALARM),
        Fact(("evaluationPeriods", "datapointsToAlarm"), number(1, None), _ALARM),
        Fact(_ACTIONS, each(arn_or_ec2_action), _ALARM),
        Fact(("",), _statistic, _ALARM),
    ],
    "aws:sns/topic:Topic": [
        Fact(
            ("name",),
            _TOPIC_NAME,
            f"{PROVIDER}sns/topic.go",
        ),
        Fact(("",), _fifo, f"{PROVIDER}sns/topic.go"),
        Fact(
            ("displayName",), length(0, 100), "https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html"
        ),
        Fact(("signatureVersion",), number(1, 2), f"{PROVIDER}sns/topic.go"),
        Fact(("tracingConfig",), one_of("Active", "PassThrough"), f"{PROVIDER}sns/topic.go"),
    ],
    "aws:sns/topicPolicy:TopicPolicy": [Fact(("arn",), arn, f"{PROVIDER}sns/topic_policy.go")],
    "aws:sns/topicSubscription:TopicSubscription": [
        Fact(("topic",), arn, _SUBSCRIPTION),
        Fact(("protocol",), one_of(*_PROTOCOLS), _SUBSCRIPTION),
        Fact(("filterPolicyScope",), one_of("MessageAttributes", "MessageBody"), _SUBSCRIPTION),
    ],
}
"""Facts by type token."""
