"""Buckets, their settings and the objects that the program uploads."""

from collections.abc import Mapping

from foundation.permissions.calls import Calls

_BUCKET = "arn:aws:s3:::{bucket}"

STORAGE: Mapping[str, Calls] = {
    "aws:s3/bucket:Bucket": Calls(
        file="s3/bucket.go",
        arns=_BUCKET,
        read="s3:ListBucket s3:GetAccelerateConfiguration s3:GetBucketAcl s3:GetBucketCORS s3:GetBucketLogging "
        "s3:GetBucketObjectLockConfiguration s3:GetBucketPolicy s3:GetBucketRequestPayment s3:GetBucketTagging "
        "s3:GetBucketVersioning s3:GetBucketWebsite s3:GetEncryptionConfiguration s3:GetLifecycleConfiguration "
        "s3:GetReplicationConfiguration s3:ListTagsForResource",
        create="s3:CreateBucket s3:PutBucketTagging s3:TagResource",
        update="s3:PutBucketTagging s3:TagResource s3:UntagResource",
        delete="s3:DeleteBucket s3:ListBucketVersions s3:DeleteObject s3:DeleteObjectVersion",
        elsewhere={f"{_BUCKET}/*": "s3:DeleteObject s3:DeleteObjectVersion"},
        only_with={"forceDestroy": "s3:ListBucketVersions s3:DeleteObject s3:DeleteObjectVersion"},
    ),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": Calls(
        file="s3/bucket_lifecycle_configuration.go",
        arns=_BUCKET,
        read="s3:GetLifecycleConfiguration",
        create="s3:PutLifecycleConfiguration",
        update="s3:PutLifecycleConfiguration",
        delete="s3:PutLifecycleConfiguration",
    ),
    "aws:s3/bucketLogging:BucketLogging": Calls(
        file="s3/bucket_logging.go",
        arns=_BUCKET,
        read="s3:GetBucketLogging",
        create="s3:PutBucketLogging",
        update="s3:PutBucketLogging",
        delete="s3:PutBucketLogging",
    ),
    "aws:s3/bucketObjectv2:BucketObjectv2": Calls(
        file="s3/object.go",
        arns=f"{_BUCKET}/{{folder}}*",
        read="s3:GetObject s3:GetObjectTagging s3:ListBucket",
        create="s3:PutObject s3:PutObjectTagging",
        update="s3:PutObject s3:PutObjectTagging",
        delete="s3:DeleteObject s3:DeleteObjectVersion s3:ListBucketVersions",
        elsewhere={_BUCKET: "s3:ListBucket s3:ListBucketVersions"},
    ),
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": Calls(
        file="s3/bucket_ownership_controls.go",
        arns=_BUCKET,
        read="s3:GetBucketOwnershipControls",
        create="s3:PutBucketOwnershipControls",
        update="s3:PutBucketOwnershipControls",
        delete="s3:PutBucketOwnershipControls",
    ),
    "aws:s3/bucketPolicy:BucketPolicy": Calls(
        file="s3/bucket_policy.go",
        arns=_BUCKET,
        read="s3:GetBucketPolicy",
        create="s3:PutBucketPolicy",
        update="s3:PutBucketPolicy",
        delete="s3:DeleteBucketPolicy",
    ),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": Calls(
        file="s3/bucket_public_access_block.go",
        arns=_BUCKET,
        read="s3:GetBucketPublicAccessBlock",
        create="s3:PutBucketPublicAccessBlock",
        update="s3:PutBucketPublicAccessBlock",
        delete="s3:PutBucketPublicAccessBlock",
    ),
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": Calls(
        file="s3/bucket_server_side_encryption_configuration.go",
        arns=_BUCKET,
        read="s3:GetEncryptionConfiguration",
        create="s3:PutEncryptionConfiguration",
        update="s3:PutEncryptionConfiguration",
        delete="s3:PutEncryptionConfiguration",
    ),
    "aws:s3/bucketVersioning:BucketVersioning": Calls(
        file="s3/bucket_versioning.go",
        arns=_BUCKET,
        read="s3:GetBucketVersioning",
        create="s3:PutBucketVersioning",
        update="s3:PutBucketVersioning",
        delete="s3:PutBucketVersioning",
    ),
}
"""Type token -> its calls."""
