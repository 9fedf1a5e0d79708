"""Around the site of `family_program`: what it is told, its web ACL, keys, logs, alarm and budget."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pulumi_aws as aws

from sandbox.emulator.cloud import ACCOUNT_ID

EAST = "us-east-1"


@dataclass(frozen=True)
class Wanted:
    """What the program of this module is told; a test changes some of it."""

    acl: bool = True
    comment: str = "site"
    days: int = 10
    email: str = "owner@example.com"
    fields: tuple[str, ...] = ("date", "time")
    frame: str = "DENY"
    host: str = "www.example.com"
    limit: int = 500
    note: str = "note"
    proven: bool = True
    tags: Mapping[str, str] = field(default_factory=lambda: {"Stack": "trial", "Project": "families"})
    target: str = "first"
    threshold: int = 5
    text: str = "one"


def web_acl(wanted: Wanted) -> aws.wafv2.WebAcl:
    seen: Any = {"cloudwatch_metrics_enabled": True, "metric_name": "families", "sampled_requests_enabled": True}
    return aws.wafv2.WebAcl(
        "acl",
        name="families",
        scope="CLOUDFRONT",
        region=EAST,
        description="families",
        default_action={"allow": {}},
        visibility_config=seen,
        rules=[
            {
                "name": "common",
                "priority": 0,
                "override_action": {"none": {}},
                "statement": {
                    "managed_rule_group_statement": {"vendor_name": "AWS", "name": "AWSManagedRulesCommonRuleSet"}
                },
                "visibility_config": seen,
            },
            {
                "name": "rate",
                "priority": 1,
                "action": {"block": {}},
                "statement": {"rate_based_statement": {"limit": wanted.limit, "aggregate_key_type": "IP"}},
                "visibility_config": seen,
            },
        ],
        tags=wanted.tags,
    )


def log_delivery(wanted: Wanted, bucket: aws.s3.Bucket, distribution: aws.cloudfront.Distribution) -> None:
    source = aws.cloudwatch.LogDeliverySource(
        "log-source",
        name="families",
        log_type="ACCESS_LOGS",
        resource_arn=distribution.arn,
        region=EAST,
        tags=wanted.tags,
    )
    destination = aws.cloudwatch.LogDeliveryDestination(
        "log-destination",
        name="families",
        output_format="w3c",
        delivery_destination_configuration={"destination_resource_arn": bucket.arn},
        region=EAST,
        tags=wanted.tags,
    )
    aws.cloudwatch.LogDelivery(
        "log-delivery",
        delivery_source_name=source.name,
        delivery_destination_arn=destination.arn,
        record_fields=list(wanted.fields),
        s3_delivery_configurations=[
            {"suffix_path": "/{DistributionId}/{yyyy}/{MM}", "enable_hive_compatible_path": False}
        ],
        region=EAST,
        tags=wanted.tags,
    )


def keys_and_watch(wanted: Wanted) -> None:
    owner = {"AWS": f"arn:aws:iam::{ACCOUNT_ID}:root"}
    statement = {"Sid": wanted.text, "Effect": "Allow", "Principal": owner, "Action": "kms:*", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    keys = {
        "first": aws.kms.Key(
            "first",
            description=wanted.comment,
            enable_key_rotation=True,
            deletion_window_in_days=wanted.days,
            policy=policy,
            tags=wanted.tags,
        ),
        "second": aws.kms.Key("second"),
    }
    aws.kms.KeyPolicy("key-policy", key_id=keys["second"].id, policy=policy)
    aws.kms.Alias("key-alias", name="alias/families", target_key_id=keys[wanted.target].key_id)
    aws.cloudwatch.MetricAlarm(
        "alarm",
        name="families",
        alarm_description=wanted.comment,
        namespace="AWS/CloudFront",
        metric_name="5xxErrorRate",
        dimensions={"DistributionId": "E1", "Region": "Global"},
        statistic="Average",
        period=300,
        evaluation_periods=3,
        comparison_operator="GreaterThanThreshold",
        threshold=wanted.threshold,
        treat_missing_data="notBreaching",
        alarm_actions=[f"arn:aws:sns:{EAST}:{ACCOUNT_ID}:alarms"],
        region=EAST,
        tags=wanted.tags,
    )
    # The two ways to say what a budget counts; only the second knows both tags of a stack.
    counted: dict[str, Any] = {
        "budget": {"cost_filters": [{"name": "Service", "values": ["Amazon CloudFront"]}]},
        "costs": {
            "filter_expression": {
                "ands": [{"tags": {"key": key, "values": [value]}} for key, value in wanted.tags.items()]
            },
            "metrics": "UnblendedCost",
        },
    }
    for name, filters in counted.items():
        budget(wanted, name, filters)


def budget(wanted: Wanted, name: str, filters: Mapping[str, Any]) -> None:
    aws.budgets.Budget(
        name,
        name=f"families-{name}",
        budget_type="COST",
        time_unit="MONTHLY",
        limit_amount=str(wanted.limit),
        limit_unit="USD",
        notifications=[
            {
                "notification_type": kind,
                "comparison_operator": "GREATER_THAN",
                "threshold": percent,
                "threshold_type": "PERCENTAGE",
                "subscriber_email_addresses": [wanted.email],
            }
            for kind, percent in (("ACTUAL", 80), ("FORECASTED", 100))
        ],
        tags=wanted.tags,
        **filters,
    )
