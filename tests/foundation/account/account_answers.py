"""An AWS account made of answers, for tests of `python -m foundation.account.check`; every check passes on `SOUND`."""

import json
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import EndpointConnectionError

from tests.examples import ACCOUNT_ID

REGION = "eu-west-1"
TRAIL = f"arn:aws:cloudtrail:{REGION}:{ACCOUNT_ID}:trail/all"


UNREACHABLE = EndpointConnectionError(endpoint_url="https://nowhere.example.com")

PATTERN = json.dumps(
    {"detail-type": ["AWS Console Sign In via CloudTrail"], "detail": {"userIdentity": {"type": ["Root"]}}}
)


def _rules(*identifiers: str) -> dict[str, Any]:
    return {"ConfigRules": [{"Source": {"Owner": "AWS", "SourceIdentifier": name}} for name in identifiers]}


SOUND: Mapping[str, Any] = {
    "access-analyzer:ListAnalyzers": {"analyzers": [{"status": "ACTIVE", "type": "ACCOUNT"}]},
    "cloudtrail:DescribeTrails": {"trailList": [{"TrailARN": TRAIL, "HasCustomEventSelectors": True}]},
    "cloudtrail:GetEventSelectors": {"EventSelectors": [{"IncludeManagementEvents": True}]},
    "cloudtrail:GetTrailStatus": {"IsLogging": True},
    "config:DescribeConfigRules": _rules(
        "ROOT_ACCOUNT_MFA_ENABLED",
        "IAM_ROOT_ACCESS_KEY_CHECK",
        "S3_ACCOUNT_LEVEL_PUBLIC_ACCESS_BLOCKS_PERIODIC",
        "S3_BUCKET_PUBLIC_READ_PROHIBITED",
        "S3_BUCKET_PUBLIC_WRITE_PROHIBITED",
    ),
    "us-east-1 config:DescribeConfigRules": _rules("CLOUDFRONT_VIEWER_POLICY_HTTPS"),
    "config:DescribeConfigurationRecorderStatus": {"ConfigurationRecordersStatus": [{"recording": True}]},
    "events:ListRules": {"Rules": [{"Name": "root", "State": "ENABLED", "EventPattern": PATTERN}]},
    "events:ListTargetsByRule": {"Targets": [{"Id": "topic"}]},
    "iam:GetAccountPasswordPolicy": {
        "PasswordPolicy": {
            "MinimumPasswordLength": 14,
            "PasswordReusePrevention": 24,
            "RequireLowercaseCharacters": True,
            "RequireNumbers": True,
            "RequireSymbols": True,
            "RequireUppercaseCharacters": True,
        }
    },
    "iam:GetAccountSummary": {"SummaryMap": {"AccountMFAEnabled": 1, "AccountAccessKeysPresent": 0}},
    "iam:GetLoginProfile": {"LoginProfile": {}},
    "iam:ListAccessKeys": {"AccessKeyMetadata": [{"AccessKeyId": "AKIAIOSFODNN7EXAMPLE", "Status": "Inactive"}]},
    "iam:ListMFADevices": {"MFADevices": [{"SerialNumber": "phone"}]},
    "iam:ListUsers": {"Users": [{"UserName": "bob"}]},
    "s3:GetAccountPublicAccessBlock": {
        "PublicAccessBlockConfiguration": {
            "BlockPublicAcls": True,
            "BlockPublicPolicy": True,
            "IgnorePublicAcls": True,
            "RestrictPublicBuckets": True,
        }
    },
}
"""Answer, or error, by action; "REGION ACTION" for one region alone."""
