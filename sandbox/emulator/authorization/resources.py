"""Finds the resources of an operation, where ministack finds none or others than AWS.

AWS: https://docs.aws.amazon.com/service-authorization/latest/reference/ has a page for each service.
"""

from collections.abc import Iterator, Mapping

from sandbox.emulator.authorization.request import Request

_ALARM = "arn:aws:cloudwatch:{region}:{account}:alarm:{AlarmNames}"
_ALIAS = "arn:aws:kms:{region}:{account}:{AliasName}"
_BUDGET = "arn:aws:budgets::{account}:budget/"
_IAM = "arn:aws:iam::{account}:"
_KEY = "arn:aws:kms:{region}:{account}:key/{TargetKeyId}"
_LOGS = "arn:aws:logs:{region}:{account}:"
_RULE = "arn:aws:events:{region}:{account}:rule/"

_BY_ARN: Mapping[str, str] = {
    "arn:aws:codebuild:{region}:{account}:project/{names}": "codebuild:BatchGetProjects",
    "arn:aws:wafv2:{region}:{account}:{scope}/webacl/{Name}/{Id}": (
        "wafv2:DeleteWebACL wafv2:GetWebACL wafv2:UpdateWebACL"
    ),
    _ALARM: "cloudwatch:DeleteAlarms cloudwatch:DescribeAlarms",
    _ALIAS: "kms:DeleteAlias",
    f"{_ALIAS} {_KEY}": "kms:CreateAlias kms:UpdateAlias",
    f"{_BUDGET}{{Budget[BudgetName]}}": "budgets:CreateBudget",
    f"{_BUDGET}{{NewBudget[BudgetName]}}": "budgets:UpdateBudget",
    f"{_BUDGET}{{BudgetName}}": (
        "budgets:CreateNotification budgets:DeleteBudget budgets:DeleteNotification budgets:DescribeBudget "
        "budgets:DescribeNotificationsForBudget budgets:DescribeSubscribersForNotification budgets:UpdateNotification"
    ),
    f"{_IAM}group/{{GroupName}}": (
        "iam:AddUserToGroup iam:AttachGroupPolicy iam:CreateGroup iam:DeleteGroup iam:DeleteGroupPolicy "
        "iam:DetachGroupPolicy iam:PutGroupPolicy iam:RemoveUserFromGroup"
    ),
    f"{_IAM}instance-profile/{{InstanceProfileName}}": (
        "iam:AddRoleToInstanceProfile iam:CreateInstanceProfile iam:DeleteInstanceProfile"
    ),
    f"{_IAM}oidc-provider/{{host}}": "iam:CreateOpenIDConnectProvider",
    f"{_IAM}policy/{{PolicyName}}": "iam:CreatePolicy",
    f"{_IAM}role/aws-service-role/{{AWSServiceName}}/*": "iam:CreateServiceLinkedRole",
    f"{_IAM}saml-provider/{{Name}}": "iam:CreateSAMLProvider",
    "{OpenIDConnectProviderArn}": (
        "iam:AddClientIDToOpenIDConnectProvider iam:DeleteOpenIDConnectProvider iam:GetOpenIDConnectProvider "
        "iam:RemoveClientIDFromOpenIDConnectProvider iam:TagOpenIDConnectProvider iam:UntagOpenIDConnectProvider "
        "iam:UpdateOpenIDConnectProviderThumbprint"
    ),
    f"{_LOGS}delivery-destination:{{name}}": (
        "logs:DeleteDeliveryDestination logs:GetDeliveryDestination logs:PutDeliveryDestination"
    ),
    f"{_LOGS}delivery-source:{{name}}": "logs:DeleteDeliverySource logs:GetDeliverySource logs:PutDeliverySource",
    f"{_LOGS}delivery:* {_LOGS}delivery-source:{{deliverySourceName}} {{deliveryDestinationArn}}": (
        "logs:CreateDelivery"
    ),
    f"{_LOGS}delivery:{{id}}": "logs:DeleteDelivery logs:GetDelivery logs:UpdateDeliveryConfiguration",
    f"{_RULE}{{Name}}": "events:DeleteRule events:DescribeRule events:PutRule",
    f"{_RULE}{{Rule}}": "events:ListTargetsByRule events:PutTargets events:RemoveTargets",
}
"""ARNs made of the request's members -> operations. Each of the ARNs must be allowed."""

_TEMPLATES = {operation: arns for arns, operations in _BY_ARN.items() for operation in operations.split()}
_TAGGED = ("ResourceARN", "ResourceArn", "resourceArn", "Resource")
ABOUT_TAGS = {"ListTagsForResource", "TagResource", "UntagResource"}
"""Operations that many services have under these names; the resource is a member."""


def resources(request: Request) -> list[str]:
    """Returns the ARNs of a request's resources, none where ministack finds the right one."""
    if request.name in ABOUT_TAGS:
        return [request.members[member] for member in _TAGGED if member in request.members]
    if request.operation in _TEMPLATES:
        return [arn for template in _TEMPLATES[request.operation].split() for arn in request.filled(template)]
    return list(_in_path(request))


def _in_path(request: Request) -> Iterator[str]:
    _, kind, *rest = [*request.path.strip("/").split("/"), ""]
    if request.prefix == "cloudfront" and rest[0]:
        yield f"arn:aws:cloudfront::{request.account_id}:{kind}/{rest[0]}"
    if request.operation == "route53:GetChange":
        yield f"arn:aws:route53:::change/{rest[0]}"
