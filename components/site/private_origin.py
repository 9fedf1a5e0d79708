"""A bucket as the origin of a distribution that signs its requests, so that the bucket can refuse all others."""

import pulumi
import pulumi_aws as aws

from components.context import Context
from components.storage.bucket import SecureBucket


def private_origin(
    name: str, context: Context, purpose: str, description: str, bucket: SecureBucket, child: pulumi.ResourceOptions
) -> aws.cloudfront.DistributionOriginArgsDict:
    """Makes {name}-origin-access, and returns the origin, whose id is the purpose of its bucket.

    AWS: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html
    """
    access = aws.cloudfront.OriginAccessControl(
        f"{name}-origin-access",
        name=f"{context.prefix}-{purpose}",
        description=description,
        origin_access_control_origin_type="s3",
        signing_behavior="always",
        signing_protocol="sigv4",
        opts=child,
    )
    return {
        "origin_id": purpose,
        "domain_name": bucket.regional_domain_name,
        "origin_access_control_id": access.id,
    }
