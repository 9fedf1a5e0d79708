"""The permissions on a stack's state, where the state is in a bucket of the account.

Pulumi: https://www.pulumi.com/docs/iac/concepts/state-and-backends/#aws-s3
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from components.context import Context
from components.iam.statements import Statement, allow

_FOLDERS: Mapping[str, str] = MappingProxyType(
    {
        "stacks": "{project}/{stack}.*",
        "history": "{project}/{stack}/*",
        "backups": "{project}/{stack}/*",
        "locks": "organization/{project}/{stack}/*",
    }
)
"""Folder below .pulumi -> the objects of one stack in it."""


@dataclass(frozen=True)
class StateBucket:
    """The backend s3://{name}, and the key of the secrets provider awskms://{key}&context_stack={prefix}.

    All stacks of the account can share one key: the encryption context separates the secrets of one stack from those of
    another.
    Pulumi: https://www.pulumi.com/docs/iac/concepts/secrets/#available-encryption-providers
    AWS: https://docs.aws.amazon.com/kms/latest/developerguide/encrypt_context.html
    """

    name: str
    key_arn: str
    """ARN of the KMS key that the stacks' secrets are encrypted with. No workflow has a passphrase."""


def may_read_state(bucket: StateBucket, context: Context) -> tuple[Statement, ...]:
    """The permissions to read the state of one stack and to decrypt its secrets, which a preview needs."""
    arn = f"arn:aws:s3:::{bucket.name}"
    meta = f"{arn}/.pulumi/meta.yaml"
    own = {"StringEquals": {"kms:EncryptionContext:stack": context.prefix}}
    return (
        allow("s3:ListBucket", arn, sid="StateBucket"),
        allow("s3:GetObject", [meta, *_objects(arn, context)], sid="State"),
        allow("kms:Decrypt", bucket.key_arn, sid="Secrets", conditions=own),
    )


def may_write_state(bucket: StateBucket, context: Context) -> tuple[Statement, ...]:
    """The permissions to update the state of one stack, in addition to those that read it."""
    arn = f"arn:aws:s3:::{bucket.name}"
    return (allow(["s3:DeleteObject", "s3:PutObject"], _objects(arn, context), sid="Update"),)


def state_ceiling(bucket: StateBucket) -> tuple[Statement, ...]:
    """The statements of a boundary on the state of all stacks: a boundary has no room to limit it to one stack."""
    arn = f"arn:aws:s3:::{bucket.name}"
    objects = ["s3:DeleteObject", "s3:GetObject", "s3:ListBucket", "s3:PutObject"]
    return (allow(objects, [arn, f"{arn}/.pulumi/*"]), allow("kms:Decrypt", bucket.key_arn))


def _objects(arn: str, context: Context) -> list[str]:
    names = {"project": context.project, "stack": context.stack}
    return [f"{arn}/.pulumi/{folder}/{inside.format_map(names)}" for folder, inside in _FOLDERS.items()]
