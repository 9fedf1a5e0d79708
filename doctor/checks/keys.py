"""Checks of the keys that the stack's data is encrypted with."""

from collections.abc import Sequence

from doctor.deployed import Deployed
from doctor.model import Check

_NO_CONFIGURATION = "ServerSideEncryptionConfigurationNotFoundError"


def _unusable(stack: Deployed) -> Sequence[str]:
    keys = {one.outputs["arn"]: one.region for one in stack.all("aws:kms/key:Key")}
    for bucket in stack.all("aws:s3/bucket:Bucket"):
        keys.update(dict.fromkeys(_keys_of_bucket(stack, bucket.id, bucket.region), bucket.region))
    problems: list[str] = []
    for arn, region in sorted(keys.items()):
        found = stack.account.ask("kms:DescribeKey", region=region, KeyId=arn)["KeyMetadata"]
        if found["KeyState"] != "Enabled":
            until = f" and is deleted on {found['DeletionDate'].date()}" if "DeletionDate" in found else ""
            problems.append(
                f"key {found['KeyId']} is {found['KeyState']}{until}: nothing encrypted with it can be read"
            )
    return problems


def _keys_of_bucket(stack: Deployed, bucket: str, region: str | None) -> set[str]:
    """The keys by which S3 encrypts what is written to a bucket; AWS's own are left out."""
    answer = stack.account.find("s3:GetEncryptionConfiguration", _NO_CONFIGURATION, region=region, Bucket=bucket)
    rules = (answer or {}).get("ServerSideEncryptionConfiguration", {}).get("Rules", [])
    found = {rule.get("ApplyServerSideEncryptionByDefault", {}).get("KMSMasterKeyID") for rule in rules}
    return {key for key in found if key and "alias/aws/" not in key}


CHECKS: tuple[Check[Deployed], ...] = (
    Check(
        "keys",
        "every key can be used",
        "aws kms cancel-key-deletion --key-id <key>, then: aws kms enable-key --key-id <key>",
        _unusable,
    ),
)
