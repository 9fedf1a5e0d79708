"""The evidence for each action of the table: the recorded calls of the AWS provider, and documentation."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from foundation.permissions.calls import Calls, Phase

FILE = Path(__file__).with_name("data") / "aws-provider-calls.json"
"""The recorded calls, by phase and service, for the types listed in the file. Its "about" describes the recording."""

OBSERVED = "observed"
"""The evidence of a recorded action."""

IAM_NAMES: Mapping[str, str] = {
    "budgets:CreateBudget": "budgets:ModifyBudget",
    "budgets:DeleteBudget": "budgets:ModifyBudget",
    "budgets:DescribeBudget": "budgets:ViewBudget",
    "budgets:DescribeNotificationsForBudget": "budgets:ViewBudget",
    "cloudfront:CreateDistributionWithTags": "cloudfront:CreateDistribution",
}
"""Recorded operation -> the IAM action that allows it, where their names differ.

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
"""Recorded action that is deliberately not granted -> the reason."""

_REFERENCE = "https://docs.aws.amazon.com/service-authorization/latest/reference/"
DEMANDED_BY_AWS: Mapping[str, str] = {
    "cloudfront:AllowVendedLogDeliveryForResource": (
        "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-vended-logs-permissions-V2.html"
    ),
    "codeconnections:PassConnection": f"{_REFERENCE}list_awscodeconnections.html",
    "codestar-connections:PassConnection": f"{_REFERENCE}list_awscodestarconnections.html",
    "iam:PassRole": "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
    "kms:GenerateDataKey": "https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html",
}
"""Action that is not called itself, but that AWS requires for another call -> AWS's page."""

_NEWER: Mapping[str, str] = {
    "logs:ListTagsForResource": "https://github.com/hashicorp/terraform-provider-aws/issues/30981",
    "s3:ListTagsForResource": "https://github.com/hashicorp/terraform-provider-aws/issues/46202",
    "budgets:ListTagsForResource": "https://github.com/hashicorp/terraform-provider-aws/pull/37361",
}
"""Call of a newer provider -> the page that documents it."""

_FILE_PHASES: Mapping[Phase, str] = {"create": "create", "read": "refresh", "update": "update", "delete": "destroy"}


def evidence(resource_type: str, phase: Phase, action: str, calls: Calls) -> str:
    """OBSERVED, or the page that documents the need: AWS's, an issue, or the provider's source."""
    if is_recorded(resource_type) and action in observed()[phase]:
        return OBSERVED
    return DEMANDED_BY_AWS.get(action) or _NEWER.get(action) or calls.source


def is_recorded(resource_type: str) -> bool:
    """Whether the recording has a resource of this type. It writes "aws:s3/bucket:Bucket" as "s3.Bucket"."""
    module, name = resource_type.split(":")[1:]
    return f"{module.split('/')[0]}.{name}" in _recording()["resource_types"]


@cache
def observed() -> Mapping[Phase, frozenset[str]]:
    """Phase -> the recorded IAM actions, without those of NOT_GRANTED."""
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
