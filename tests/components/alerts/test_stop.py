"""The stop: what it watches, what its roles may do, and that its machine ends with the distribution off."""

import json
from dataclasses import replace
from typing import Any

import pytest

from components.alerts.options import AlertOptions
from components.alerts.spending import prices
from components.alerts.watch import Watch
from tests import examples
from tests.components.options import take
from tests.mock_cloud import Cloud

CONTEXT = replace(examples.CONTEXT, tags={"Project": "secure-site", "Stack": "test"})
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
DISTRIBUTION = "arn:aws:cloudfront::123456789012:distribution/E2EXAMPLE"
MACHINE = "arn:aws:states:us-east-1:123456789012:stateMachine:secure-site-test-stop"
TOPIC = "arn:aws:sns:us-east-1:123456789012:secure-site-test-alarms"


def args(**more: Any) -> dict[str, Any]:
    alerts = take(AlertOptions, more, alarm_email="ops@example.com", stop_at_usd=50)
    return {
        "context": CONTEXT,
        "distribution_id": "E2EXAMPLE",
        "alerts": alerts,
        "stoppable": {
            "distribution_arn": DISTRIBUTION,
            "prices": prices("PriceClass_100", has_web_acl=False),
            "boundary_arn": "arn:aws:iam::123456789012:policy/boundary",
        },
        **more,
    }


def test_without_a_limit_there_is_no_stop(cloud: Cloud) -> None:
    watch = cloud.build(Watch, "watch", args(stop_at_usd=None))
    assert watch.stop_machine_arn is None
    assert not any("Stop" in one.type or "sfn" in one.type for one in cloud.resources)


def test_a_limit_without_what_it_needs_is_refused_before_anything_is_registered(cloud: Cloud) -> None:
    without = {key: value for key, value in args().items() if key != "stoppable"}
    with pytest.raises(ValueError, match="Watch 'watch': stop_at_usd needs stoppable"):
        cloud.build(Watch, "watch", without)
    assert cloud.resources == []


def test_one_alarm_reckons_a_day_from_the_traffic_and_one_reads_the_months_charges(cloud: Cloud) -> None:
    cloud.build(Watch, "watch", args(stop_at_usd=70))
    day, month = cloud.named("watch-stop-day"), cloud.named("watch-stop-month")
    for alarm in (day, month):
        assert (alarm["comparisonOperator"], alarm["threshold"]) == ("GreaterThanOrEqualToThreshold", 70)
        assert (alarm["evaluationPeriods"], alarm["region"]) == (1, "us-east-1")
    sent, requests, usd = day["metricQueries"]
    for query, metric in ((sent, "BytesDownloaded"), (requests, "Requests")):
        assert query["metric"] == {
            "namespace": "AWS/CloudFront",
            "metricName": metric,
            "dimensions": {"DistributionId": "E2EXAMPLE", "Region": "Global"},
            "period": 86_400,
            "stat": "Sum",
        }
    assert usd["returnData"]
    assert [bool(query.get("returnData")) for query in (sent, requests)] == [False, False]
    assert (month["namespace"], month["metricName"], month["statistic"]) == (
        "AWS/Billing",
        "EstimatedCharges",
        "Maximum",
    )
    assert month["dimensions"] == {"ServiceName": "AmazonCloudFront", "Currency": "USD"}
    assert month["treatMissingData"] == "ignore"


def test_every_alarm_tells_the_topic_that_lets_it_and_says_how_to_go_on(cloud: Cloud) -> None:
    cloud.build(Watch, "watch", args())
    alarms = [alarm for alarm in cloud.all(ALARM) if "-stop-" in alarm.name]
    assert [alarm["alarmActions"] for alarm in alarms] == [[TOPIC]] * 5
    permit, _ = json.loads(cloud.one("aws:sns/topicPolicy:TopicPolicy")["policy"])["Statement"]
    may = set(permit["Condition"]["ArnEquals"]["aws:SourceArn"])
    assert {f"arn:aws:cloudwatch:us-east-1:123456789012:alarm:{alarm['name']}" for alarm in cloud.all(ALARM)} == may
    for key in ("day", "month", "done"):
        assert "make start STACK=test" in cloud.named(f"watch-stop-{key}")["alarmDescription"]
    for key in ("failed", "unstarted"):
        assert "Disable the distribution now" in cloud.named(f"watch-stop-{key}")["alarmDescription"]


def test_only_the_way_into_alarm_of_these_two_alarms_starts_the_machine(cloud: Cloud) -> None:
    cloud.build(Watch, "watch", args())
    rule, target = cloud.one("aws:cloudwatch/eventRule:EventRule"), cloud.one("aws:cloudwatch/eventTarget:EventTarget")
    assert json.loads(rule["eventPattern"]) == {
        "source": ["aws.cloudwatch"],
        "detail-type": ["CloudWatch Alarm State Change"],
        "resources": [
            f"arn:aws:cloudwatch:us-east-1:123456789012:alarm:secure-site-test-spending-{window}"
            for window in ("day", "month")
        ],
        "detail": {"state": {"value": ["ALARM"]}},
    }
    assert (target["arn"], rule["region"], target["region"]) == (MACHINE, "us-east-1", "us-east-1")
    assert target["roleArn"] == "arn:aws:iam::123456789012:role/secure-site-test-stop"


def test_the_role_can_turn_off_this_distribution_start_this_machine_and_nothing_else(cloud: Cloud) -> None:
    cloud.build(Watch, "watch", args())
    policies = [json.loads(one["policy"])["Statement"] for one in cloud.all("aws:iam/rolePolicy:RolePolicy")]
    granted = [(one["Effect"], one["Action"], one["Resource"]) for statements in policies for one in statements]
    assert sorted(granted, key=str) == [
        ("Allow", ["cloudfront:GetDistributionConfig", "cloudfront:UpdateDistribution"], [DISTRIBUTION]),
        ("Allow", ["states:StartExecution"], [MACHINE]),
    ]


def test_the_role_is_for_this_machine_and_this_rule_in_this_account(cloud: Cloud) -> None:
    cloud.build(Watch, "watch", args())
    role = cloud.one("aws:iam/role:Role")
    assert role["permissionsBoundary"] == "arn:aws:iam::123456789012:policy/boundary"
    trusted: dict[str, str | list[str]] = {}
    for statement in json.loads(role["assumeRolePolicy"])["Statement"]:
        conditions = {key: value for one in statement["Condition"].values() for key, value in one.items()}
        assert conditions["aws:SourceAccount"] == "123456789012"
        trusted[statement["Principal"]["Service"]] = conditions["aws:SourceArn"]
    rule = "arn:aws:events:us-east-1:123456789012:rule/secure-site-test-stop"
    assert {service: [arns] if isinstance(arns, str) else arns for service, arns in trusted.items()} == {
        "states.amazonaws.com": [MACHINE],
        "events.amazonaws.com": [rule],
    }
