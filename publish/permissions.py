"""What whoever publishes has to be allowed, and nothing else: the permissions of the build role.

The three are granted on the bucket, on "{bucket}/*" and on the distribution. sts:GetCallerIdentity needs no permission.
Where the bucket has a customer's KMS key: kms:Decrypt and kms:GenerateDataKey on it, through S3. Where --headers-policy
names a response headers policy: cloudfront:GetResponseHeadersPolicy on it.
"""

BUCKET_ACTIONS = ("s3:ListBucket",)
"""On the bucket: what is there."""

OBJECT_ACTIONS = (
    "s3:AbortMultipartUpload",
    "s3:DeleteObject",
    "s3:GetObject",
    "s3:GetObjectVersion",
    "s3:PutObject",
)
"""On its objects. Versions can be read and never deleted, so a release that was published cannot be lost to a build."""

DISTRIBUTION_ACTIONS = (
    "cloudfront:CreateInvalidation",
    "cloudfront:GetInvalidation",
    "cloudfront:ListInvalidations",
)
"""On the distribution: its cache."""

DISTRIBUTION_ACTIONS_WITHOUT_SITE = ("cloudfront:GetDistribution",)
"""On the distribution, unless the site's address is given with --site or SITE_URL."""
