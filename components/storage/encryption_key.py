"""A customer's own KMS key, whose policy alone decides who may use it."""

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
    """The encrypted data, in one word; the alias is "alias/{prefix}-{purpose}"."""
    region: NotRequired[str]
    """Region of the key. Default: the provider's region."""
    protect: NotRequired[bool]
    """True: Pulumi refuses to delete the key, and with it all that only the key decrypts. Default: False."""


class EncryptionKey(pulumi.ComponentResource):
    """A symmetric key that rotates every year, and its alias.

    The owner calls `set_policy` once: a key policy often names a resource that is made with the key, such as the
    distribution in front of an encrypted bucket, so the policy comes after both.

    Children: {name}-key, {name}-alias, {name}-policy.
    AWS: https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
    """

    arn: pulumi.Output[str]
    """ARN of the key; unknown until the key exists."""

    def __init__(self, name: str, args: EncryptionKeyArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        context, purpose = args["context"], args["purpose"]
        super().__init__("secure-site:components:EncryptionKey", name, {"purpose": purpose}, opts)
        self._logical_name, self._context, self._region = name, context, args.get("region")
        self._child = pulumi.ResourceOptions(parent=self)
        self._has_policy = False
        key = aws.kms.Key(
            f"{name}-key",
            description=f"{purpose.capitalize()} of {context.prefix}",
            enable_key_rotation=True,
            region=self._region,
            tags=context.tags,
            opts=pulumi.ResourceOptions(parent=self, protect=args.get("protect", False) or None),
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

    def set_policy(self, *statements: Statement) -> None:
        """Sets the key's policy: the account administers the key, and the statements decide who uses it.

        Raises RuntimeError when it is called again: a key has one policy.
        """
        if self._has_policy:
            raise RuntimeError(
                f"EncryptionKey {self._logical_name!r}: set_policy was called twice, and a key has one policy: pass "
                "all statements to one call"
            )
        self._has_policy = True
        aws.kms.KeyPolicy(
            f"{self._logical_name}-policy",
            key_id=self._id,
            policy=document(_administer(self._context), *statements),
            region=self._region,
            opts=self._child,
        )


def _administer(context: Context) -> Statement:
    """Lets the account's own IAM policies decide who administers a key, without using the key or granting its use.

    A key whose policy does not name the account can never be changed again.
    AWS: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
    """
    return allow(_ADMINISTRATION, "*", sid="Administer", principals={"AWS": context.arn("iam", "root", region="")})


def use_through_s3(context: Context) -> Statement:
    """Lets principals of the account that IAM allows to use a key do so, but only for objects that S3 stores.

    The key that AWS manages for S3 has the same policy, except that IAM must allow the use of this key by name.
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
    """Lets a role read and write objects that S3 encrypts with these keys."""
    return allow(["kms:Decrypt", "kms:GenerateDataKey"], list(key_arns), conditions={"StringEquals": _via_s3(context)})


def _via_s3(context: Context) -> dict[str, str]:
    return {"kms:ViaService": f"s3.{context.region}.amazonaws.com"}
