"""The names of a stack, from which every physical name, ARN and tag is derived."""

from collections.abc import Mapping
from dataclasses import dataclass, field

CLOUDFRONT_REGION = "us-east-1"
"""Where CloudFront looks for certificates and web ACLs, and where its metrics and logs come from.

AWS: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cnames-and-https-requirements.html
"""

OWN_TAGS = ("Project", "Stack", "ManagedBy")
"""The tags that a stack gives its resources beside those of the user."""

_LONGEST_BUCKET_NAME = 63


@dataclass(frozen=True)
class Context:
    """Project, stack, account, region and tags: plain values, so that everything derived from them is known at preview.

    A policy rule can only check names that are known at preview; names that the provider chooses are not.
    AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
    """

    project: str
    """Name of the Pulumi project, for example "secure-site"."""
    stack: str
    """Name of the Pulumi stack, for example "dev"."""
    account_id: str
    """The twelve digits of the AWS account."""
    region: str
    """Region of all resources but those that CloudFront needs in us-east-1, for example "eu-west-1"."""
    tags: Mapping[str, str] = field(default_factory=dict[str, str])
    """Tags of every resource that takes tags. Default: none."""

    @property
    def prefix(self) -> str:
        """First part of every physical name: "{project}-{stack}"."""
        return f"{self.project}-{self.stack}"

    @property
    def object_tags(self) -> dict[str, str]:
        """Tags of an object in a bucket, which takes ten, while other resources take fifty: without those of the user.

        AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html
        """
        return {key: value for key, value in self.tags.items() if key in OWN_TAGS}

    def bucket_name(self, purpose: str) -> str:
        """Name of the stack's bucket for a purpose: "{prefix}-{purpose}-{account_id}".

        Bucket names are global, so the account id keeps the name apart from those of other accounts.

        Raises ValueError when the name is longer than S3's 63 characters.
        AWS: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
        """
        name = f"{self.prefix}-{purpose}-{self.account_id}"
        excess = len(name) - _LONGEST_BUCKET_NAME
        if excess > 0:
            raise ValueError(
                f"bucket name {name!r} has {len(name)} characters, S3 allows {_LONGEST_BUCKET_NAME}: "
                f"take {excess} from the name of the project ({self.project!r}) or of the stack ({self.stack!r})"
            )
        return name

    def arn(self, service: str, resource: str, *, region: str | None = None, account: bool = True) -> str:
        """ARN of a resource of this account: "arn:aws:{service}:{region}:{account_id}:{resource}".

        region: default the context's own; "" for global services (iam, cloudfront, s3).
        account: False leaves the account out, as S3 does.
        """
        where = self.region if region is None else region
        owner = self.account_id if account else ""
        return f"arn:aws:{service}:{where}:{owner}:{resource}"
