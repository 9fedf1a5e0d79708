"""Lists the permissions that a request needs: the action on its resources, and further actions.

AWS: https://docs.aws.amazon.com/service-authorization/latest/reference/ has a page for each service.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.emulator.authorization.keys import condition_keys, gives_tags
from sandbox.emulator.authorization.request import Request
from sandbox.emulator.authorization.resources import resources

_BUDGET_WRITES = ("Create", "Delete", "Update")
_BUDGET_PARTS = ("Budget", "Notification", "Subscriber")

ACTIONS: Mapping[str, str] = {
    "budgets:DescribeBudget": "budgets:ViewBudget",
    "budgets:DescribeNotificationsForBudget": "budgets:ViewBudget",
    "budgets:DescribeSubscribersForNotification": "budgets:ViewBudget",
    "cloudfront:CreateDistributionWithTags": "cloudfront:CreateDistribution",
    **{f"budgets:{verb}{part}": "budgets:ModifyBudget" for verb in _BUDGET_WRITES for part in _BUDGET_PARTS},
}
"""Operation -> the action that allows it, where AWS gives it another name."""

TAGGING: Mapping[str, str] = {
    "acm:RequestCertificate": "acm:AddTagsToCertificate",
    "budgets:CreateBudget": "budgets:TagResource",
    "cloudfront:CreateDistributionWithTags": "cloudfront:TagResource",
    "cloudfront:CreateFunction": "cloudfront:TagResource",
    "cloudwatch:PutMetricAlarm": "cloudwatch:TagResource",
    "events:PutRule": "events:TagResource",
    "iam:CreateOpenIDConnectProvider": "iam:TagOpenIDConnectProvider",
    "iam:CreatePolicy": "iam:TagPolicy",
    "iam:CreateRole": "iam:TagRole",
    "iam:CreateUser": "iam:TagUser",
    "kms:CreateKey": "kms:TagResource",
    "logs:CreateDelivery": "logs:TagResource",
    "logs:CreateLogGroup": "logs:TagResource",
    "logs:PutDeliveryDestination": "logs:TagResource",
    "logs:PutDeliverySource": "logs:TagResource",
    "sns:CreateTopic": "sns:TagResource",
    "wafv2:CreateWebACL": "wafv2:TagResource",
}
"""Operation -> the further action that it needs to set tags. CodeBuild has none.

AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_tags.html
"""

_CREATED: Mapping[str, str] = {
    "acm:RequestCertificate": "arn:aws:acm:{region}:{account}:certificate/*",
    "cloudfront:CreateDistributionWithTags": "arn:aws:cloudfront::{account}:distribution/*",
    "cloudfront:CreateFunction": "arn:aws:cloudfront::{account}:function/{Name}",
    "kms:CreateKey": "arn:aws:kms:{region}:{account}:key/*",
}
"""Operation -> the resource that gets the tags, where the action itself is on "*"."""

_PASS_TO_BUILD = ("iam:PassRole", "{serviceRole}", {"iam:PassedToService": "codebuild.amazonaws.com"})
ALSO: Mapping[str, tuple[str, str, Mapping[str, str]]] = {
    "codebuild:CreateProject": _PASS_TO_BUILD,
    "codebuild:UpdateProject": _PASS_TO_BUILD,
    "iam:AddRoleToInstanceProfile": (
        "iam:PassRole",
        "arn:aws:iam::{account}:role/{RoleName}",
        {"iam:PassedToService": "ec2.amazonaws.com"},
    ),
    "logs:PutDeliverySource": ("cloudfront:AllowVendedLogDeliveryForResource", "{resourceArn}", {}),
}
"""Operation -> a second action that it needs, with its resource and its condition keys.

AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html and
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-vended-logs-permissions-V2.html
"""


@dataclass(frozen=True)
class Demand:
    """One permission that a request needs."""

    action: str
    resource: str
    keys: Mapping[str, Any]
    """Condition keys of the service and of tags; ministack adds the global ones."""


def demands(request: Request, own_resource: str) -> Iterator[Demand]:
    """Returns the permissions. own_resource: the resource of the request according to ministack."""
    operation = request.operation
    about = resources(request) or [own_resource]
    for arn in about:
        yield Demand(ACTIONS.get(operation, operation), arn, condition_keys(request, arn))
    if operation in TAGGING and gives_tags(request):
        tagged = request.filled(_CREATED[operation]) if operation in _CREATED else about[:1]
        for arn in tagged:
            yield Demand(TAGGING[operation], arn, condition_keys(request, arn))
    if operation in ALSO:
        action, template, keys = ALSO[operation]
        for arn in request.filled(template):
            yield Demand(action, arn, {**condition_keys(request, arn), **keys})
