"""Somebody hears of this pipeline's failures and approvals, and nobody else can speak in its name."""

import json
from dataclasses import replace
from typing import Any

from components.alerts.notifications import Notifications, publish_mail, trust_for_mail
from tests import examples
from tests.mock_cloud import Cloud

CONTEXT = replace(examples.CONTEXT, region="us-east-1")
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
ROLE_ARN = "arn:aws:iam::123456789012:role/secure-site-test-pipeline"
RULE = "aws:cloudwatch/eventRule:EventRule"
TOPIC = "aws:sns/topic:Topic"
TOPIC_ARN = "arn:aws:sns:us-east-1:123456789012:secure-site-test-pipeline"
RULE_ARN = "arn:aws:events:us-east-1:123456789012:rule/secure-site-test-pipeline"


def build(cloud: Cloud, *, preview: bool = False, **more: Any) -> Notifications:
    args = {
        "context": CONTEXT,
        "pipeline_name": "secure-site-test",
        "email": "ops@example.com",
        "role_arn": ROLE_ARN,
        **more,
    }
    return cloud.build(Notifications, "told", args, preview=preview)


def test_a_failure_of_this_pipeline_is_told_and_that_of_another_is_not(cloud: Cloud) -> None:
    build(cloud)
    assert json.loads(cloud.one(RULE)["eventPattern"]) == {
        "source": ["aws.codepipeline"],
        "detail-type": ["CodePipeline Pipeline Execution State Change"],
        "detail": {"pipeline": ["secure-site-test"], "state": ["FAILED"]},
    }


def test_an_approval_that_waits_is_told_where_there_is_one(cloud: Cloud) -> None:
    build(cloud, approval=True)
    assert json.loads(cloud.named("told-approval-rule")["eventPattern"]) == {
        "source": ["aws.codepipeline"],
        "detail-type": ["CodePipeline Action Execution State Change"],
        "detail": {"pipeline": ["secure-site-test"], "state": ["STARTED"], "type": {"category": ["Approval"]}},
    }


def test_each_event_reaches_the_topic_as_a_sentence_with_the_place_to_look_at(cloud: Cloud) -> None:
    build(cloud, approval=True)
    for event in ("failed", "approval"):
        target = cloud.named(f"told-{event}-target")
        assert (target["rule"], target["arn"]) == (cloud.named(f"told-{event}-rule")["name"], TOPIC_ARN)
        transformer = target["inputTransformer"]
        assert transformer["inputPaths"] == {"execution": "$.detail.execution-id"}
        sentence = json.loads(transformer["inputTemplate"])
        assert "<execution>" in sentence
        assert "/codepipeline/pipelines/secure-site-test/view?region=us-east-1" in sentence


def test_the_topic_tells_the_address(cloud: Cloud) -> None:
    told = build(cloud)
    subscription = cloud.one("aws:sns/topicSubscription:TopicSubscription")
    assert (subscription["topic"], subscription["protocol"], subscription["endpoint"]) == (
        TOPIC_ARN,
        "email",
        "ops@example.com",
    )
    assert cloud.value(told.topic_arn) == TOPIC_ARN


def test_only_the_rules_role_and_the_alarms_may_publish_and_only_over_tls(cloud: Cloud) -> None:
    build(cloud, approval=True)
    events, alarms, refuse = json.loads(cloud.one("aws:sns/topicPolicy:TopicPolicy")["policy"])["Statement"]
    assert events == {
        "Sid": "Events",
        "Effect": "Allow",
        "Principal": {"AWS": ROLE_ARN},
        "Action": ["sns:Publish"],
        "Resource": [TOPIC_ARN],
    }
    assert alarms["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
    assert alarms["Condition"] == {
        "StringEquals": {"aws:SourceAccount": "123456789012"},
        "ArnEquals": {
            "aws:SourceArn": [
                f"arn:aws:cloudwatch:us-east-1:123456789012:alarm:{alarm['name']}"
                for alarm in (cloud.named("told-failed-undelivered"), cloud.named("told-approval-undelivered"))
            ]
        },
    }
    assert (refuse["Effect"], refuse["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})


def test_no_mail_depends_on_a_condition_of_the_topic_that_eventbridge_may_not_meet(cloud: Cloud) -> None:
    build(cloud, approval=True)
    policy = cloud.one("aws:sns/topicPolicy:TopicPolicy")["policy"]
    assert "events.amazonaws.com" not in policy
    for event in ("failed", "approval"):
        assert cloud.named(f"told-{event}-target")["roleArn"] == ROLE_ARN


def test_what_the_role_needs_is_told_trust_for_the_rules_and_the_topic(cloud: Cloud) -> None:
    build(cloud, approval=True)
    rules = [f"arn:aws:events:us-east-1:123456789012:rule/{rule['name']}" for rule in cloud.all(RULE)]
    assert trust_for_mail(CONTEXT, "secure-site-test", approval=True).keys() == {"events.amazonaws.com"}
    assert {arn for arns in trust_for_mail(CONTEXT, "secure-site-test", approval=True).values() for arn in arns} == {
        *rules
    }
    assert publish_mail(CONTEXT).as_dict() == {"Effect": "Allow", "Action": ["sns:Publish"], "Resource": [TOPIC_ARN]}


def test_an_alarm_tells_of_each_event_that_could_not_be_told(cloud: Cloud) -> None:
    build(cloud, approval=True)
    for event in ("failed", "approval"):
        alarm = cloud.named(f"told-{event}-undelivered")
        assert (alarm["namespace"], alarm["metricName"]) == ("AWS/Events", "FailedInvocations")
        assert alarm["dimensions"] == {"RuleName": cloud.named(f"told-{event}-rule")["name"]}
        assert (alarm["comparisonOperator"], alarm["threshold"]) == ("GreaterThanThreshold", 0)
        assert (alarm["treatMissingData"], alarm["alarmActions"]) == ("notBreaching", [TOPIC_ARN])


def test_the_topic_has_no_key_whose_policy_eventbridge_could_not_meet(cloud: Cloud) -> None:
    build(cloud)
    assert "kmsMasterKeyId" not in cloud.one(TOPIC)


def test_policies_are_known_at_the_first_preview(cloud: Cloud) -> None:
    build(cloud, preview=True)
    assert "policy" not in cloud.one("aws:sns/topicPolicy:TopicPolicy").unknowns()


def test_whatever_takes_tags_has_those_of_the_stack(cloud: Cloud) -> None:
    build(cloud)
    for token in (RULE, TOPIC, ALARM):
        assert cloud.one(token)["tags"] == CONTEXT.tags
