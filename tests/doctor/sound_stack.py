"""A deployed stack on which every check of the doctor passes."""

import datetime
import json
from collections.abc import Mapping
from typing import Any

from doctor.deployed import Resource
from tests.examples import ACCOUNT_ID

NOW = datetime.datetime.now(datetime.UTC)
CERTIFICATE = f"arn:aws:acm:us-east-1:{ACCOUNT_ID}:certificate/c"
KEY = f"arn:aws:kms:eu-west-1:{ACCOUNT_ID}:key/k"
CONNECTION = f"arn:aws:codeconnections:eu-west-1:{ACCOUNT_ID}:connection/x"
TRUST = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole"}]}
SUBSCRIPTION = {"Endpoint": "ops@example.com", "SubscriptionArn": f"arn:aws:sns:eu-west-1:{ACCOUNT_ID}:mail:1"}


def resource(resource_type: str, **outputs: Any) -> Resource:
    return Resource(
        resource_type, f"urn:pulumi:prod::site::{resource_type}::{outputs.get('name', 'one')}", "an-id", outputs
    )


STACK = (
    resource("pulumi:pulumi:Stack", contentBucket="content", distributionDomain="d1.cloudfront.net"),
    resource(
        "aws:cloudfront/distribution:Distribution",
        aliases=["www.example.com"],
        viewerCertificate={"acmCertificateArn": CERTIFICATE},
    ),
    resource(
        "aws:cloudfront/distribution:Distribution",
        name="previews",
        aliases=["*.previews.example.net"],
        viewerCertificate={"acmCertificateArn": CERTIFICATE},
    ),
    resource("aws:route53/record:Record", zoneId="Z1"),
    resource(
        "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination",
        deliveryDestinationConfiguration={"destinationResourceArn": "arn:aws:s3:::logs"},
    ),
    resource("aws:kms/key:Key", arn=KEY),
    resource("aws:s3/bucket:Bucket", bucket="content"),
    resource("aws:sns/topic:Topic", name="mail", arn="arn:topic"),
    resource("aws:cloudwatch/eventRule:EventRule", name="failed"),
    resource("aws:cloudwatch/metricAlarm:MetricAlarm", name="errors"),
    Resource(
        "aws:cloudwatch/metricAlarm:MetricAlarm",
        "urn:pulumi:prod::site::aws:cloudwatch/metricAlarm:MetricAlarm::watch-stop-month",
        "an-id",
        {"name": "spending-month", "region": "us-east-1"},
    ),
    resource(
        "aws:codepipeline/pipeline:Pipeline",
        name="site",
        stages=[{"actions": [{"configuration": {"ConnectionArn": CONNECTION}}]}],
    ),
    resource("aws:codepipeline/webhook:Webhook", name="push"),
    resource("aws:iam/role:Role", name="build", assumeRolePolicy=json.dumps(TRUST), permissionsBoundary="arn:boundary"),
)

SOUND: Mapping[str, Any] = {
    "acm:DescribeCertificate": {"Certificate": {"DomainName": "example.com", "Status": "ISSUED"}},
    "cloudfront:GetDistributionConfig": {"DistributionConfig": {"Enabled": True}},
    "cloudwatch:DescribeAlarms": {"MetricAlarms": [{"StateValue": "OK"}]},
    "cloudwatch:GetMetricStatistics": {"Datapoints": [{"Sum": 0.0}]},
    "codeconnections:GetConnection": {"Connection": {"ConnectionName": "site", "ConnectionStatus": "AVAILABLE"}},
    "codepipeline:ListPipelineExecutions": {
        "pipelineExecutionSummaries": [{"status": "Succeeded", "pipelineExecutionId": "2"}]
    },
    "codepipeline:ListWebhooks": {"webhooks": [{"definition": {"name": "push"}}]},
    "iam:GetRole": {
        "Role": {
            "AssumeRolePolicyDocument": TRUST,
            "PermissionsBoundary": {"PermissionsBoundaryArn": "arn:boundary"},
        }
    },
    "kms:DescribeKey": {"KeyMetadata": {"KeyId": "k", "KeyState": "Enabled"}},
    "route53:GetHostedZone": {"DelegationSet": {"NameServers": ["ns-1.example.net"]}},
    "s3:GetEncryptionConfiguration": {
        "ServerSideEncryptionConfiguration": {
            "Rules": [{"ApplyServerSideEncryptionByDefault": {"KMSMasterKeyID": KEY}}]
        }
    },
    "s3:ListBucket": {"Contents": [{"Key": "AWSLogs/1.gz", "LastModified": NOW}]},
    "sns:ListSubscriptionsByTopic": {"Subscriptions": [SUBSCRIPTION]},
}
"""Answer, or error, by action."""
