"""The permissions that the check needs, and no others: reads, all of them in AWS's SecurityAudit policy.

sts:GetCallerIdentity needs no permission. The check reads IAM users one by one and not from the credential report,
which needs a request of its own and may be four hours old.
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
"""

from collections.abc import Mapping
from types import MappingProxyType

READS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "access-analyzer:ListAnalyzers": ("accessanalyzer", "list_analyzers"),
        "cloudtrail:DescribeTrails": ("cloudtrail", "describe_trails"),
        "cloudtrail:GetEventSelectors": ("cloudtrail", "get_event_selectors"),
        "cloudtrail:GetTrailStatus": ("cloudtrail", "get_trail_status"),
        "config:DescribeConfigRules": ("config", "describe_config_rules"),
        "config:DescribeConfigurationRecorderStatus": ("config", "describe_configuration_recorder_status"),
        "events:ListRules": ("events", "list_rules"),
        "events:ListTargetsByRule": ("events", "list_targets_by_rule"),
        "iam:GetAccountPasswordPolicy": ("iam", "get_account_password_policy"),
        "iam:GetAccountSummary": ("iam", "get_account_summary"),
        "iam:GetLoginProfile": ("iam", "get_login_profile"),
        "iam:ListAccessKeys": ("iam", "list_access_keys"),
        "iam:ListMFADevices": ("iam", "list_mfa_devices"),
        "iam:ListUsers": ("iam", "list_users"),
        "s3:GetAccountPublicAccessBlock": ("s3control", "get_public_access_block"),
    }
)
"""IAM action -> boto3's names of the service and of the operation. The check makes no other calls."""
