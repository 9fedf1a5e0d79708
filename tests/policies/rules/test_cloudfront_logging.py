"""Rule cloudfront-logging: a delivery of the access logs, or the legacy property."""

from typing import Any

import pytest
from pulumi_policy import PolicyResource

from secure_site_policies.rules.cloudfront_logging import policy
from secure_site_policies.subjects.distributions import DISTRIBUTION, MULTITENANT
from tests.policies.judge import UNKNOWN, Judgement, judge_stack, resource

FINE = Judgement([], None)
ARN = "arn:aws:cloudfront::123456789012:distribution/E2EXAMPLE"
SOURCE = "aws:cloudwatch/logDeliverySource:LogDeliverySource"
DELIVERY = "aws:cloudwatch/logDelivery:LogDelivery"


def distribution(resource_type: str = DISTRIBUTION, **properties: Any) -> PolicyResource:
    return resource(resource_type, {"arn": ARN, "id": "E2EXAMPLE", **properties}, name="site")


def source(arn: str = ARN, log_type: str = "ACCESS_LOGS") -> PolicyResource:
    return resource(SOURCE, {"name": "access", "resourceArn": arn, "logType": log_type}, name="source")


def delivery(of: str = "access") -> PolicyResource:
    return resource(DELIVERY, {"deliverySourceName": of})


@pytest.mark.parametrize("resource_type", [DISTRIBUTION, MULTITENANT])
def test_every_request_is_written_down(resource_type: str):
    assert judge_stack(policy, distribution(resource_type), source(), delivery()) == FINE
    (message,) = judge_stack(policy, distribution(resource_type)).violations
    assert message.startswith("site: no log delivery has its 'ACCESS_LOGS'.\nWrite instead: LogDeliverySource(")


@pytest.mark.parametrize(
    "others",
    [
        [source()],
        [delivery()],
        [source(), delivery("another")],
        [source(ARN + "2"), delivery()],
        [source(log_type="CONNECTION_LOGS"), delivery()],
    ],
)
def test_half_a_delivery_delivers_nothing(others: list[PolicyResource]):
    assert len(judge_stack(policy, distribution(), *others).violations) == 1


def test_at_the_first_preview_the_distribution_is_known_by_reference():
    fresh = resource(DISTRIBUTION, {"arn": UNKNOWN, "id": UNKNOWN}, name="site")
    properties = {"name": "access", "logType": "ACCESS_LOGS", "resourceArn": UNKNOWN}
    of_fresh = resource(SOURCE, properties, refers={"resourceArn": [fresh]})
    assert judge_stack(policy, fresh, of_fresh, delivery()) == FINE
    assert len(judge_stack(policy, fresh, resource(SOURCE, properties), delivery()).violations) == 1


@pytest.mark.parametrize("bucket", ["logs.s3.amazonaws.com", UNKNOWN])
def test_legacy_logging_counts(bucket: str):
    assert judge_stack(policy, distribution(loggingConfig={"bucket": bucket})) == FINE
    assert judge_stack(policy, distribution(loggingConfig=[{"bucket": bucket}])) == FINE


@pytest.mark.parametrize("config", [None, [], {}, {"includeCookies": True}, {"bucket": ""}, "logs"])
def test_legacy_logging_without_a_bucket_does_not(config: Any):
    assert len(judge_stack(policy, distribution(loggingConfig=config)).violations) == 1


def test_an_unknown_kind_of_log_fails_closed_where_it_is():
    (message,) = judge_stack(policy, distribution(), source(log_type=UNKNOWN), delivery()).violations
    assert message.startswith("source: logType: this cannot be decided at preview")
