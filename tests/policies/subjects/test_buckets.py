"""Which buckets are there for logs alone."""

from typing import Any

import pytest
from pulumi_policy import PolicyResource

from secure_site_policies.frame.stack import Stack
from secure_site_policies.subjects.buckets import takes_only_logs
from tests.policies.bucket import DISTRIBUTION, bucket, logging
from tests.policies.judge import UNKNOWN, resource

DESTINATION = "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination"
INTO_LOGS = logging("somebody-elses", "logs")


def delivered(arn: str) -> PolicyResource:
    return resource(DESTINATION, {"deliveryDestinationConfiguration": {"destinationResourceArn": arn}})


def distribution(**properties: Any) -> PolicyResource:
    return resource(DISTRIBUTION, properties)


@pytest.mark.parametrize(
    "source",
    [
        INTO_LOGS,
        delivered("arn:aws:s3:::logs"),
        delivered("arn:aws:s3:::logs/cloudfront"),
        distribution(loggingConfig={"bucket": "logs.s3.amazonaws.com"}),
        distribution(loggingConfig=[{"bucket": "logs.s3.eu-west-1.amazonaws.com"}]),
    ],
)
def test_a_bucket_into_which_something_else_logs(source: PolicyResource):
    assert takes_only_logs(bucket("logs"), Stack([source], {}))
    assert not takes_only_logs(bucket("logs-of-old"), Stack([source], {}))


@pytest.mark.parametrize(
    "source",
    [
        logging("logs", "logs"),
        delivered("arn:aws:logs:eu-west-1:123456789012:log-group:logs"),
        delivered(UNKNOWN),
        distribution(loggingConfig=UNKNOWN),
        distribution(loggingConfig={"includeCookies": True}),
    ],
)
def test_what_does_not_name_it_makes_none_of_it(source: PolicyResource):
    assert not takes_only_logs(bucket("logs"), Stack([source], {}))


def test_what_a_distribution_serves_is_content_whatever_logs_go_there():
    logs = bucket("logs")
    by_name = distribution(origins=[{"domainName": "logs.s3.eu-west-1.amazonaws.com"}])
    by_reference = resource(DISTRIBUTION, {"origins": [{"domainName": UNKNOWN}]}, refers={"origins": [logs]})
    elsewhere = distribution(origins=[{"domainName": "content.s3.eu-west-1.amazonaws.com"}])
    assert takes_only_logs(logs, Stack([INTO_LOGS, elsewhere], {}))
    assert not takes_only_logs(logs, Stack([INTO_LOGS, by_name], {}))
    assert not takes_only_logs(logs, Stack([INTO_LOGS, by_reference], {}))
