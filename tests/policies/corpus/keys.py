"""Key policies."""

from collections.abc import Iterator
from typing import Any

from tests.policies.corpus.example import (
    ACCOUNT,
    ANYONE,
    ORGANIZATION,
    OTHER,
    OTHER_ROOT,
    ROLE,
    ROOT,
    Example,
    arn,
    example,
    service,
    source,
    twin,
)

_DEFAULT = "kms/latest/developerguide/key-policy-default.html"
_OWNER: dict[str, Any] = {"Sid": "Owner", "Principal": {"AWS": ROOT}, "Action": "kms:*", "Resource": "*"}
_ADMINISTRATION = [
    *(f"kms:{verb}*" for verb in ("Create", "Describe", "Enable", "List", "Put", "Update", "Revoke", "Disable", "Get")),
    *("kms:Delete*", "kms:TagResource", "kms:UntagResource", "kms:ScheduleKeyDeletion", "kms:CancelKeyDeletion"),
    "kms:RotateKeyOnDemand",
]
_USE = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"]
_DATA_KEYS = ["kms:Decrypt", "kms:GenerateDataKey"]


def keys() -> Iterator[Example]:
    """The examples."""
    yield from _keys_of_the_account()
    yield from _keys_of_logs()
    yield from _keys_of_services()
    yield from _keys_of_callers()


def _keys_of_the_account() -> Iterator[Example]:
    yield example(
        "key",
        "the default",
        _DEFAULT,
        _OWNER,
        twins=[
            twin("iam-wildcards", Principal={"AWS": ROLE}),
            twin("iam-wildcards", Principal={"AWS": [ROOT, OTHER_ROOT]}),
            twin("open-principals", Principal="*"),
            twin("iam-wildcards", Action="*"),
        ],
    )
    administrators = {"Sid": "Administrators", "Principal": {"AWS": ROLE}, "Action": _ADMINISTRATION, "Resource": "*"}
    yield example(
        "key",
        "administrators",
        _DEFAULT,
        administrators,
        _OWNER,
        twins=[ANYONE, twin("iam-wildcards", Action="kms:*"), twin("iam-wildcards", Action=["kms:C*"])],
    )
    users = {"Sid": "Users", "Principal": {"AWS": [ROLE, OTHER_ROOT]}, "Action": _USE, "Resource": "*"}
    yield example("key", "users", _DEFAULT, users, _OWNER, twins=[ANYONE, twin("iam-wildcards", Action="kms:*crypt*")])
    grants = {"Bool": {"kms:GrantIsForAWSResource": True}}
    yield example(
        "key",
        "grants for AWS services",
        _DEFAULT,
        {
            "Sid": "Grants",
            "Principal": {"AWS": ROLE},
            "Action": ["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"],
            "Resource": "*",
            "Condition": grants,
        },
        _OWNER,
        twins=[twin("open-principals", Principal={"AWS": "*"})],
    )


def _keys_of_logs() -> Iterator[Example]:
    logs = {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": arn("logs", "log-group:site")}}
    yield example(
        "key",
        "CloudWatch Logs",
        "AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html",
        {
            "Principal": service("logs.eu-west-1"),
            "Action": ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
            "Resource": "*",
            "Condition": logs,
        },
        _OWNER,
        twins=[
            twin("confused-deputy", Condition=None),
            twin(
                "confused-deputy",
                Condition={"ArnLike": {"kms:EncryptionContext:aws:logs:arn": arn("logs", "*", account="*")}},
            ),
        ],
    )
    trail = arn("cloudtrail", "trail/site")
    context = {
        "StringEquals": {"aws:SourceArn": trail},
        "StringLike": {"kms:EncryptionContext:aws:cloudtrail:arn": arn("cloudtrail", "trail/*", region="*")},
    }
    yield example(
        "key",
        "CloudTrail",
        "awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html",
        {"Principal": service("cloudtrail"), "Action": "kms:GenerateDataKey*", "Resource": "*", "Condition": context},
        _OWNER,
        twins=[twin("confused-deputy", Condition=None)],
    )


def _keys_of_services() -> Iterator[Example]:
    for name, principal, of, page in (
        (
            "CloudFront",
            "cloudfront",
            "distribution/E2EXAMPLE",
            "AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html",
        ),
        ("alarms to an encrypted topic", "cloudwatch", "alarm:*", "sns/latest/dg/sns-key-management.html"),
        (
            "EventBridge to an encrypted queue",
            "events",
            "rule/site",
            "eventbridge/latest/userguide/eb-troubleshooting.html",
        ),
        ("S3 to an encrypted queue", "s3", "*", "AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html"),
        ("log delivery", "delivery.logs", "*", "AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-V2-S3.html"),
        ("Config", "config", "*", "config/latest/developerguide/s3-kms-key-policy.html"),
        ("SES", "ses", "receipt-rule-set/site:receipt-rule/all", "ses/latest/dg/receiving-email-permissions.html"),
    ):
        condition = {"StringEquals": {"aws:SourceAccount": ACCOUNT}} if of == "*" else source(arn(principal, of))
        yield example(
            "key",
            name,
            page,
            {"Principal": service(principal), "Action": _DATA_KEYS, "Resource": "*", "Condition": condition},
            _OWNER,
            twins=[twin("confused-deputy", Condition=None), twin("iam-wildcards", Action="kms:*")],
        )


def _keys_of_callers() -> Iterator[Example]:
    via = {"StringEquals": {"kms:CallerAccount": ACCOUNT, "kms:ViaService": "ec2.eu-west-1.amazonaws.com"}}
    yield example(
        "key",
        "everyone of the account by way of a service",
        "kms/latest/developerguide/conditions-kms.html",
        {"Principal": {"AWS": "*"}, "Action": _DATA_KEYS, "Resource": "*", "Condition": via},
        _OWNER,
        twins=[
            ANYONE,
            twin("open-principals", Condition={"StringEquals": {"kms:ViaService": "ec2.eu-west-1.amazonaws.com"}}),
        ],
    )
    yield example(
        "key",
        "everyone of an organization",
        "kms/latest/developerguide/key-policy-modifying-external-accounts.html",
        {
            "Principal": {"AWS": "*"},
            "Action": _DATA_KEYS,
            "Resource": "*",
            "Condition": {"StringEquals": {"aws:PrincipalOrgID": ORGANIZATION}},
        },
        _OWNER,
        twins=[ANYONE],
    )
    yield example(
        "key",
        "another account",
        "kms/latest/developerguide/key-policy-modifying-external-accounts.html",
        {"Principal": {"AWS": OTHER}, "Action": _USE, "Resource": "*"},
        _OWNER,
        twins=[
            ANYONE,
            twin("iam-wildcards", Action="kms:*"),
            twin("iam-not-elements", Action=None, NotAction="kms:Put*"),
        ],
    )
