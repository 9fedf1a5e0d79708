"""A customer's own KMS key: who may use it is said in its policy, and nowhere else."""

from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from components.context import Context
from components.iam.statements import Statement, allow, document

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


class EncryptionKeyArgs(TypedDict):
    """Inputs of EncryptionKey."""

    context: Context
    """Names, account, region and tags of the stack."""
    purpose: str
    """What is encrypted, in one word; the alias is "alias/{prefix}-{purpose}"."""
    region: NotRequired[str]
    """Where the key is. Default: the provider's region."""


class EncryptionKey(pulumi.ComponentResource):
    """A symmetric key that rotates every year, and its alias.

    The owner calls `admit` once: a key policy often names something that is made with the key, such as the
    distribution in front of an encrypted bucket, so it has to come after both.

    Children: {name}-key, {name}-alias, {name}-policy.
    AWS: https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
    """

    arn: pulumi.Output[str]
    """What a resource is given as its key, and an identity policy as its resource; unknown until the key exists."""

    def __init__(self, name: str, args: EncryptionKeyArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        context, purpose = args["context"], args["purpose"]
        super().__init__("secure-site:components:EncryptionKey", name, {"purpose": purpose}, opts)
        self._logical_name, self._context, self._region = name, context, args.get("region")
        self._child = pulumi.ResourceOptions(parent=self)
        key = aws.kms.Key(
            f"{name}-key",
            description=f"{purpose.capitalize()} of {context.prefix}",
            enable_key_rotation=True,
            region=self._region,
            tags=context.tags,
            opts=self._child,
        )
        aws.kms.Alias(
            f"{name}-alias",
            name=f"alias/{context.prefix}-{purpose}",
            target_key_id=key.key_id,
            region=self._region,
            opts=self._child,
        )
        self.arn = key.arn
        self._id = key.key_id
        self.register_outputs({"arn": self.arn})

    def admit(self, *statements: Statement) -> None:
        """Sets the key's policy: the account looks after the key, the statements say who uses it. To be called once."""
        aws.kms.KeyPolicy(
            f"{self._logical_name}-policy",
            key_id=self._id,
            policy=document(_administer(self._context), *statements),
            region=self._region,
            opts=self._child,
        )


def _administer(context: Context) -> Statement:
    """Lets the account's own IAM policies say who looks after a key, which leaves out using it and handing it on.

    A key whose policy does not name the account can never be changed again.
    AWS: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
    """
    return allow(_ADMINISTRATION, "*", sid="Administer", principals={"AWS": context.arn("iam", "root", region="")})


def use_through_s3(context: Context) -> Statement:
    """Lets whoever in the account is allowed to by IAM use a key, but only for what S3 stores.

    This is how the key that AWS manages for S3 is guarded, except that IAM has to allow the use of this one by name.
    AWS: https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
    """
    return allow(
        ["kms:Decrypt", "kms:GenerateDataKey"],
        "*",
        sid="UseThroughS3",
        principals={"AWS": context.arn("iam", "root", region="")},
        conditions={"StringEquals": {"kms:CallerAccount": context.account_id, **_via_s3(context)}},
    )


def use_key(context: Context, *key_arns: pulumi.Input[str]) -> Statement:
    """Lets a role read and write what S3 encrypts with these keys."""
    return allow(["kms:Decrypt", "kms:GenerateDataKey"], list(key_arns), conditions={"StringEquals": _via_s3(context)})


def _via_s3(context: Context) -> dict[str, str]:
    return {"kms:ViaService": f"s3.{context.region}.amazonaws.com"}
