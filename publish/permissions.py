"""The permissions that publishing needs, and no others: those of the build role.

The first tuple is granted on the bucket, the second on "{bucket}/*", the third on the distribution.
sts:GetCallerIdentity needs no permission. A bucket with a customer managed KMS key also needs kms:Decrypt and
kms:GenerateDataKey on the key, through S3. --headers-policy also needs cloudfront:GetResponseHeadersPolicy on that
policy.
"""

BUCKET_ACTIONS = ("s3:ListBucket",)
"""On the bucket: list its objects."""

OBJECT_ACTIONS = (
    "s3:AbortMultipartUpload",
    "s3:DeleteObject",
    "s3:GetObject",
    "s3:GetObjectVersion",
    "s3:PutObject",
    "s3:PutObjectVersionTagging",
)
"""On the objects. A build can read versions but never delete one. It can mark one for the lifecycle rule, which deletes
it once it has been out of use for noncurrentDays: the time in which a build that was taken over has to be noticed."""

PREVIEW_BUCKET_ACTIONS = (*BUCKET_ACTIONS, "s3:ListBucketMultipartUploads", "s3:ListBucketVersions")
"""On the bucket of previews: list also what is to be deleted for good."""

PREVIEW_OBJECT_ACTIONS = (*OBJECT_ACTIONS, "s3:DeleteObjectVersion")
"""On the objects of previews, of which nothing stays once the preview is discarded. CloudFront is asked for nothing."""

DISTRIBUTION_ACTIONS = (
    "cloudfront:CreateInvalidation",
    "cloudfront:GetDistributionConfig",
    "cloudfront:GetInvalidation",
    "cloudfront:ListInvalidations",
)
"""On the distribution: invalidate its cache, and see whether it is turned off when the site does not answer."""

DISTRIBUTION_ACTIONS_WITHOUT_SITE = ("cloudfront:GetDistribution",)
"""On the distribution, unless --site or SITE_URL gives the site's address."""
