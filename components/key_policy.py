"""What every KMS key of a stack allows the account that owns it."""

from components.context import Context
from components.statements import Statement, allow

_ADMINISTRATION = (
    "kms:CancelKeyDeletion",
    "kms:CreateAlias",
    "kms:DeleteAlias",
    "kms:DescribeKey",
    "kms:DisableKey",
    "kms:DisableKeyRotation",
    "kms:EnableKey",
    "kms:EnableKeyRotation",
    "kms:GetKeyPolicy",
    "kms:GetKeyRotationStatus",
    "kms:ListGrants",
    "kms:ListKeyPolicies",
    "kms:ListResourceTags",
    "kms:PutKeyPolicy",
    "kms:RevokeGrant",
    "kms:ScheduleKeyDeletion",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:UpdateAlias",
    "kms:UpdateKeyDescription",
)


def administer_key(context: Context) -> Statement:
    """Lets the account's own IAM policies say who looks after a key, which leaves out using it and handing it on.

    A key whose policy does not name the account can never be changed again.
    AWS: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
    """
    return allow(_ADMINISTRATION, "*", sid="Administer", principals={"AWS": context.arn("iam", "root", region="")})
