"""Somebody is told when the site fails or costs too much, and nobody else can speak in the alarm's name."""

import json
from dataclasses import replace
from typing import Any

import pytest

from components.alerts.options import AlertOptions
from components.alerts.watch import Watch
from tests import examples
from tests.components.options import take
from tests.mock_cloud import Cloud

CONTEXT = replace(examples.CONTEXT, tags={"Project": "secure-site", "Stack": "test"})
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
BUDGET = "aws:budgets/budget:Budget"
TOPIC = "aws:sns/topic:Topic"


def args(**more: Any) -> dict[str, Any]:
    alerts = take(AlertOptions, more, alarm_email="ops@example.com")
    return {"context": CONTEXT, "distribution_id": "E2EXAMPLE", "alerts": alerts}


def test_nothing_is_made_when_there_is_nobody_to_tell(cloud: Cloud) -> None:
    watch = cloud.build(Watch, "watch", args(alarm_email=None))
    assert [resource.type for resource in cloud.resources] == ["secure-site:components:Watch"]
    assert watch.topic_arn is None


def test_there_is_no_budget_unless_one_is_asked_for(cloud: Cloud) -> None:
    cloud.build(Watch, "watch", args())
    assert cloud.all(BUDGET) == []
    assert len(cloud.all(ALARM)) == 2


def test_there_is_an_alarm_on_each_of_the_distributions_error_rates_where_cloudfront_reports_them(cloud: Cloud) -> None:
    cloud.build(Watch, "watch", args(error_rate_percent=2, client_error_rate_percent=60))
    for name, metric, percent in (
        ("watch-error-rate", "5xxErrorRate", 2),
        ("watch-client-error-rate", "4xxErrorRate", 60),
    ):
        alarm = cloud.named(name)
        assert (alarm["namespace"], alarm["metricName"], alarm["region"]) == ("AWS/CloudFront", metric, "us-east-1")
        assert alarm["dimensions"] == {"DistributionId": "E2EXAMPLE", "Region": "Global"}
        assert (alarm["comparisonOperator"], alarm["threshold"]) == ("GreaterThanThreshold", percent)
        assert (alarm["period"], alarm["evaluationPeriods"]) == (300, 3)
        assert alarm["treatMissingData"] == "notBreaching"


def test_the_text_of_an_alarm_says_where_to_look(cloud: Cloud) -> None:
    cloud.build(Watch, "watch", args())
    client = cloud.named("watch-client-error-rate")["alarmDescription"]
    assert client.startswith(
        "secure-site-test: more than 50 % of requests answered with 4xx. status 403: the policy of"
    )
    assert "5xx. CloudFront cannot reach" in cloud.named("watch-error-rate")["alarmDescription"]


def test_each_alarm_tells_the_topic_of_its_start_and_its_end_and_the_topic_tells_the_address(cloud: Cloud) -> None:
    watch = cloud.build(Watch, "watch", args())
    topic = "arn:aws:sns:us-east-1:123456789012:secure-site-test-alarms"
    assert cloud.value(watch.topic_arn) == topic
    assert [(alarm["alarmActions"], alarm["okActions"]) for alarm in cloud.all(ALARM)] == [([topic], [topic])] * 2
    subscription = cloud.one("aws:sns/topicSubscription:TopicSubscription")
    assert (subscription["protocol"], subscription["endpoint"]) == ("email", "ops@example.com")


def test_the_topic_is_encrypted_with_a_rotating_key_that_cloudwatch_may_use_for_this_account_only(cloud: Cloud) -> None:
    cloud.build(Watch, "watch", args())
    key = cloud.one("aws:kms/key:Key")
    assert cloud.one(TOPIC)["kmsMasterKeyId"] == "arn:aws:kms:us-east-1:123456789012:key/watch-encryption-key"
    assert (key["enableKeyRotation"], key["region"]) == (True, "us-east-1")
    policy = cloud.one("aws:kms/keyPolicy:KeyPolicy")
    assert policy["region"] == cloud.one("aws:kms/alias:Alias")["region"] == "us-east-1"
    administer, use = json.loads(policy["policy"])["Statement"]
    assert administer["Principal"] == {"AWS": "arn:aws:iam::123456789012:root"}
    assert not {"kms:Decrypt", "kms:CreateGrant"} & set(administer["Action"])
    assert use["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
    assert use["Condition"] == {"StringEquals": {"aws:SourceAccount": "123456789012"}}


def test_only_these_alarms_may_publish_to_the_topic_and_only_over_tls(cloud: Cloud) -> None:
    cloud.build(Watch, "watch", args())
    permit, refuse = json.loads(cloud.one("aws:sns/topicPolicy:TopicPolicy")["policy"])["Statement"]
    alarms = [f"arn:aws:cloudwatch:us-east-1:123456789012:alarm:{alarm['name']}" for alarm in cloud.all(ALARM)]
    assert permit["Condition"]["ArnEquals"] == {"aws:SourceArn": sorted(alarms)}
    assert (refuse["Effect"], refuse["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})


def test_policies_are_known_at_preview(cloud: Cloud) -> None:
    cloud.build(Watch, "watch", args(), preview=True)
    assert "policy" not in cloud.one("aws:kms/keyPolicy:KeyPolicy").unknowns()
    assert "policy" not in cloud.one("aws:sns/topicPolicy:TopicPolicy").unknowns()


def test_the_budget_counts_what_carries_both_tags_and_warns_before_and_on_forecast(cloud: Cloud) -> None:
    cloud.build(Watch, "watch", args(monthly_budget_usd=50))
    budget = cloud.one(BUDGET)
    assert (budget["limitAmount"], budget["limitUnit"], budget["timeUnit"]) == ("50", "USD", "MONTHLY")
    assert [part["tags"] for part in budget["filterExpression"]["ands"]] == [
        {"key": "Project", "values": ["secure-site"]},
        {"key": "Stack", "values": ["test"]},
    ]
    assert [
        (n["notificationType"], n["threshold"], *n["subscriberEmailAddresses"]) for n in budget["notifications"]
    ] == [
        ("ACTUAL", 80, "ops@example.com"),
        ("FORECASTED", 100, "ops@example.com"),
    ]


def test_whatever_takes_tags_carries_those_of_the_stack_and_is_a_child_of_the_component(cloud: Cloud) -> None:
    cloud.build(Watch, "watch", args(monthly_budget_usd=50))
    for tagged in (ALARM, BUDGET, TOPIC, "aws:kms/key:Key"):
        assert [one["tags"] for one in cloud.all(tagged)] == [CONTEXT.tags] * (2 if tagged == ALARM else 1)
    component = cloud.one("secure-site:components:Watch")
    key = cloud.one("secure-site:components:EncryptionKey")
    assert len(cloud.children(component)) + len(cloud.children(key)) == len(cloud.resources) - 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"error_rate_percent": 0}, "error_rate_percent must be a whole number from 1 to 100, got 0"),
        ({"error_rate_percent": 101}, "error_rate_percent must be .*, got 101"),
        ({"client_error_rate_percent": 0}, "client_error_rate_percent must be .*, got 0"),
        ({"monthly_budget_usd": 0}, "monthly_budget_usd must be a whole number from 1 to 1000000, got 0"),
        ({"monthly_budget_usd": 50, "alarm_email": None}, "monthly_budget_usd has no effect without alarm_email"),
    ],
)
def test_numbers_that_make_no_sense_are_refused_before_anything_is_registered(
    cloud: Cloud, changes: dict[str, Any], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        cloud.build(Watch, "watch", args(**changes))
    assert cloud.resources == []
