"""What the AWS provider was seen to call, and what is known beyond that: the evidence for each action of the table."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from foundation.permissions.calls import Calls, Phase

FILE = Path(__file__).with_name("data") / "aws-provider-calls.json"
"""Calls by phase and service for the types listed in it; its "about" says how they were recorded."""

OBSERVED = "observed"
"""The evidence of an action that is in the file."""

IAM_NAMES: Mapping[str, str] = {
    "budgets:CreateBudget": "budgets:ModifyBudget",
    "budgets:DeleteBudget": "budgets:ModifyBudget",
    "budgets:DescribeBudget": "budgets:ViewBudget",
    "budgets:DescribeNotificationsForBudget": "budgets:ViewBudget",
    "cloudfront:CreateDistributionWithTags": "cloudfront:CreateDistribution",
}
"""Operations of the file -> the IAM action that allows them, where AWS names it otherwise.

AWS: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsbudgetservice.html and
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudfront.html
"""

NOT_GRANTED: Mapping[str, str] = {
    "codebuild:UpdateProjectVisibility": "makes a project public, and is called only when project_visibility changes, "
    "which the program leaves private",
    "iam:GetUser": "the provider asks for its own user to learn the account; a role is none, and it asks STS then",
    "logs:ListTagsLogGroup": "replaced by logs:ListTagsForResource since provider 4.47 "
    "(https://github.com/hashicorp/terraform-provider-aws/issues/30981)",
}
"""Observed, and deliberately left out -> why."""

_REFERENCE = "https://docs.aws.amazon.com/service-authorization/latest/reference/"
DEMANDED_BY_AWS: Mapping[str, str] = {
    "cloudfront:AllowVendedLogDeliveryForResource": (
        "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-vended-logs-permissions-V2.html"
    ),
    "codeconnections:PassConnection": f"{_REFERENCE}list_awscodeconnections.html",
    "iam:PassRole": "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
    "kms:GenerateDataKey": "https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html",
}
"""Actions that are no call of their own, but without which AWS refuses one -> AWS's page."""

_NEWER: Mapping[str, str] = {
    "logs:ListTagsForResource": "https://github.com/hashicorp/terraform-provider-aws/issues/30981",
    "s3:ListTagsForResource": "https://github.com/hashicorp/terraform-provider-aws/issues/46202",
    "budgets:ListTagsForResource": "https://github.com/hashicorp/terraform-provider-aws/pull/37361",
}
"""Calls that newer providers make -> where that is told."""

_FILE_PHASES: Mapping[Phase, str] = {"create": "create", "read": "refresh", "update": "update", "delete": "destroy"}


def evidence(resource_type: str, phase: Phase, action: str, calls: Calls) -> str:
    """OBSERVED, or the page that says why the action is needed: AWS's, an issue, or the provider's source."""
    if is_recorded(resource_type) and action in observed()[phase]:
        return OBSERVED
    return DEMANDED_BY_AWS.get(action) or _NEWER.get(action) or calls.source


def is_recorded(resource_type: str) -> bool:
    """Whether the recording had a resource of a type; it writes "aws:s3/bucket:Bucket" as "s3.Bucket"."""
    module, name = resource_type.split(":")[1:]
    return f"{module.split('/')[0]}.{name}" in _recording()["resource_types"]


@cache
def observed() -> Mapping[Phase, frozenset[str]]:
    """The IAM actions of the file by phase, without those of NOT_GRANTED."""
    recorded = _recording()["phases"]
    return {
        phase: frozenset(
            IAM_NAMES.get(call, call) for calls in recorded[name].values() for call in calls if call not in NOT_GRANTED
        )
        for phase, name in _FILE_PHASES.items()
    }


@cache
def _recording() -> dict[str, Any]:
    return json.loads(FILE.read_text())
