"""The permissions that the doctor needs in the account, and no others. The release is read with those of publishing.

sts:GetCallerIdentity needs no permission.
"""

from collections.abc import Mapping
from types import MappingProxyType

READS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "acm:DescribeCertificate": ("acm", "describe_certificate"),
        "cloudfront:GetDistributionConfig": ("cloudfront", "get_distribution_config"),
        "cloudwatch:DescribeAlarms": ("cloudwatch", "describe_alarms"),
        "cloudwatch:GetMetricStatistics": ("cloudwatch", "get_metric_statistics"),
        "codeconnections:GetConnection": ("codeconnections", "get_connection"),
        "codepipeline:ListPipelineExecutions": ("codepipeline", "list_pipeline_executions"),
        "codepipeline:ListWebhooks": ("codepipeline", "list_webhooks"),
        "iam:GetRole": ("iam", "get_role"),
        "kms:DescribeKey": ("kms", "describe_key"),
        "route53:GetHostedZone": ("route53", "get_hosted_zone"),
        "s3:GetEncryptionConfiguration": ("s3", "get_bucket_encryption"),
        "s3:ListBucket": ("s3", "list_objects_v2"),
        "sns:ListSubscriptionsByTopic": ("sns", "list_subscriptions_by_topic"),
    }
)
"""IAM action -> boto3's names of the service and of the operation."""
