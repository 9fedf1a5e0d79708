"""Whether a statement for an AWS service names the account or resource that the service acts for.

AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
"""

import re
from collections.abc import Mapping

from secure_site_policies.iam.principals import Accepts, in_one_organization, is_fixed, names_an_account, pins, pins_by
from secure_site_policies.iam.statements import Statement

_DOCS = "https://docs.aws.amazon.com/"

WITHOUT_SOURCE: Mapping[str, str] = {
    "apigateway.amazonaws.com": f"{_DOCS}apigateway/latest/developerguide/set-up-logging.html",
    "cloudtrail.amazonaws.com": (
        f"{_DOCS}awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html"
    ),
    "credentials.iot.amazonaws.com": f"{_DOCS}iot/latest/developerguide/authorizing-direct-aws.html",
    "dax.amazonaws.com": f"{_DOCS}amazondynamodb/latest/developerguide/DAX.access-control.html",
    "ec2.amazonaws.com": f"{_DOCS}AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2.html",
    "ecs.amazonaws.com": f"{_DOCS}AmazonECS/latest/developerguide/infrastructure_IAM_role.html",
    "edgelambda.amazonaws.com": f"{_DOCS}AmazonCloudFront/latest/DeveloperGuide/lambda-edge-permissions.html",
    "eks.amazonaws.com": f"{_DOCS}eks/latest/userguide/cluster-iam-role.html",
    "elasticbeanstalk.amazonaws.com": f"{_DOCS}elasticbeanstalk/latest/dg/iam-servicerole.html",
    "elastictranscoder.amazonaws.com": f"{_DOCS}elastictranscoder/latest/developerguide/access-control.html",
    "lambda.amazonaws.com": f"{_DOCS}lambda/latest/dg/lambda-intro-execution-role.html",
    "pods.eks.amazonaws.com": f"{_DOCS}eks/latest/userguide/pod-id-role.html",
    "vmie.amazonaws.com": f"{_DOCS}vm-import/latest/userguide/required-permissions.html",
    "workspaces.amazonaws.com": f"{_DOCS}workspaces/latest/adminguide/workspaces-access-control.html",
}
"""Service that may assume a role without a condition on its source -> AWS's guide, whose trust has none.

AWS does not document aws:SourceArn and aws:SourceAccount for these; for some, a condition on them is known to refuse
the service itself. What guards their roles is iam:PassRole, which never passes a role of another account. Only trust
policies are excepted: a resource's policy has no such guard.
"""

SENDS_PERHAPS: Mapping[str, str] = {
    "codepipeline.amazonaws.com": f"{_DOCS}codepipeline/latest/userguide/how-to-custom-role.html",
}
"""Service whose trust has no condition in AWS's guide either, but is no exception here -> that guide.

The role of a pipeline can publish, so it gets the condition that cannot refuse the service: an operator with IfExists
rejects a pipeline of another account where CodePipeline sends its source, and changes nothing where it does not.
"""

_OF_A_SERVICE = re.compile(r"\.amazonaws\.com(\.cn)?$")
_LOG_DELIVERY = frozenset(
    {
        "cloudtrail.amazonaws.com",
        "config.amazonaws.com",
        "delivery.logs.amazonaws.com",
        "logdelivery.elasticloadbalancing.amazonaws.com",
        "logdelivery.elb.amazonaws.com",
    }
)
"""The services that write each customer's logs below AWSLogs/<account> only, with the account of the log's source.

AWS: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
and https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html
"""
_LOGS_OF_ONE_ACCOUNT = re.compile(r"arn:[\w-]+:s3:::[a-z0-9.-]+/(?:[^*?$]*/)?AWSLogs/(?:o-[a-z0-9]+/)?[0-9]{12}/.*")
_ACCOUNT_ID = re.compile(r"[0-9]{12}")
_ENCRYPTION_CONTEXT = "kms:encryptioncontext:aws:"

_SOURCES: Mapping[str, Accepts] = {
    "aws:sourceaccount": is_fixed,
    "aws:sourceorgid": is_fixed,
    "aws:sourcearn": names_an_account,
    "aws:sourceorgpaths": in_one_organization,
}


def names_the_source(statement: Statement) -> bool:
    """Whether a condition that no request can skip names the account, organization or resource of the source.

    The encryption context that a service sets itself names the resource as well: kms:EncryptionContext:aws:logs:arn.
    AWS: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html

    Raises MalformedPolicyError, and UnknownValueError where only a value that is not known yet could name it.
    """
    return pins_by(statement, _check)


def names_the_source_if_sent(statement: Statement) -> bool:
    """`names_the_source`, by conditions that count only where the service sends its source as well (...IfExists)."""
    return pins_by(statement, _check, if_sent=True)


def _check(key: str) -> Accepts | None:
    return names_an_account if key.startswith(_ENCRYPTION_CONTEXT) else _SOURCES.get(key)


def is_by_account(service: str, statement: Statement) -> bool:
    """Whether the service itself keeps the statement to one account: by the path of its logs, or its external id.

    AWS: https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html
    """
    resources = statement.texts("Resource")
    if service in _LOG_DELIVERY and resources and all(map(_LOGS_OF_ONE_ACCOUNT.fullmatch, resources)):
        return [action.lower() for action in statement.actions] == ["s3:putobject"]
    return service == "firehose.amazonaws.com" and pins(
        statement, {"sts:externalid"}, lambda value: bool(_ACCOUNT_ID.fullmatch(value))
    )


def is_excepted_in_trusts(service: str) -> bool:
    """Whether a trust in the service needs no condition."""
    return _everywhere(service) in WITHOUT_SOURCE


def sends_perhaps(service: str) -> bool:
    """Whether a trust in the service needs only a condition for the case that the service sends its source."""
    return _everywhere(service) in SENDS_PERHAPS


def _everywhere(service: str) -> str:
    """The service's name outside China, where it ends in .amazonaws.com.cn."""
    return _OF_A_SERVICE.sub(".amazonaws.com", service)
