"""The resources of a site without its components: the same types with the same dependencies, written by hand."""

import json

import pulumi_aws as aws

_FUNCTION = "function handler(event) { return event.request; }"
_RESPONSE = "function handler(event) { return event.response; }"
_TAGS = {"ManagedBy": "Pulumi"}


def raw_sites(number: int) -> None:
    """A program of so many."""
    account = aws.get_caller_identity().account_id
    for index in range(number):
        _site(f"raw{index}", account)


def _site(name: str, account: str) -> None:
    logs, content = _bucket(f"{name}-logs", account), _bucket(f"{name}-content", account)
    aws.s3.BucketVersioning(f"{name}-versioning", bucket=content.bucket, versioning_configuration={"status": "Enabled"})
    aws.s3.BucketLogging(f"{name}-logging", bucket=content.bucket, target_bucket=logs.bucket, target_prefix="s3/")
    headers = aws.cloudfront.ResponseHeadersPolicy(
        f"{name}-headers",
        name=f"{name}-headers",
        security_headers_config={"content_type_options": {"override": True}},
    )
    access = aws.cloudfront.OriginAccessControl(
        f"{name}-access",
        name=f"{name}-access",
        origin_access_control_origin_type="s3",
        signing_behavior="always",
        signing_protocol="sigv4",
    )
    distribution = _distribution(name, content, headers, access)
    source = aws.cloudwatch.LogDeliverySource(
        f"{name}-source",
        name=f"{name}-source",
        log_type="ACCESS_LOGS",
        resource_arn=distribution.arn,
        region="us-east-1",
    )
    target = aws.cloudwatch.LogDeliveryDestination(
        f"{name}-target",
        name=f"{name}-target",
        output_format="json",
        delivery_destination_configuration={"destination_resource_arn": logs.arn},
        region="us-east-1",
    )
    aws.cloudwatch.LogDelivery(
        f"{name}-delivery",
        delivery_source_name=source.name,
        delivery_destination_arn=target.arn,
        region="us-east-1",
    )


def _bucket(name: str, account: str) -> aws.s3.Bucket:
    physical = f"{name}-{account}"
    bucket = aws.s3.Bucket(name, bucket=physical, force_destroy=True, tags=_TAGS)
    aws.s3.BucketOwnershipControls(
        f"{name}-ownership", bucket=bucket.bucket, rule={"object_ownership": "BucketOwnerEnforced"}
    )
    aws.s3.BucketPublicAccessBlock(f"{name}-public", bucket=bucket.bucket, block_public_acls=True)
    aws.s3.BucketServerSideEncryptionConfiguration(
        f"{name}-encryption",
        bucket=bucket.bucket,
        rules=[{"apply_server_side_encryption_by_default": {"sse_algorithm": "AES256"}}],
    )
    aws.s3.BucketLifecycleConfiguration(
        f"{name}-lifecycle",
        bucket=bucket.bucket,
        rules=[{"id": "expire", "status": "Enabled", "filter": {"prefix": ""}, "expiration": {"days": 30}}],
    )
    arn = f"arn:aws:s3:::{physical}"
    statement = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [arn, f"{arn}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    aws.s3.BucketPolicy(f"{name}-policy", bucket=bucket.bucket, policy=policy)
    return bucket


def _distribution(
    name: str,
    content: aws.s3.Bucket,
    headers: aws.cloudfront.ResponseHeadersPolicy,
    access: aws.cloudfront.OriginAccessControl,
) -> aws.cloudfront.Distribution:
    events = {"viewer-request": _FUNCTION, "viewer-response": _RESPONSE}
    functions = [
        aws.cloudfront.Function(f"{name}-{event}", name=f"{name}-{event}", runtime="cloudfront-js-2.0", code=code)
        for event, code in events.items()
    ]
    return aws.cloudfront.Distribution(
        f"{name}-distribution",
        enabled=True,
        origins=[
            {
                "origin_id": "content",
                "domain_name": content.bucket_regional_domain_name,
                "origin_access_control_id": access.id,
            }
        ],
        default_cache_behavior={
            "target_origin_id": "content",
            "viewer_protocol_policy": "redirect-to-https",
            "allowed_methods": ["GET", "HEAD"],
            "cached_methods": ["GET", "HEAD"],
            "cache_policy_id": "658327ea-f89d-4fab-a63d-7e88639e58f6",
            "response_headers_policy_id": headers.id,
            "function_associations": [
                {"event_type": event, "function_arn": function.arn}
                for event, function in zip(events, functions, strict=True)
            ],
        },
        restrictions={"geo_restriction": {"restriction_type": "none"}},
        viewer_certificate={"cloudfront_default_certificate": True},
        tags=_TAGS,
    )
