"""The safeguards that the baseline sets up and `python -m foundation.account.check` expects, as plain values.

The module imports no Pulumi, so the check starts without the SDK.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from components.context import CLOUDFRONT_REGION


@dataclass(frozen=True)
class ManagedRule:
    """A managed rule of AWS Config."""

    identifier: str
    """The name that AWS gives it."""
    description: str
    """The fact that holds if resources comply."""
    records: str = ""
    """The resource type whose changes trigger the rule. Default: none, the rule runs once a day."""
    region: str = ""
    """The only region that has the rule. Default: every region has it."""


MANAGED_RULES = (
    ManagedRule("ROOT_ACCOUNT_MFA_ENABLED", "The root user signs in with MFA"),
    ManagedRule("IAM_ROOT_ACCESS_KEY_CHECK", "The root user has no access key"),
    ManagedRule("S3_ACCOUNT_LEVEL_PUBLIC_ACCESS_BLOCKS_PERIODIC", "S3 blocks public access in the whole account"),
    ManagedRule("S3_BUCKET_PUBLIC_READ_PROHIBITED", "No bucket can be read by the public", "AWS::S3::Bucket"),
    ManagedRule("S3_BUCKET_PUBLIC_WRITE_PROHIBITED", "No bucket can be written by the public", "AWS::S3::Bucket"),
    ManagedRule(
        "CLOUDFRONT_VIEWER_POLICY_HTTPS",
        "No distribution answers over plain HTTP",
        "AWS::CloudFront::Distribution",
        CLOUDFRONT_REGION,
    ),
)
"""The rules. The one on the account's block is periodic, because the other reports nothing until a block is first set.

AWS: https://docs.aws.amazon.com/config/latest/developerguide/managed-rules-by-aws-config.html,
https://docs.aws.amazon.com/config/latest/developerguide/s3-account-level-public-access-blocks.html
"""

MINIMUM_PASSWORD_LENGTH = 14
"""The fewest characters of an IAM user's password.

AWS: https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html
"""

PASSWORD_REUSE_PREVENTION = 24
"""The number of a user's last passwords that cannot be reused.

AWS: https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html
"""

PASSWORD_FLAGS = ("RequireLowercaseCharacters", "RequireNumbers", "RequireSymbols", "RequireUppercaseCharacters")
"""The kinds of characters that a password must have, by their names in the IAM API.

AWS: https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html
"""

PUBLIC_ACCESS_FLAGS = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
"""The four parts of S3's public access block.

AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
"""

ROOT_SIGN_IN = "AWS Console Sign In via CloudTrail"
"""The type of EventBridge event for a sign-in, in us-east-1. It needs a trail that logs there.

AWS: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
"""


def rules_by_region(home: str) -> Mapping[str, Sequence[ManagedRule]]:
    """Region -> its rules: each rule is in the only region that has it, or else in `home`."""
    regions = sorted({home, *(rule.region for rule in MANAGED_RULES if rule.region)})
    return {region: [rule for rule in MANAGED_RULES if (rule.region or home) == region] for region in regions}
