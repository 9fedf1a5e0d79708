"""An AWS account made of answers, for tests of `python -m foundation.account.check`; every check passes on `SOUND`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError, EndpointConnectionError

from foundation.account.check.reads import READS
from tests.examples import ACCOUNT_ID

REGION = "eu-west-1"
CALLER = f"arn:aws:iam::{ACCOUNT_ID}:role/auditor"
TRAIL = f"arn:aws:cloudtrail:{REGION}:{ACCOUNT_ID}:trail/all"
_ACTIONS = {operation: action for action, operation in READS.items()}


def error(code: str) -> ClientError:
    """The error with which AWS refuses a call."""
    return ClientError({"Error": {"Code": code, "Message": "as the test wants it"}}, "Operation")


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


@dataclass
class Answers:
    """Clients that give these answers, and reject every call that is not among the READS."""

    answers: Mapping[str, Any]
    asked: set[str] = field(default_factory=set[str])
    """The called actions, each with its region."""

    def __call__(self, service: str, region: str) -> "_Client":
        return _Client(self, service, region)


@dataclass(frozen=True)
class _Client:
    all: Answers
    service: str
    region: str

    def can_paginate(self, operation: str) -> bool:
        return operation == "list_users"

    def get_paginator(self, operation: str) -> "_Client":
        assert operation == "list_users"
        return self

    def paginate(self) -> "_Client":
        return self

    def build_full_result(self) -> Any:
        return self._answer("iam:ListUsers")

    def get_caller_identity(self) -> Any:
        return {"Account": ACCOUNT_ID, "Arn": CALLER}

    def __getattr__(self, operation: str) -> Any:
        action = _ACTIONS[self.service, operation]

        def call(**_: object) -> Any:
            return self._answer(action)

        return call

    def _answer(self, action: str) -> Any:
        self.all.asked.add(f"{self.region} {action}")
        answers = self.all.answers
        answer = answers.get(f"{self.region} {action}", answers.get(action))
        if isinstance(answer, Exception):
            raise answer
        return answer
